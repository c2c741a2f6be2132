"""What a message or a call is sold for, as the invoice says: read with the ladder, changed by two people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from backend.alerts.costs import money
from backend.alerts.model import Way
from backend.messaging import Channel, Provider
from backend.supabase.rpc import Rpc

Unit = Literal["CAD", "USD", "EUR"]
# What is sold, with the ways of a ladder that buy it; an email costs nothing by itself.
SOLD: dict[tuple[Provider, Channel], str] = {
    ("brevo", "sms"): "Texto par Brevo", ("twilio", "sms"): "Texto par Twilio",
    ("twilio", "call"): "Appel par Twilio",
}  # fmt: skip
_BUYS: dict[Way, tuple[Provider, Channel]] = {
    "sms": ("brevo", "sms"), "sms_other": ("twilio", "sms"), "call": ("twilio", "call"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Price:
    """Of one call, of one SMS, and at Brevo of one credit: it says of each SMS how many that took."""

    provider: Provider
    channel: Channel
    price: float
    unit: Unit


def told(one: Price) -> str:
    """`0,0140 $ US`, `0,0300 $ CA le crédit`."""
    return f"{money(one.price, one.unit)}{' le crédit' if one.provider == 'brevo' else ''}"


def price_of(way: Way, prices: Sequence[Price]) -> Price | None:
    """What that step costs; None: it costs nothing, or nobody has written it down."""
    return next((one for one in prices if (one.provider, one.channel) == _BUYS.get(way)), None)


def save(api: Rpc, request_id: UUID, prices: Sequence[Price]) -> None:
    """The whole list from now on."""
    given = [{"provider": p.provider, "channel": p.channel, "price": p.price, "unit": p.unit} for p in prices]
    api.rpc("save_alert_prices", {"p_request_id": str(request_id), "p_prices": given})
