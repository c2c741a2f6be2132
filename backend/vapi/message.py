"""Reads one server message: from raw body to a typed value that says what the domain must remember of it."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic_core import from_json

from backend.vapi import keys
from backend.vapi.facts import PROBE_CALL_PREFIX, Facts, read_facts
from backend.vapi.tool_calls import ToolCall, read_tool_calls
from backend.vapi.wire import Call
from backend.wire import clean, moment

# Longer than any id Vapi makes, and short enough for an index.
MAX_ID = 200
# What some deliveries tell beside the message instead of in it.
_BESIDE = ("call", "customer", "phoneNumber", "timestamp")
_NEEDS_CLEANING = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")


class NotAnEnvelope(ValueError):
    """The body is not JSON, or not `{"message": {"type": …}}`."""


@dataclass(frozen=True, slots=True)
class Message:
    """A server message. `facts` is None when there is nothing in it to apply; `error` says why it could not be read."""

    type: str
    dedupe_key: str
    vapi_call_id: str | None
    happened_at: datetime
    body: str
    facts: Facts | None
    tool_calls: tuple[ToolCall, ...] = ()
    error: str | None = None

    @property
    def is_probe(self) -> bool:
        """The console's own, sent through the whole chain to see that it holds: nobody's call."""
        return (self.vapi_call_id or "").startswith(PROBE_CALL_PREFIX)


def read(body: bytes, now: datetime | None = None) -> Message:
    """Read a raw body. Raises NotAnEnvelope; any other surprise is kept in `Message.error`, never raised."""
    text, fields = _envelope(body)
    kind = str(fields["type"])
    happened_at = moment(fields.get("timestamp")) or now or datetime.now(UTC)
    call = _call(fields)
    key = clean(keys.dedupe_key(kind, call.id, fields))
    try:
        tools = read_tool_calls(fields) if kind == "tool-calls" else ()
        call_id = call.id or keys.derived_call_id(kind, fields, [tool.id for tool in tools])
        facts = read_facts(kind, replace_id(call, call_id), fields, happened_at) if call_id else None
    except Exception as error:
        # A bug of ours must not cost a message: it is kept with its error and can be applied after the fix.
        result = f"{type(error).__name__}: unreadable {kind}"
        return Message(kind, key, call.id, happened_at, text, None, error=result)
    return Message(kind, key, call_id, happened_at, text, facts, tools)


def replace_id(call: Call, call_id: str) -> Call:
    """The same call under another id."""
    return call if call.id == call_id else call.model_copy(update={"id": call_id})


def _envelope(body: bytes) -> tuple[str, dict[str, Any]]:
    try:
        text = body.decode("utf-8")
        envelope = _parse(text)
    except (ValueError, RecursionError) as error:
        raise NotAnEnvelope("the body is not JSON") from error
    message = envelope.get("message") if isinstance(envelope, dict) else None
    if not isinstance(message, dict) or not isinstance(message.get("type"), str) or not message["type"].strip():
        raise NotAnEnvelope('the body is not {"message": {"type": …}}')
    message = {name: envelope[name] for name in _BESIDE if name in envelope} | message
    # Cleaned at the door, and only when there is something to clean: an escaped NUL or half a surrogate pair.
    if _NEEDS_CLEANING.search(text):
        message = clean(message)
    return text.replace("\x00", ""), message | {"type": normal_type(message["type"])}


def _parse(text: str) -> Any:
    try:
        return from_json(text, allow_inf_nan=False)
    except ValueError:
        # The quick parser refuses half surrogate pairs, NaN and Infinity; none of them is worth a message.
        return json.loads(text, parse_constant=lambda _: None, parse_float=_finite)


def _finite(written: str) -> float | None:
    number = float(written)
    return number if math.isfinite(number) else None


def normal_type(written: str) -> str:
    """`transcript[transcriptType="final"]` may be delivered as such; it is a transcript."""
    return str(clean(written)).strip().partition("[")[0][:100]


def _call(fields: dict[str, Any]) -> Call:
    raw = fields.get("call")
    call = Call.model_validate(raw if isinstance(raw, dict) else {})
    if call.id is not None and len(call.id) > MAX_ID:
        call = replace_id(call, call.id[:MAX_ID])
    if call.id is None:
        other = fields.get("callId") or fields.get("call_id")
        call = replace_id(call, clean(other)[:MAX_ID]) if isinstance(other, str) and other else call
    return call
