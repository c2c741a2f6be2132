"""What texts and calls cost, in the units in which the providers tell it; what they do not tell is counted as such."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from backend import fr
from backend.messaging import Channel

UNITS = {"CAD": "$ CA", "USD": "$ US", "EUR": "€"}


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What one cost by the price list, its provider having told nothing."""

    amount: float
    unit: str


class Attempt(Protocol):
    """What is asked here of one message or call."""

    @property
    def channel(self) -> Channel: ...
    @property
    def handed_over_at(self) -> datetime | None: ...
    @property
    def credits(self) -> float | None: ...
    @property
    def price(self) -> float | None: ...
    @property
    def price_unit(self) -> str | None: ...
    @property
    def reckoned(self) -> Reckoned | None: ...


@dataclass(frozen=True, slots=True)
class Cost:
    """Of so many texts and calls; `unpriced`: of how many of them the provider has told nothing.

    `reckoned`: by the price list, apart from what was told, by currency.
    """

    sent: int = 0
    credits: float = 0.0
    price: float = 0.0
    price_unit: str | None = None
    unpriced: int = 0
    reckoned: dict[str, float] = field(default_factory=dict)


def of_attempts(attempts: Sequence[Attempt]) -> Cost:
    """What one alert cost so far; an email costs nothing by itself."""
    left = [one for one in attempts if one.channel != "email" and one.handed_over_at]
    return Cost(
        sent=len(left),
        credits=sum(one.credits or 0.0 for one in left),
        price=sum(one.price or 0.0 for one in left),
        price_unit=next((one.price_unit for one in left if one.price_unit), None),
        unpriced=sum(one.price is None and one.credits is None and one.reckoned is None for one in left),
        reckoned=summed(one.reckoned for one in left),
    )


def summed(given: Iterable[Reckoned | None]) -> dict[str, float]:
    """By currency: two of them are never added."""
    result: dict[str, float] = {}
    for one in given:
        if one:
            result[one.unit] = result.get(one.unit, 0.0) + one.amount
    return result


def told(cost: Cost) -> str:
    """`2 crédits, 0,0079 $ US; 1 sans prix`; empty where nothing left."""
    amounts = [
        fr.count(round(cost.credits), "crédit") if cost.credits else "",
        money(cost.price, cost.price_unit) if cost.price_unit else "",
    ]
    listed = " et ".join(money(amount, unit) for unit, amount in cost.reckoned.items())
    reckoned = f"environ {listed} au prix inscrit" if listed else ""
    unpriced = f"{cost.unpriced} sans prix à ce jour" if cost.unpriced else ""
    return "; ".join(part for part in (", ".join(one for one in amounts if one), reckoned, unpriced) if part)


def money(amount: float, unit: str | None) -> str:
    """`0,0079 $ US`: a text costs less than a cent."""
    return f"{fr.decimal(amount, 4)}{fr.NBSP}{UNITS.get(unit or '', unit or '')}".rstrip()
