"""The call journal: one page of it, and how it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from backend.phones import to_e164
from backend.supabase.rpc import Reader, Rpc

# A number is told from words by how many digits it has.
_PHONE_DIGITS = 10


@dataclass(frozen=True, slots=True)
class CallRow:
    """One call of the journal, with its first lead."""

    id: UUID
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    status: str
    caller_number: str | None
    caller_name: str | None
    outcome: str
    ended_reason: str | None
    ended_category: str | None
    summary: str | None
    cost_usd: Decimal | None
    classification: str | None
    needs_callback: bool
    has_recording: bool
    is_test: bool
    is_demo: bool
    lead_id: UUID | None
    lead_ref: str | None
    lead_name: str | None
    lead_city: str | None
    lead_urgency: str | None

    @property
    def seconds(self) -> float | None:
        """How long it lasted; None while it is going on, or when it never began."""
        if self.started_at is None or self.ended_at is None:
            return None
        return (self.ended_at - self.started_at).total_seconds()


@dataclass(frozen=True, slots=True)
class Filters:
    """What the journal is narrowed to; `words` is a name, a word said, or a phone number."""

    since: datetime | None = None
    until: datetime | None = None
    outcomes: tuple[str, ...] = ()
    words: str = ""

    @property
    def caller(self) -> str | None:
        """The phone number in E.164 when that is what was typed."""
        digits = sum(letter.isdigit() for letter in self.words)
        letters = any(letter.isalpha() for letter in self.words)
        return to_e164(self.words) if digits >= _PHONE_DIGITS and not letters else None

    @property
    def any(self) -> bool:
        """True when something is left out."""
        return bool(self.names)

    @property
    def names(self) -> list[str]:
        """By what it is narrowed, without the values: words that are searched for may name somebody."""
        given = {"since": self.since, "until": self.until, "outcomes": self.outcomes, "words": self.words.strip()}
        return [name for name, value in given.items() if value]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: after this row."""

    at: datetime
    id: UUID


_JOURNAL: Reader[list[CallRow]] = Reader("call_journal", list[CallRow])


def read(api: Rpc, filters: Filters, after: Place | None = None, limit: int = 30) -> list[CallRow]:
    """One page, newest first; the page after a row is asked by that row."""
    caller = filters.caller
    return _JOURNAL(
        api,
        p_from=filters.since.isoformat() if filters.since else None,
        p_to=filters.until.isoformat() if filters.until else None,
        p_outcomes=list(filters.outcomes) or None,
        p_caller=caller,
        p_text=None if caller else filters.words.strip() or None,
        p_before=after.at.isoformat() if after else None,
        p_before_id=str(after.id) if after else None,
        p_limit=limit,
    )
