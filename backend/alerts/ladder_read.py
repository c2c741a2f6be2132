"""L’échelle des urgences: how an alert insists, for whom, and how each provider does; read by all, changed by two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from backend import fr
from backend.alerts import price_list
from backend.alerts.model import Way
from backend.alerts.price_list import Price, price_of
from backend.lights import age_s
from backend.supabase.rpc import Reader, Rpc

WAYS: dict[Way, str] = {
    "sms": "texto", "sms_other": "texto par l’autre fournisseur", "call": "appel", "email": "courriel",
    "next": "personne suivante",
}  # fmt: skip
# Probed every quarter of an hour: older than this, nobody knows.
HOLDS_S = 45 * 60.0


@dataclass(frozen=True, slots=True)
class Rung:
    """One step, so many minutes after the first message to that person."""

    after_minutes: float
    way: Way
    kind: str | None = None
    recipient_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the list; `rank` None: not on call."""

    id: UUID
    full_name: str
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class ProviderFigures:
    """What a provider did with our attempts of 24 hours; `taken_s` is half of them's time to be accepted."""

    provider: str
    asked: int
    taken: int
    refused: int
    taken_s: float | None = None
    last_taken_at: datetime | None = None
    last_refused_at: datetime | None = None
    last_refusal: str | None = None


@dataclass(frozen=True, slots=True)
class Balance:
    """What the account held when it was last asked."""

    at: datetime
    ok: bool
    value: float | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Ladders:
    """Everything the view shows, in one answer."""

    now: datetime
    rungs: list[Rung]
    people: list[Person]
    urgent_kinds: list[str]
    providers: list[ProviderFigures] = field(default_factory=list)
    balance: dict[str, Balance] = field(default_factory=dict)
    prices: list[Price] = field(default_factory=list)

    @property
    def has_second(self) -> bool | None:
        """Whether a second provider is set up; None: not measured of late."""
        found = self.balance.get("twilio_balance")
        if found is None or age_s(found.at, self.now) > HOLDS_S:
            return None
        return found.detail != "not_set"

    @property
    def on_call(self) -> list[Person]:
        """Those who are told by themselves, first to last."""
        return [person for person in self.people if person.rank is not None]

    def of(self, kind: str | None, recipient_id: UUID | None) -> list[Rung]:
        """That very ladder, from its first rung; empty where there is none of its own."""
        return [rung for rung in self.rungs if (rung.kind, rung.recipient_id) == (kind, recipient_id)]

    def scopes(self) -> list[tuple[str | None, UUID | None]]:
        """For whom and for what there is a ladder, everybody's first."""
        return list(dict.fromkeys((rung.kind, rung.recipient_id) for rung in self.rungs))


_LADDERS: Reader[Ladders] = Reader("alert_ladder", Ladders)


def read(api: Rpc) -> Ladders:
    """As it stands now."""
    return _LADDERS(api)


def save(api: Rpc, request_id: UUID, kind: str | None, recipient: UUID | None, rungs: Sequence[Rung]) -> None:
    """One whole ladder from now on; no rung at all takes it away."""
    given = [{"after_minutes": rung.after_minutes, "way": rung.way} for rung in rungs]
    params = {"p_kind": kind, "p_recipient_id": str(recipient) if recipient else None, "p_rungs": given}
    api.rpc("save_ladder", {"p_request_id": str(request_id), **params})


def told(rungs: Sequence[Rung], first: str, following: str, prices: Sequence[Price] = ()) -> list[str]:
    """`à 0 min texto à Guillaume`, `à 3 min appel (0,0140 $ US)`, `à 6 min Sylvie`: one line a rung."""
    lines = []
    known = [price_of(rung.way, prices) for rung in rungs]
    for rung in rungs:
        places = 0 if rung.after_minutes == int(rung.after_minutes) else 1
        at = f"à {fr.decimal(rung.after_minutes, places)}{fr.NBSP}min"
        lines.append(f"{at} {following if rung.way == 'next' else WAYS[rung.way]}")
    named = [f"{lines[0]} à {first}", *lines[1:]] if lines else []
    costs = [f" ({price_list.told(price)})" if price else "" for price in known]
    return [line + cost for line, cost in zip(named, costs, strict=True)]
