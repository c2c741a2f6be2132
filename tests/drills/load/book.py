"""What was sent, written down by whoever sent it: the truth against which the database and Brevo are compared."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backend.local.standins.vapi.delivery import Delivery
from backend.local.standins.vapi.fields import SAVE_LEAD
from backend.local.standins.vapi.tools import Reply
from backend.vapi.message import read

SPOKEN = ("user", "bot")
# How a visit is promised aloud; one that is only noted is said otherwise.
PROMISE = "Rendez-vous confirmé"


@dataclass
class CallBook:
    """One call: its messages by the key that their meaning gives, what Paul did, and what the report repeats."""

    call_id: str
    keys: set[str] = field(default_factory=set)
    tools: set[str] = field(default_factory=set)
    # The number that Paul gave to his tool for a lead: one a call.
    lead_phone: str | None = None
    lines: int = 0
    # Visits that the caller heard confirmed.
    promised: int = 0
    # Messages that were never taken, after Vapi's last retry.
    dropped: int = 0

    def heard(self, reply: Reply | None) -> None:
        """What our webhook had Paul say."""
        results = (reply or {}).get("results") or []
        self.promised += sum(str(one.get("result", "")).startswith(PROMISE) for one in results)

    def write(self, body: dict[str, Any]) -> None:
        """One message, at the moment it is told and whether or not it arrives."""
        self.keys.add(read(json.dumps(body, ensure_ascii=False).encode()).dedupe_key)
        message = body["message"]
        if message["type"] == "end-of-call-report":
            told = message["artifact"]["messages"]
            self.lines = sum(line.get("role") in SPOKEN for line in told)
            # Hanging up is Vapi's own tool: nobody is asked for it, the report tells of it.
            self.tools |= {tool["id"] for line in told for tool in line.get("toolCalls", ())}
        for tool in message.get("toolCallList", ()):
            self.tools.add(tool["id"])
            if tool["function"]["name"] == SAVE_LEAD:
                self.lead_phone = json.loads(tool["function"]["arguments"])["telephone"]


@dataclass
class Book:
    """Every call of a run, and how the webhook answered."""

    calls: dict[str, CallBook] = field(default_factory=dict)
    # Milliseconds of each answered tool call, and of every answered message.
    tool_ms: list[float] = field(default_factory=list)
    answer_ms: list[float] = field(default_factory=list)
    # Attempts that nobody answered with success: each is one that Vapi makes again.
    failed_attempts: int = 0
    # Where each message is kept as it was posted, for the auditor, who believes nothing of this book.
    tape: Path | None = None

    def record(self, message: dict[str, Any], reply: Reply | None) -> None:
        """One message and what was answered to it, at the end of the tape."""
        if self.tape is not None:
            with self.tape.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps({"sent": message, "answered": reply}, ensure_ascii=False) + "\n")

    def call(self, call_id: str) -> CallBook:
        """The page of that call."""
        return self.calls.setdefault(call_id, CallBook(call_id))

    def answered(self, delivery: Delivery, ms: float) -> None:
        """One attempt, and how long it took."""
        if not delivery.delivered:
            self.failed_attempts += 1
            return
        self.answer_ms.append(ms)
        if delivery.kind == "tool-calls":
            self.tool_ms.append(ms)

    @property
    def messages(self) -> int:
        """Different messages in all."""
        return sum(len(call.keys) for call in self.calls.values())

    @property
    def dropped(self) -> int:
        """Messages given up."""
        return sum(call.dropped for call in self.calls.values())


def p95(values: list[float]) -> float | None:
    """The 95th percentile; None when nothing was measured."""
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))] if values else None
