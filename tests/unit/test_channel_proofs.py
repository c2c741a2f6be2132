"""Which way to which person is tried now: a pure function of when each last proved itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from backend.alerts import proofs, spoken

# Saturday, half past ten in the morning in Québec.
NOW = datetime(2026, 12, 5, 15, 30, tzinfo=UTC)
WHO = UUID(int=1)


def facts(now: datetime = NOW, **known: Any) -> dict[str, Any]:
    ways = {"sms": True, "call": True, "email": True, "sms_at": None, "call_at": None, "email_at": None}
    return {"now": now.isoformat(), "people": [{"id": str(WHO), "tested_at": "10:00:00", **ways, **known}]}


def ways(given: dict[str, Any], *, has_second: bool = True) -> list[str]:
    return [way for _, way in proofs.due(given, has_second=has_second)]


def ago(days: float) -> str:
    return (NOW - timedelta(days=days)).isoformat()


def test_what_never_arrived_is_tried_at_the_chosen_hour_and_at_no_other() -> None:
    assert ways(facts()) == ["sms", "call", "email"]
    for hours in (-1, 1, 12):
        assert ways(facts(NOW + timedelta(hours=hours))) == []


def test_the_chosen_hour_is_an_hour_of_quebec_in_summer_too() -> None:
    assert ways(facts(datetime(2026, 7, 4, 14, 30, tzinfo=UTC))) == ["sms", "call", "email"]


@pytest.mark.parametrize(("days", "tried"), [(0.1, False), (5.9, False), (6.1, True), (30, True)])
def test_a_way_is_tried_before_its_proof_is_over(days: float, tried: bool) -> None:
    assert ways(facts(sms_at=ago(days), call_at=ago(0), email_at=ago(0))) == (["sms"] if tried else [])
    assert proofs.TRIED_AFTER < proofs.PROVEN_FOR


def test_a_phone_that_refuses_texts_is_called_all_the_same() -> None:
    assert ways(facts(sms=False, email=False)) == ["call"]


def test_without_a_second_provider_nobody_is_called() -> None:
    assert ways(facts(), has_second=False) == ["sms", "email"]


def test_a_proof_lasts_a_week() -> None:
    assert proofs.is_proven(NOW - timedelta(days=6, hours=23), NOW)
    assert not proofs.is_proven(NOW - timedelta(days=7), NOW)
    assert not proofs.is_proven(None, NOW)


def test_a_test_call_says_that_it_is_one() -> None:
    said = spoken.call({"alert": {"kind": "test", "urgent": False}})
    assert "Ceci est un essai" in said and "vous en occupez" not in said
