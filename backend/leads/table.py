"""The leads as a work table: what narrows it, its lines, and how many each kept view holds."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from backend.alerts.words import State
from backend.leads.attempts import CallAttempt
from backend.leads.read import Urgency
from backend.supabase.rpc import Reader, Rpc

# So many lines are drawn; the rest is found by narrowing.
LIMIT = 200
VIEWS: dict[str, str] = {
    "all": "Toutes", "due": "À rappeler aujourd’hui", "mine": "Mes fiches", "unreached": "Sans réponse",
    "unowned": "À personne",
}  # fmt: skip
NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Row:
    """One line; `version` counts what people changed, `alert` is where the last alert stands."""

    id: UUID
    ref: str
    call_id: UUID | None
    created_at: datetime
    version: int
    urgency: Urgency
    status: str
    has_visit_to_come: bool
    name: str | None = None
    phone: str | None = None
    address: str | None = None
    city: str | None = None
    service: str | None = None
    description: str | None = None
    lost_reason: str | None = None
    assigned_to: UUID | None = None
    assigned_name: str | None = None
    called_back_at: datetime | None = None
    cost_usd: Decimal | None = None
    visit_at: datetime | None = None
    attempt: CallAttempt | None = None
    alert: State | None = None

    @property
    def who(self) -> str:
        """By name where it is known."""
        return self.name or self.ref


@dataclass(frozen=True, slots=True)
class Totals:
    """How many leads, and what the calls that brought them cost."""

    n: int
    cost_usd: Decimal


@dataclass(frozen=True, slots=True)
class Table:
    """What the filters leave; the views, towns and services are those of the whole period."""

    now: datetime
    n: int
    cost_usd: Decimal
    rows: list[Row]
    views: dict[str, Totals]
    towns: list[str]
    services: list[str]


@dataclass(frozen=True, slots=True)
class Filters:
    """What the table is narrowed to; `people` are ids, or NOBODY. `ids` are leads chosen one by one."""

    since: datetime | None = None
    until: datetime | None = None
    statuses: tuple[str, ...] = ()
    urgencies: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    words: str = ""
    view: str = "all"
    chosen: tuple[UUID, ...] = field(default=(), kw_only=True)

    @property
    def names(self) -> list[str]:
        """By what it is narrowed, without the values: words that are searched for may name somebody."""
        given = {one.name: getattr(self, one.name) for one in fields(self)} | {"view": self.view != "all"}
        return [name for name, value in given.items() if value]


_TABLE: Reader[Table] = Reader("lead_table", Table)


def read(api: Rpc, filters: Filters, limit: int = LIMIT) -> Table:
    """Newest first; those to be called today by urgency, then by how long they have waited."""
    return _TABLE(
        api,
        p_since=filters.since.isoformat() if filters.since else None,
        p_until=filters.until.isoformat() if filters.until else None,
        p_statuses=list(filters.statuses) or None,
        p_urgencies=list(filters.urgencies) or None,
        p_people=list(filters.people) or None,
        p_towns=list(filters.towns) or None,
        p_services=list(filters.services) or None,
        p_text=filters.words.strip() or None,
        p_view=None if filters.view == "all" else filters.view,
        p_ids=[str(one) for one in filters.chosen] or None,
        p_limit=limit,
    )
