"""One tool call worked out: what to do, and what to say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from backend.intake.told import Told
from backend.vapi.lead_facts import LeadFacts


@dataclass(frozen=True, slots=True)
class ToolContext:
    """The circumstances of a tool call.

    `line` is the number of ours that was called.
    `live` is false when its answer will not be heard any more; `noted` is true when Paul was told that it was noted.
    `before` are the tool calls of the same message that come before it: nothing of them is stored yet.
    """

    at: datetime
    caller: str | None
    live: bool
    noted: bool = False
    vapi_call_id: str | None = None
    before: tuple[ToolAction, ...] = ()
    line: str | None = None


@dataclass(frozen=True, slots=True)
class ToolAction:
    """One tool call worked out, as `private.carry_out` reads it; `{ref}` in `say` is filled in there."""

    id: str
    name: str
    say: str
    ok: bool = True
    action: Literal["lead", "book", "wish", "move", "cancel", "keep", "say"] = "say"
    lead: LeadFacts | None = None
    starts_at: datetime | None = None
    minutes: int | None = None
    confirmed: bool = True
    # For the lead's note, where a booking comes too late to be discussed.
    wish: str | None = None
    # The visit that is moved, cancelled or kept, and the hour for which it stood when that was decided.
    visit_id: UUID | None = None
    visit_starts_at: datetime | None = None
    # Why it is changed, in the caller's words.
    said: str | None = None
    # A booking beside the one that the call has already.
    another: bool = False
    # When this call asked for visits that this one neither takes the place of nor gives its own to.
    apart: tuple[datetime, ...] = ()
    # A change of a visit that only a person can make: the lead is to be called back, whatever it was before.
    asks: bool = False
    # What the call comes down to with what this one said; filled in once all of them are worked out.
    told: Told | None = None
