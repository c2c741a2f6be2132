"""What is left of an event before it goes to Sentry: only what cannot speak of a person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import psycopg

HIDDEN = "[masqué]"
_PHONE = re.compile(r"(?<![\w-])\+?1?[\s.(-]*\d{3}[\s.)-]*\d{3}[\s.-]*\d{4}(?![\w-])")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
_KEY = re.compile(r"(sb_(secret|publishable)_|xkeysib-|AGE-SECRET-KEY-|Bearer\s+|eyJ)[\w.\-]+", re.IGNORECASE)
# Ids, states and types: one word without a space. Whatever reads like a sentence was not meant as a tag.
_TAG = re.compile(r"[\w.:<>/\-]{1,100}", re.ASCII)
# What the SDK adds about the machine; anything else in there was put by somebody.
_CONTEXTS = frozenset({"trace", "runtime", "os"})
# The lines that may go to Sentry's logs, word for word: a sentence of a caller's has no form to be known by.
LINES = frozenset({"end of call received"})
_SDK_ATTRIBUTES = frozenset({"sentry.environment", "sentry.release", "sentry.sdk.name", "sentry.sdk.version"})
_LOG_ATTRIBUTES = frozenset({"call_id", "outcome"})
# Made by the SDK, never by a caller, and long digits there are no phone numbers.
_OUR_OWN = frozenset(
    {"event_id", "timestamp", "trace_id", "span_id", "sdk", "lineno", "abs_path", "filename", "release"}
)
# `_meta` tells how much of what was taken out had been there.
_UNTOLD = ("extra", "user", "breadcrumbs", "modules", "server_name", "spans", "_meta")


def scrub(event: Any, hint: dict[str, Any]) -> Any:
    """Leave of an event only what cannot speak of a person."""
    hint.pop("attachments", None)
    for part in _UNTOLD:
        event.pop(part, None)
    error = (hint.get("exc_info") or (None, None, None))[1]
    for one in event.get("exception", {}).get("values", []):
        one["value"] = error.sqlstate or HIDDEN if isinstance(error, psycopg.Error) else HIDDEN
        one.get("mechanism", {}).pop("data", None)
    for frame in _frames(event):
        frame.pop("vars", None)
    _scrub_message(event)
    if "contexts" in event:
        event["contexts"] = {name: result for name, result in event["contexts"].items() if name in _CONTEXTS}
    if "tags" in event:
        event["tags"] = {name: _tag(value) for name, value in dict(event["tags"]).items()}
    if "request" in event:
        event["request"] = {"method": event["request"].get("method"), "url": _door(event["request"].get("url", ""))}
    return _mask(event)


def scrub_log(log: Any, hint: dict[str, Any]) -> Any:
    """Of a line that we know: its text, which is the same for every call, and the call's id. Any other is dropped."""
    given = log.get("attributes") or {}
    if log.get("body") not in LINES:
        return None
    kept = {name: value for name, value in given.items() if name in _SDK_ATTRIBUTES}
    return {**log, "attributes": kept | {name: _tag(given[name]) for name in _LOG_ATTRIBUTES if name in given}}


def _frames(event: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for part in ("exception", "threads"):
        for one in (event.get(part) or {}).get("values", []):
            yield from (one.get("stacktrace") or {}).get("frames", [])


def _scrub_message(event: dict[str, Any]) -> None:
    entry = event.get("logentry")
    if entry:
        # The template only: what was put into it may be anything.
        event["logentry"] = {"message": entry.get("message", "") if entry.get("params") else HIDDEN}
    if "message" in event:
        event["message"] = HIDDEN


def _tag(value: Any) -> Any:
    return _mask(value) if not isinstance(value, str) or _TAG.fullmatch(value) else HIDDEN


def _door(url: str) -> str:
    """The first part of the path: behind it may stand a link's secret or a person's id."""
    return "/" + urlsplit(url).path.strip("/").partition("/")[0]


def _mask(value: Any) -> Any:
    if isinstance(value, str):
        return _KEY.sub(HIDDEN, _EMAIL.sub(HIDDEN, _PHONE.sub(HIDDEN, value)))
    if isinstance(value, dict):
        return {key: item if key in _OUR_OWN else _mask(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_mask(item) for item in value]
    return value
