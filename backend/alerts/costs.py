"""What texts and calls cost, in the units in which the providers tell it; what they do not tell is counted as such."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from backend import fr
from backend.messaging import Channel


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


@dataclass(frozen=True, slots=True)
class Cost:
    """Of so many texts and calls; `unpriced`: of how many of them the provider has told nothing."""

    sent: int = 0
    credits: float = 0.0
    price: float = 0.0
    price_unit: str | None = None
    unpriced: int = 0


def of_attempts(attempts: Sequence[Attempt]) -> Cost:
    """What one alert cost so far; an email costs nothing by itself."""
    left = [one for one in attempts if one.channel != "email" and one.handed_over_at]
    return Cost(
        sent=len(left),
        credits=sum(one.credits or 0.0 for one in left),
        price=sum(one.price or 0.0 for one in left),
        price_unit=next((one.price_unit for one in left if one.price_unit), None),
        unpriced=sum(one.price is None and one.credits is None for one in left),
    )


def told(cost: Cost) -> str:
    """`2 crédits, 0,0079 $ US; 1 sans prix`; empty where nothing left."""
    amounts = [
        fr.count(round(cost.credits), "crédit") if cost.credits else "",
        money(cost.price, cost.price_unit) if cost.price_unit else "",
    ]
    unpriced = f"{cost.unpriced} sans prix à ce jour" if cost.unpriced else ""
    return "; ".join(part for part in (", ".join(one for one in amounts if one), unpriced) if part)


def money(amount: float, unit: str | None) -> str:
    """`0,0079 $ US`: a text costs less than a cent."""
    return f"{fr.decimal(amount, 4)}{fr.NBSP}{'$ US' if unit == 'USD' else unit or ''}".rstrip()
