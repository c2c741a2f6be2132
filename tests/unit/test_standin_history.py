"""Two months of invented calls look like two months of a small business, whatever the hour they end at."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from random import Random

import pytest

from backend.local.standins.vapi.history import placed_history
from backend.local.standins.vapi.placed import PlacedCall
from backend.local.standins.vapi.rhythm import LONGEST, STORM, history
from backend.local.standins.vapi.slots import TORONTO, named, spoken

NOW = datetime(2026, 11, 23, 15, 30, tzinfo=TORONTO)


def calls(now: datetime = NOW, days: int = 60) -> list[PlacedCall]:
    return placed_history(Random(450), now, days)


def per_day(now: datetime = NOW) -> Counter[int]:
    return Counter((now.date() - call.at.astimezone(TORONTO).date()).days for call in calls(now))


def test_the_same_seed_gives_the_same_history() -> None:
    assert calls() == calls()


def test_weekdays_are_busy_weekends_and_nights_quiet() -> None:
    days = per_day()
    for ago in range(1, 60):
        if ago in STORM:
            continue
        day = NOW.date() - timedelta(days=ago)
        assert 10 <= days[ago] <= 30 if day.isoweekday() <= 5 else days[ago] <= 6
    quiet = [c for c in calls() if (NOW - c.at).days not in STORM]
    night = [c for c in quiet if c.at.astimezone(TORONTO).hour < 6 or c.at.astimezone(TORONTO).hour >= 22]
    assert 0 < len(night) < len(quiet) * 0.03


def test_one_week_is_three_times_as_busy_and_full_of_backups() -> None:
    days = per_day()
    stormy = [days[ago] for ago in STORM if (NOW.date() - timedelta(days=ago)).isoweekday() <= 5]
    calm = [days[ago] for ago in range(1, 28) if (NOW.date() - timedelta(days=ago)).isoweekday() <= 5]
    assert sum(stormy) / len(stormy) > 2 * sum(calm) / len(calm)
    names = Counter(c.scenario.name for c in calls() if (NOW.date() - c.at.astimezone(TORONTO).date()).days in STORM)
    assert names["storm_booking"] + names["urgent_lead"] > sum(names.values()) * 0.35


@pytest.mark.parametrize("hour", [(0, 9), (0, 40), (3, 0), (7, 30), (12, 0), (15, 30), (23, 59)])
def test_today_has_its_urgent_lead_and_its_hang_up_at_any_hour(hour: tuple[int, int]) -> None:
    now = NOW.replace(hour=hour[0], minute=hour[1])
    today = {c.scenario.name for c in calls(now) if c.at.astimezone(TORONTO).date() == now.date()}
    assert {"urgent_lead", "hangup_before_lead", "lead_only"} <= today


@pytest.mark.parametrize("minute", [0, 3, 9, 40])
def test_no_call_is_still_going_on_or_to_come(minute: int) -> None:
    now = NOW.replace(hour=0, minute=minute)
    assert all(c.at < now - timedelta(minutes=1) for c in calls(now))
    assert all(moment.at < now - LONGEST for moment in history(Random(1), now, 60)[:-4])


def test_nearly_everybody_calls_once() -> None:
    numbers = Counter(c.scenario.caller.number for c in calls() if c.scenario.caller.number and not c.scenario.outbound)
    assert max(numbers.values()) <= 4
    assert sum(1 for n in numbers.values() if n == 1) > len(numbers) * 0.85


def test_a_slot_is_read_back_as_it_was_said() -> None:
    slot = datetime(2026, 12, 1, 13, 30, tzinfo=TORONTO)
    assert spoken(slot, NOW) == "mardi 1er décembre à 13 h 30"
    assert named(f"Déjà prise. Plages libres: {spoken(slot, NOW)}, jeudi 7 janvier à 8 h.", NOW) == (
        slot,
        datetime(2027, 1, 7, 8, tzinfo=TORONTO),
    )
    assert named("Aucune plage libre.", NOW) == ()
