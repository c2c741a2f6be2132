"""What an alert cost: in what the providers tell, and how much of it they do not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from backend.alerts.costs import Cost, Reckoned, of_attempts, told
from backend.alerts.read import Attempt

AT = datetime(2026, 12, 5, 8, tzinfo=UTC)


def left(channel: Any, **more: Any) -> Attempt:
    return Attempt(UUID(int=1), AT, channel, "delivered", handed_over_at=more.pop("at", AT), **more)


def shown(*attempts: Attempt) -> str:
    return told(of_attempts(attempts)).replace("\xa0", " ")


def test_credits_and_money_are_never_added_to_each_other() -> None:
    text = left("sms", credits=2.0)
    call = left("call", provider="twilio", price=0.014, price_unit="USD")
    assert shown(text, call) == "2 crédits, 0,0140 $ US"


def test_what_no_provider_has_told_is_counted_and_not_guessed() -> None:
    assert shown(left("sms", credits=1.0), left("sms")) == "1 crédit; 1 sans prix à ce jour"


def test_an_email_and_what_never_left_cost_nothing() -> None:
    assert of_attempts([left("email"), left("sms", at=None)]) == Cost()
    assert shown(left("email")) == ""


def test_what_is_reckoned_by_the_price_list_says_so_by_currency_and_is_not_without_price() -> None:
    text = left("sms", credits=2.0, reckoned=Reckoned(0.06, "CAD"))
    call = left("call", provider="twilio", reckoned=Reckoned(0.014, "USD"))
    known = left("sms", provider="twilio", price=0.0079, price_unit="USD")
    assert shown(text, call, known) == "2 crédits, 0,0079 $ US; environ 0,0600 $ CA et 0,0140 $ US au prix inscrit"
    assert shown(text, left("sms")) == "2 crédits; environ 0,0600 $ CA au prix inscrit; 1 sans prix à ce jour"
