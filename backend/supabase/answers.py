"""Reads a refusal from what came back over HTTP: Supabase's own words, or those of whatever stands before it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import httpx

from backend import coded
from backend.supabase.errors import UNREACHABLE, ApiError

logger = logging.getLogger("drain")

# Said by the front of a hosted project, without a code of its own.
BY_STATUS = {402: "quota", 404: "no_route", 408: UNREACHABLE, 429: "over_request_rate_limit", 540: "paused"}
# A page in the place of an answer: a portal, a relay, a wall.
PAGE_BY_STATUS = {403: "blocked", 404: "no_route", 429: "over_request_rate_limit"}
# Ordinary life: not worth a line in the log.
UNREMARKABLE = ("wrong", "expired", "conflict", "refused", "forbidden")


def refuse(response: httpx.Response) -> None:
    """For httpx's hook: raises ApiError unless this is an answer of Supabase's that grants what was asked."""
    if response.is_success and _is_readable(response):
        return
    response.read()
    error = refusal(response)
    if error.kind not in UNREMARKABLE:
        logger.warning("Supabase: %s (HTTP %s)", error.code, response.status_code)
    raise error


def refusal(response: httpx.Response) -> ApiError:
    """What was refused, under its own name."""
    return refusal_in(response.status_code, _body(response))


def refusal_in(status: int, body: Mapping[str, Any] | None) -> ApiError:
    """The same, of an answer read by whatever client: `body` is its JSON, None where a page came in its place."""
    if status < 400:
        return ApiError("not_supabase")
    if body is None:
        return ApiError(_page(status))
    given = next((one for one in (body.get("error_code"), body.get("code")) if isinstance(one, str) and one), "")
    message = str(body.get("message") or body.get("msg") or "")
    weak = body.get("weak_password")
    reasons = weak.get("reasons") if isinstance(weak, dict) else None
    code = _precise(given, message) if given else _front(status, message)
    details = body.get("details")
    values = coded.values_of(details if isinstance(details, str) else None)
    return ApiError(code, message, str(body.get("hint") or ""), values, reasons if isinstance(reasons, list) else ())


def _is_readable(response: httpx.Response) -> bool:
    kind = response.headers.get("content-type", "")
    return "json" in kind or (not kind and response.headers.get("content-length", "0") == "0")


def _body(response: httpx.Response) -> dict[str, Any] | None:
    try:
        body = response.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) else {}


def _page(status: int) -> str:
    if status in BY_STATUS and status not in PAGE_BY_STATUS:
        return BY_STATUS[status]
    return PAGE_BY_STATUS.get(status, UNREACHABLE if status >= 500 else "not_supabase")


def _front(status: int, message: str) -> str:
    if status == 401:
        return "legacy_keys" if "legacy" in message.lower() else "invalid_key"
    return BY_STATUS.get(status, UNREACHABLE if status >= 500 else f"http_{status}")


def _precise(code: str, message: str) -> str:
    """One code may stand for several things; only its text tells them apart."""
    said = message.lower()
    if code in ("PGRST301", "PGRST303"):
        return _of_token(said)
    if code == "42501" and said.startswith("permission denied for"):
        return "rights_missing"
    return "hook_failed" if code == "unexpected_failure" and "hook" in said else code


def _of_token(said: str) -> str:
    if "future" in said or "not yet valid" in said:
        return "clock_ahead"
    # Its own text is left for both: the signature of an unknown key, or a damaged token.
    return "token_expired" if "expired" in said else "no_suitable_key"
