"""When silence, a growing journal or an odd day deserve an alert: a pure function of what is known."""

from __future__ import annotations

from typing import Any

import pytest

from backend.alerts.details import STEPS
from backend.alerts.silence import findings

# Ten at night in Québec, in winter: the day there is not the day in UTC.
NOW = "2026-01-15T03:00:00+00:00"


def facts(**changed: Any) -> dict[str, Any]:
    quiet: dict[str, Any] = {"usual_in_window": 0, "heard_in_window": True, "journal": None, "chain": [], "day": None}
    return {"now": NOW, **quiet, **changed}


def found(**changed: Any) -> list[str]:
    return [one.cause_key for one in findings(facts(**changed))]


def test_nothing_known_raises_nothing() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("usual", "heard", "raised"), [(3, False, True), (2.75, False, False), (3, True, False), (500, True, False)]
)
def test_silence_is_raised_where_calls_are_usual(usual: float, heard: bool, raised: bool) -> None:
    keys = found(usual_in_window=usual, heard_in_window=heard)
    assert keys == (["no_webhook:2026-01-14-22"] if raised else [])


@pytest.mark.parametrize(
    ("oldest_s", "at", "raised"),
    [
        (301, NOW, True),
        (300, NOW, False),
        (None, NOW, False),
        (9000, "2026-01-15T02:55:01+00:00", True),
        # Read too long ago to speak of now.
        (9000, "2026-01-15T02:55:00+00:00", False),
    ],
)
def test_a_journal_that_grows_is_raised(oldest_s: float | None, at: str, raised: bool) -> None:
    keys = found(journal={"oldest_s": oldest_s, "at": at})
    assert keys == (["journal:2026-01-14-22"] if raised else [])


@pytest.mark.parametrize(
    ("calls", "usual", "raised"),
    [
        (2, 10, True),
        (3, 10, False),
        (25, 10, False),
        (26, 10, True),
        (0, 7.75, False),
        (100, 7.75, False),
        (0, 8, True),
    ],
)
def test_a_day_much_quieter_or_busier_than_usual_is_raised(calls: int, usual: float, raised: bool) -> None:
    keys = found(day={"calls": calls, "usual": usual})
    assert keys == (["volume:2026-01-14"] if raised else [])


def test_what_is_found_carries_the_figures_of_its_sentence() -> None:
    [odd] = findings(facts(day={"calls": 2, "usual": 9.6}))
    assert (odd.kind, odd.code, odd.values) == ("volume", "odd_volume", {"calls": 2, "usual": 10})


@pytest.mark.parametrize(
    ("probes", "raised"),
    [
        ([], []),
        ([(False, "alert")], []),
        ([(False, "alert"), (True, None)], []),
        ([(True, None), (False, "alert")], []),
        # Named after where it breaks now.
        ([(False, "read"), (False, "alert")], ["read"]),
    ],
)
def test_the_chain_alerts_once_it_broke_twice_in_a_row(
    probes: list[tuple[bool, str | None]], raised: list[str]
) -> None:
    chain = [{"ok": ok, "detail": detail} for ok, detail in probes]
    assert [one.values["step"] for one in findings(facts(chain=chain))] == raised
    assert all(step in STEPS for step in raised)
