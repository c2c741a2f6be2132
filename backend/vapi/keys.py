"""Vapi gives no event id: a message is known by its meaning, so that the same one sent twice is one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from backend.vapi.analysis import told

# Repeated in nearly every message, and not the same in two deliveries (presigned addresses change).
_SHARED = frozenset(
    {"type", "timestamp", "call", "assistant", "assistantVersion", "customer", "phoneNumber", "artifact"}
)

# The whole key must fit in an index, whatever the alphabet.
_MAX_IDS = 200


def dedupe_key(kind: str, call_id: str | None, fields: dict[str, Any]) -> str:
    """One key a meaning: a report by what its analysis says, each status once a call, a tool call by its id, else by
    content."""
    if call_id and kind == "end-of-call-report":
        said = told(fields)
        return f"{call_id}|{kind}|{_digest(said)}" if any(said) else f"{call_id}|{kind}"
    if call_id and kind == "status-update" and isinstance(fields.get("status"), str):
        return f"{call_id}|{kind}|{fields['status'][:40]}"
    if kind == "tool-calls":
        return f"{call_id or '-'}|{kind}|{_tool_ids(fields) or _digest(_own(fields))}"
    parts = (fields.get("timestamp"), fields.get("role"), fields.get("turn"))
    own = _digest(_own(fields) if call_id else _without_links(fields))
    return "|".join([call_id or "-", kind, *(str(part)[:40] for part in parts), own])


def derived_call_id(kind: str, fields: dict[str, Any], tool_call_ids: Sequence[str]) -> str | None:
    """An id for a call that its message does not name: a report or a tool call must not be lost for that."""
    customer = fields.get("customer")
    number = (customer.get("number") or customer.get("sipUri")) if isinstance(customer, dict) else None
    if kind == "end-of-call-report":
        result = [number, fields.get("startedAt")] if fields.get("startedAt") else _own(fields)
        return f"derived:{_digest(result)}"
    if kind == "tool-calls":
        return f"derived:{_digest([number, *sorted(tool_call_ids)])}"
    return None


def _tool_ids(fields: dict[str, Any]) -> str:
    calls = fields.get("toolCallList") or fields.get("toolCalls") or []
    ids = [str(item.get("id") or "") for item in calls if isinstance(item, dict)] if isinstance(calls, list) else []
    joined = ",".join(sorted(filter(None, ids)))
    return joined if len(joined) <= _MAX_IDS else _digest(joined)


def _own(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in _SHARED}


def _without_links(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name != "artifact"}


def _digest(value: Any) -> str:
    written = json.dumps(value, sort_keys=True, default=str)
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:32]
