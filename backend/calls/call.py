"""One call: what was said turn by turn, the tools used, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from backend.appointments.read import Change
from backend.leads.read import Lead
from backend.supabase.rpc import Reader, Rpc

# What a caller feels: a pause, then a hole.
SLOW_MS = 800
VERY_SLOW_MS = 1500


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, a tool used, something that happened, or latencies that match no sentence."""

    id: int
    at: datetime
    kind: Literal["said", "tool", "event", "turn"]
    text: str
    source: Literal["live", "report"]
    ended_at: datetime | None = None
    speaker: Literal["caller", "paul"] | None = None
    turn_ms: int | None = None
    model_ms: int | None = None
    voice_ms: int | None = None
    transcriber_ms: int | None = None
    endpointing_ms: int | None = None
    tool_name: str | None = None
    tool_ok: bool | None = None
    tool_ms: int | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """The call itself."""

    id: UUID
    status: str
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    forwarded_at: datetime | None
    reported_at: datetime | None
    caller_number: str | None
    caller_name: str | None
    outcome: str
    ended_reason: str | None
    ended_category: str | None
    summary: str | None
    cost_usd: Decimal | None
    has_recording: bool
    latency_unit_suspect: bool
    classification: str | None
    needs_callback: bool
    called_back_at: datetime | None
    called_back_by_name: str | None
    assigned_name: str | None
    is_test: bool
    is_demo: bool
    # Missed by the webhook, and fetched from Vapi's list.
    caught_up_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """An appointment made during the call or because of it."""

    id: UUID
    lead_id: UUID
    starts_at: datetime
    ends_at: datetime
    requested_at: datetime
    status: Literal["booked", "cancelled", "done"]
    confirmed: bool
    service: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class CallDetail:
    """Everything one call's screen shows, in one answer."""

    call: Call
    lines: list[Line]
    leads: list[Lead]
    appointments: list[Visit]
    other_calls: int
    # What this call did to visits, and what others did to those of this call.
    changes: list[Change] = field(default_factory=list)

    @property
    def name(self) -> str | None:
        """Who called, by the line or by what was said."""
        return self.call.caller_name or next((lead.name for lead in self.leads if lead.name), None)

    @property
    def turns(self) -> list[int]:
        """Every delay of Paul's that was measured, in milliseconds."""
        return [line.turn_ms for line in self.lines if line.turn_ms is not None]


_DETAIL: Reader[CallDetail | None] = Reader("call_detail", CallDetail | None)


def read(api: Rpc, call_id: UUID) -> CallDetail | None:
    """The call, or None when there is no such call."""
    return _DETAIL(api, p_call_id=str(call_id))
