"""Where the visits of a week are drawn."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from backend import fr
from backend.appointments.calendar import Calendar
from backend.appointments.read import Visit
from pages.appointments import layout
from pages.appointments.layout import HOUR_PX, Hours

# In this week the clocks go back: on Sunday at two.
MONDAY = date(2026, 10, 26)
OPEN = {day: (time(8), time(17)) for day in range(1, 6)}
CALENDAR = Calendar(90, 30, 30, 14, fr.ZONE, OPEN, ())


def visit(number: int, day: int, hour: float, minutes: int = 90, status: str = "booked") -> Visit:
    wall = datetime.combine(MONDAY + timedelta(days=day), time(), fr.ZONE) + timedelta(hours=hour)
    start = wall.astimezone(UTC)
    one = UUID(int=number)
    return Visit(one, one, None, start, start + timedelta(minutes=minutes), status, True, f"DF-{number}", "normal")


def test_the_week_shows_all_opening_hours_and_whatever_lies_outside() -> None:
    assert Hours.of([], CALENDAR) == Hours(8, 17)
    # Its drive ends at twenty past seven.
    assert Hours.of([visit(1, 0, 6.5), visit(2, 1, 17 + 1 / 3)], CALENDAR) == Hours(6, 20)
    assert Hours.of([visit(1, 0, 22.5)], CALENDAR) == Hours(8, 24)


def test_a_visit_lies_at_its_hour_on_the_wall_on_both_sides_of_a_change_of_clocks() -> None:
    hours = Hours(8, 17)
    before, after = layout.placed(MONDAY, [visit(1, 5, 9), visit(2, 6, 9)], hours)
    assert (before.day, after.day) == (5, 6)
    assert before.span == after.span
    assert (before.span.top, before.span.height) == (HOUR_PX, HOUR_PX * 3 // 2)


def test_what_was_called_off_stands_beside_what_took_its_hour() -> None:
    off, on, alone = visit(1, 0, 9, status="cancelled"), visit(2, 0, 9.5), visit(3, 0, 13)
    found = {one.visit.id: (one.lane, one.lanes) for one in layout.placed(MONDAY, [off, on, alone], Hours(8, 17))}
    assert found == {on.id: (0, 2), off.id: (1, 2), alone.id: (0, 1)}


def test_nothing_is_drawn_outside_of_its_day() -> None:
    hours = Hours(8, 17)
    assert hours.span(visit(1, 0, 6).starts_at, visit(2, 1, 6).starts_at) == layout.Span(0, hours.height)
    assert layout.placed(MONDAY, [visit(1, 8, 9)], hours) == []
    [short] = layout.placed(MONDAY, [visit(1, 0, 9, minutes=15)], hours)
    assert short.span.height == layout.LEAST_PX


def test_a_visit_s_own_hour_is_free_for_it_alone() -> None:
    start = visit(1, 0, 9).starts_at
    busy = ((start, start + timedelta(hours=2)), (start + timedelta(hours=3), start + timedelta(hours=5)))
    freed = Calendar(90, 30, 30, 14, fr.ZONE, OPEN, busy).without(start)
    assert freed.busy == busy[1:]
