"""Québec's holidays by their French names, in both years that thirteen months touch."""

from __future__ import annotations

from datetime import date

from backend.appointments.holidays import quebec


def test_the_holidays_are_quebecs_and_bear_their_names() -> None:
    found = quebec(date(2026, 11, 28), date(2027, 12, 31))
    assert found[date(2026, 12, 25)] == "Jour de Noël" and found[date(2027, 6, 24)] == "Fête nationale du Québec"
    assert date(2027, 5, 24) in found and date(2027, 9, 6) in found
    # Elsewhere in Canada, not here; and nothing from before.
    assert date(2027, 8, 2) not in found and min(found) >= date(2026, 11, 28)
