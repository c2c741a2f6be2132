"""One tool call worked out: what to do, and what to say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from backend.intake.told import Told
from backend.vapi.lead_facts import LeadFacts


@dataclass(frozen=True, slots=True)
class ToolContext:
    """The circumstances of a tool call.

    `live` is false when its answer will not be heard any more; `noted` is true when Paul was told that it was noted.
    """

    at: datetime
    caller: str | None
    live: bool
    noted: bool = False


@dataclass(frozen=True, slots=True)
class ToolAction:
    """One tool call worked out, as `private.carry_out` reads it; `{ref}` in `say` is filled in there."""

    id: str
    name: str
    say: str
    ok: bool = True
    action: Literal["lead", "book", "wish", "say"] = "say"
    lead: LeadFacts | None = None
    starts_at: datetime | None = None
    minutes: int | None = None
    confirmed: bool = True
    # For the lead's note, where a booking comes too late to be discussed.
    wish: str | None = None
    # What the call comes down to with what this one said; filled in once all of them are worked out.
    told: Told | None = None
