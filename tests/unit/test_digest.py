"""The morning digest says what needs a person, and names nobody in its headline."""

from __future__ import annotations

from typing import Any

import pytest

from backend.alerts.digest import headline_of, lines_of, needs_a_person

QUIET: dict[str, Any] = {
    "counts": {"calls": 1, "leads": 0, "appointments": 0},
    "to_call_back": 0,
    "urgent_to_call_back": 0,
    "hung_up": 0,
    "alerts_failed": 0,
    "alerts_unconfirmed": 0,
    "unapplied": 0,
    "unreachable": [],
}


def test_a_quiet_night_says_so_and_wakes_nobody() -> None:
    assert needs_a_person(QUIET) is False
    assert headline_of(QUIET, False) == "Bilan: 1 appel hier, 0 à rappeler"
    assert lines_of(QUIET)[-1] == "Le système va bien: rien à signaler."


@pytest.mark.parametrize(
    ("what", "value"), [("urgent_to_call_back", 1), ("alerts_failed", 2), ("unapplied", 3), ("unreachable", ["Luc"])]
)
def test_what_needs_a_person_is_said_in_the_headline(what: str, value: Any) -> None:
    facts = QUIET | {what: value}
    assert needs_a_person(facts) is True
    assert headline_of(facts, True).endswith("À VOIR CE MATIN")
    assert "Luc" not in headline_of(facts, True)


def test_each_trouble_has_its_line() -> None:
    facts = QUIET | {"alerts_failed": 2, "alerts_unconfirmed": 1, "unapplied": 3, "unreachable": ["Luc"]}
    wrong = [line for line in lines_of(facts) if line.startswith("- ")]
    assert [line.split()[1] for line in wrong] == ["2", "1", "3", "1"]


def test_whoever_waits_for_a_call_is_counted_whether_they_left_a_message_or_not() -> None:
    facts = QUIET | {"to_call_back": 11, "urgent_to_call_back": 1, "hung_up": 2}
    assert headline_of(facts, True).startswith("Bilan: 1 appel hier, 13 à rappeler")
    assert "À rappeler: 13, dont 1 urgent et 2 appelants partis sans laisser de message." in lines_of(facts)
