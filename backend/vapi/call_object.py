"""A call read from Vapi's list, told again as the messages that should have reached the webhook.

The inbox takes them as it takes any other: what is known already is a duplicate, what was missed is applied. What the
call object does not keep cannot be told again: when a call was forwarded, and when Paul hung for a moment.
"""

from __future__ import annotations

import json
from typing import Any

from backend.wire import moment

# Never kept: whoever holds the live addresses listens in. The rest is repeated by the message around it.
_LEFT_OUT = frozenset(
    {"monitor", "artifact", "analysis", "messages", "costs", "costBreakdown", "assistant", "transcript"}
)
_REPORTED = (
    "endedReason", "startedAt", "endedAt", "artifact", "analysis", "cost", "costs", "costBreakdown", "compliance",
)  # fmt: skip
TOOLS = frozenset(
    (
        "enregistrer_lead",
        "consulter_disponibilites",
        "prendre_rendez_vous",
        "deplacer_rendez_vous",
        "annuler_rendez_vous",
    )
)


def messages_of(call: dict[str, Any], line_number: str | None) -> list[bytes]:
    """The bodies in the order in which they were due; an unfinished call only says where it stands."""
    shared = _shared(call, line_number)
    result = [_body("tool-calls", at, shared, {"toolCallList": tools}) for at, tools in _tool_calls(call)]
    if call.get("status") != "ended":
        return [*result, _body("status-update", call.get("updatedAt"), shared, {"status": call.get("status")})]
    report: dict[str, Any] = {"analysis": {}, "artifact": {}, "messages": call.get("messages") or []}
    report |= {name: call[name] for name in _REPORTED if call.get(name) is not None}
    return [*result, _body("end-of-call-report", call.get("updatedAt"), shared, report)]


def _shared(call: dict[str, Any], line_number: str | None) -> dict[str, Any]:
    kept = {name: value for name, value in call.items() if name not in _LEFT_OUT}
    shared: dict[str, Any] = {"call": kept}
    if isinstance(call.get("customer"), dict):
        shared["customer"] = call["customer"]
    if line_number:
        shared["phoneNumber"] = {"id": call.get("phoneNumberId"), "number": line_number}
    return shared


def _tool_calls(call: dict[str, Any]) -> list[tuple[Any, list[dict[str, Any]]]]:
    """Each time Paul used our tools: one entry of the conversation was one message to us."""
    artifact = call.get("artifact")
    said = (artifact.get("messages") if isinstance(artifact, dict) else None) or call.get("messages") or []
    found = []
    for entry in said if isinstance(said, list) else []:
        given = entry.get("toolCalls") if isinstance(entry, dict) and entry.get("role") == "tool_calls" else None
        ours = [tool for tool in given if _is_ours(tool)] if isinstance(given, list) else []
        if ours:
            found.append((entry.get("time"), ours))
    return found


def _is_ours(tool: Any) -> bool:
    function = tool.get("function") if isinstance(tool, dict) else None
    return isinstance(function, dict) and function.get("name") in TOOLS


def _body(kind: str, at: Any, shared: dict[str, Any], own: dict[str, Any]) -> bytes:
    stamp = moment(at)
    timestamp = {"timestamp": round(stamp.timestamp() * 1000)} if stamp else {}
    return json.dumps({"message": {"type": kind, **timestamp, **own, **shared}}, ensure_ascii=False).encode()
