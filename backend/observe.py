"""Sentry for the three programs, without a word that belongs to a caller.

Exception messages, local variables, bodies, headers, breadcrumbs and log parameters may all carry what a caller said:
none of them leaves. What remains is where it happened: types, stack, tags that we chose. Without a DSN nothing is sent.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import psycopg
import sentry_sdk
from sentry_sdk.crons import MonitorStatus, capture_checkin

from backend.settings import Settings

if TYPE_CHECKING:
    from sentry_sdk.types import MonitorConfig

logger = logging.getLogger("drain")
HIDDEN = "[masqué]"
_PHONE = re.compile(r"(?<![\w-])\+?1?[\s.(-]*\d{3}[\s.)-]*\d{3}[\s.-]*\d{4}(?![\w-])")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
_KEY = re.compile(r"(sb_(secret|publishable)_|xkeysib-|Bearer\s+|eyJ)[\w.\-]+", re.IGNORECASE)


def start(settings: Settings, program: str) -> None:
    """Initialise logging and Sentry once; inert without SENTRY_DSN."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    # httpx logs every URL it asks for, and those carry ids.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("streamlit.error_util").setLevel(logging.CRITICAL)
    sentry_sdk.init(
        dsn=settings.SENTRY_DSN.get_secret_value() if settings.SENTRY_DSN else None,
        environment=settings.SENTRY_ENVIRONMENT,
        release=settings.RELEASE,
        data_collection={"user_info": False, "http_bodies": []},
        include_local_variables=False,
        max_request_body_size="never",
        # Wrapping every request would cost a fifth of the webhook's speed; errors are reported where they are caught.
        auto_enabling_integrations=False,
        auto_session_tracking=False,
        before_send=scrub,
        before_breadcrumb=lambda crumb, hint: None,
    )
    sentry_sdk.set_tag("program", program)


def report(error: BaseException, **tags: str) -> None:
    """Log the error's type and send it to Sentry. Tags are ids and states, never personal data."""
    told = " ".join(f"{name}={value}" for name, value in tags.items())
    # A warning: as an error, the logging integration would send the same thing a second time.
    logger.warning("%s %s", type(error).__name__, told)
    with sentry_sdk.new_scope() as scope:
        for name, value in tags.items():
            scope.set_tag(name, value)
        scope.capture_exception(error)


def check_in(monitor: str, daily_at: str) -> None:
    """Tell Sentry that a daily job did its work, and when to expect the next one; inert without a DSN."""
    hour, minute = daily_at.split(":")[:2]
    expected: MonitorConfig = {
        "schedule": {"type": "crontab", "value": f"{int(minute)} {int(hour)} * * *"},
        "timezone": "America/Toronto",
        "checkin_margin": 30,
    }
    capture_checkin(monitor_slug=monitor, status=MonitorStatus.OK, monitor_config=expected)


def scrub(event: Any, hint: dict[str, Any]) -> Any:
    """Leave of an event only what cannot speak of a person."""
    for part in ("extra", "user", "breadcrumbs", "modules", "server_name"):
        event.pop(part, None)
    error = (hint.get("exc_info") or (None, None, None))[1]
    for one in event.get("exception", {}).get("values", []):
        one["value"] = error.sqlstate or HIDDEN if isinstance(error, psycopg.Error) else HIDDEN
        one.get("mechanism", {}).pop("data", None)
        for frame in (one.get("stacktrace") or {}).get("frames", []):
            frame.pop("vars", None)
    _scrub_log(event)
    if "request" in event:
        event["request"] = {"method": event["request"].get("method"), "url": _path(event["request"].get("url", ""))}
    return _mask(event)


def _scrub_log(event: dict[str, Any]) -> None:
    entry = event.get("logentry")
    if entry:
        # The template only: what was put into it may be anything.
        event["logentry"] = {"message": entry.get("message", "") if entry.get("params") else HIDDEN}
    if "message" in event:
        event["message"] = HIDDEN


def _path(url: str) -> str:
    return urlsplit(url).path


def _mask(value: Any) -> Any:
    if isinstance(value, str):
        return _KEY.sub(HIDDEN, _EMAIL.sub(HIDDEN, _PHONE.sub(HIDDEN, value)))
    if isinstance(value, dict):
        return {key: item if key in _OUR_OWN else _mask(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_mask(item) for item in value]
    return value


# Made by the SDK, never by a caller, and long digits there are no phone numbers.
_OUR_OWN = frozenset(
    {"event_id", "timestamp", "trace_id", "span_id", "sdk", "lineno", "abs_path", "filename", "release"}
)
