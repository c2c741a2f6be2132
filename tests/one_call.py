"""The messages of one made-up call, in the order in which they were said; tests deliver them in others."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.payload_files import envelope

START = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
CALLER = "+14505550134"
CALL_ID = "019aa1c4-0000-7f11-8b0e-000000000001"


@dataclass
class OneCall:
    """Messages of one caller. `call.name` and `startedAt` are given message by message, as a test needs them."""

    caller: str | None = CALLER
    call_id: str = CALL_ID
    line: str | None = None

    def told(self, kind: str, second: float, own: dict[str, Any], **call: Any) -> bytes:
        """A message `second` seconds after the call began; `call` are more fields of its call object."""
        customer = {"customer": {"number": self.caller}} if self.caller else {}
        line = {"phoneNumber": {"number": self.line}} if self.line else {}
        shared = {"call": {"id": self.call_id, "type": "inboundPhoneCall", **customer, **call}, **customer, **line}
        return envelope({"type": kind, "timestamp": _ms(second), **shared, **own})

    def ringing(self) -> bytes:
        """It rings: the call has not begun."""
        return self.told("status-update", -4, {"status": "ringing"})

    def answered(self, **call: Any) -> bytes:
        """Paul answers: from here on the start is known."""
        return self.told("status-update", 0, {"status": "in-progress"}, startedAt=_iso(0), **call)

    def said(self, second: float, words: str) -> bytes:
        """A sentence of the caller."""
        own = {"role": "user", "transcriptType": "final", "transcript": words}
        return self.told("transcript", second, own, startedAt=_iso(0))

    def tool(self, second: float, tool_id: Any, name: str, arguments: Any, **call: Any) -> bytes:
        """One tool call of Paul's."""
        result = {"id": tool_id, "type": "function", "function": {"name": name, "arguments": json.dumps(arguments)}}
        return self.told("tool-calls", second, {"toolCallList": [result]}, startedAt=_iso(0), **call)

    def lead(self, second: float, tool_id: str, **arguments: Any) -> bytes:
        """`enregistrer_lead`."""
        return self.tool(second, tool_id, "enregistrer_lead", arguments)

    def booking(self, second: float, tool_id: str, **arguments: Any) -> bytes:
        """`prendre_rendez_vous`."""
        return self.tool(second, tool_id, "prendre_rendez_vous", arguments)

    def ended(self, end: float | None, reason: str | None = "customer-ended-call") -> bytes:
        """The status `ended`, half a minute after `end` was; without it, without an end."""
        result = {"endedAt": _iso(end)} if end is not None else {}
        return self.told("status-update", 90, {"status": "ended", "endedReason": reason}, startedAt=_iso(0), **result)

    def report(self, end: float | None, lead: dict[str, Any] | None, *, named: bool = True, **own: Any) -> bytes:
        """The end-of-call report; `named` false leaves the call out, as some real ones do."""
        result = {
            "endedReason": "customer-ended-call",
            "startedAt": _iso(0),
            "analysis": {"summary": "Un appel.", "structuredData": lead or {}},
            **({"endedAt": _iso(end)} if end is not None else {}),
            **own,
        }
        fields = json.loads(self.told("end-of-call-report", 95, result, startedAt=_iso(0)))["message"]
        if not named:
            del fields["call"]
        return envelope(fields)


def _ms(second: float) -> int:
    return round((START + timedelta(seconds=second)).timestamp() * 1000)


def _iso(second: float) -> str:
    return (START + timedelta(seconds=second)).isoformat()
