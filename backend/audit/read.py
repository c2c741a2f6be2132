"""The trail: who did what, when. Searched by person, by kind of deed, by day, by what it was about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from backend.supabase.rpc import Reader, Rpc

PAGE = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. `actor` None: nobody was signed in."""

    request_id: UUID
    at: datetime
    action: str
    subject_type: str
    actor: UUID | None = None
    actor_name: str | None = None
    subject_id: str | None = None
    changes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Search:
    """What the trail is narrowed by."""

    since: datetime | None = None
    until: datetime | None = None
    actor: UUID | None = None
    actions: tuple[str, ...] = ()
    subject: str = ""

    @property
    def params(self) -> dict[str, Any]:
        """As the database function wants them."""
        return {
            "p_from": self.since.isoformat() if self.since else None,
            "p_to": self.until.isoformat() if self.until else None,
            "p_actor": str(self.actor) if self.actor else None,
            "p_actions": list(self.actions) or None,
            "p_subject": self.subject.strip() or None,
        }


_TRAIL: Reader[list[Entry]] = Reader("audit_trail", list[Entry])


def read(api: Rpc, search: Search, after: Entry | None = None, limit: int = PAGE) -> list[Entry]:
    """One page, newest first, from below `after` on."""
    place = {"p_before": after.at.isoformat(), "p_before_id": str(after.request_id)} if after else {}
    return _TRAIL(api, **search.params, **place, p_limit=limit)


def everything(api: Rpc, search: Search, most: int = 10_000) -> Iterator[Entry]:
    """Page after page, for an export."""
    after: Entry | None = None
    for _ in range(most // 500):
        page = read(api, search, after, 500)
        yield from page
        if len(page) < 500:
            return
        after = page[-1]
