"""What one tool call, or one report, said of somebody: a fact of the call, kept as it was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from backend.vapi.lead_facts import LeadFacts

Source = Literal["tool", "booking", "report"]
REPORT = "report"


@dataclass(frozen=True, slots=True)
class Statement:
    """`key` is the tool call's own, or the report's; `note` is what no column of a lead can hold."""

    key: str
    source: Source
    said_at: datetime
    facts: LeadFacts
    note: str | None = None

    @property
    def dictated(self) -> str | None:
        """The number that was said and understood; None when there is only the one they call from."""
        return None if self.facts.phone_is_callers else self.facts.phone


def report_key(dedupe_key: str) -> str:
    """The key of a report's statement: another one for each report that says something else."""
    said = dedupe_key.partition("|end-of-call-report|")[2]
    return f"{REPORT}:{said}" if said else REPORT


def key_of(tool_call_id: str) -> str:
    """The key of a tool call's statement."""
    return f"tool:{tool_call_id}"
