"""What the programs tell Sentry: errors, jobs that were done, and what became of a call."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import sentry_sdk
from sentry_sdk.crons import MonitorStatus, capture_checkin
from sentry_sdk.logger import info

if TYPE_CHECKING:
    from sentry_sdk.types import MonitorConfig

logger = logging.getLogger("drain")
# Slack before Sentry calls a check-in missed, in minutes.
MARGIN_MIN = 10
# A backup or its proof takes its time, and a busy worker starts late.
DAILY_MARGIN_MIN = 90


def report(error: BaseException, **tags: str) -> None:
    """Log the error's type and send it to Sentry. Tags are ids and states, never personal data."""
    result = " ".join(f"{name}={value}" for name, value in tags.items())
    # A warning: as an error, the logging integration would send the same thing a second time.
    logger.warning("%s %s", type(error).__name__, result)
    with sentry_sdk.new_scope() as scope:
        for name, value in tags.items():
            scope.set_tag(name, value)
        scope.capture_exception(error)


def check_in(monitor: str, *, ok: bool, daily_at: str | None = None, every_min: int = 5) -> None:
    """Tell Sentry that a job ended, well or ill, and when to expect it again; inert without a DSN."""
    expected: MonitorConfig = {
        "schedule": {"type": "interval", "value": every_min, "unit": "minute"},
        "timezone": "America/Toronto",
        "checkin_margin": MARGIN_MIN,
        "failure_issue_threshold": 1,
        "recovery_threshold": 1,
    }
    if daily_at:
        hour, minute = daily_at.split(":")[:2]
        expected["schedule"] = {"type": "crontab", "value": f"{int(minute)} {int(hour)} * * *"}
        expected["checkin_margin"] = DAILY_MARGIN_MIN
    status = MonitorStatus.OK if ok else MonitorStatus.ERROR
    capture_checkin(monitor_slug=monitor, status=status, monitor_config=expected)


def tell_call(event: str, call_id: str | None, outcome: str) -> None:
    """A line of `scrub.LINES` in Sentry’s logs, found again by the call’s id; inert without a DSN."""
    if sentry_sdk.get_client().is_active():
        # The text is the same for all calls; the id is an attribute to search by.
        info(event, attributes={"call_id": call_id or "-", "outcome": outcome})
