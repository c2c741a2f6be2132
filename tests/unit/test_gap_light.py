"""Écart is a number with its age: never green when it is old, not zero, or was never measured."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from backend.reconciliation import light as gap_light
from backend.reconciliation.light import Gap

NOW = datetime(2026, 11, 23, 19, 5, tzinfo=UTC)
TWO_MINUTES_AGO = NOW - timedelta(minutes=2)
WELL = Gap(at=TWO_MINUTES_AGO, gap=0, extra=0, simulated=False, tried_at=TWO_MINUTES_AGO)


def test_zero_with_its_age() -> None:
    light = gap_light.light(WELL, NOW)
    assert (light.state, light.text.replace("\u00a0", " ")) == ("good", "0, il y a 2 min")


def test_never_compared_is_never_green() -> None:
    assert gap_light.light(None, NOW).state == "unknown"
    assert gap_light.light(Gap(), NOW).state == "unknown"


def test_vapi_away_from_the_start_is_said() -> None:
    light = gap_light.light(Gap(tried_at=NOW, error="refused_key"), NOW)
    assert light.state == "warn" and "VAPI_API_KEY" in light.text


@pytest.mark.parametrize(
    ("change", "state", "said"),
    [
        ({"gap": 3}, "bad", "3 appels connus de Vapi"),
        ({"at": NOW - timedelta(minutes=20), "error": "away"}, "warn", "Vapi est injoignable"),
        ({"at": NOW - timedelta(minutes=20)}, "warn", "le service de fond est à vérifier"),
    ],
)
def test_what_is_wrong_says_what_to_do(change: dict[str, object], state: str, said: str) -> None:
    light = gap_light.light(replace(WELL, **change), NOW)  # type: ignore[arg-type]
    assert light.state == state and said in light.remedy


def test_calls_that_are_here_alone_are_shown() -> None:
    light = gap_light.light(replace(WELL, extra=2, missed=1), NOW)
    assert light.state == "warn"
    assert "2 ici seulement" in light.text and "1 appel rattrapé" in light.text.replace("\u00a0", " ")
