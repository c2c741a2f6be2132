"""The calendar that telephones follow: read back by two readers, on the nights the clocks change, and what it hides."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import vobject  # type: ignore[import-untyped]
from icalendar import Calendar, Timezone

from backend import fr
from backend.appointments import feed
from backend.appointments.feed import FedVisit, Feed
from backend.webhook.agenda import PerMinute

ME, MARC = UUID(int=1), UUID(int=2)
NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
CONSOLE = "https://console.drainfortin.example"
VISIT = FedVisit(
    UUID(int=7), NOW + timedelta(days=1), NOW + timedelta(days=1, minutes=90), "booked", True, 1, NOW, "DF-2026-1042",
    "Aïcha Côté; fille, de L’Île", "12, rue des Érables", "Longueuil",
)  # fmt: skip


def text(*visits: FedVisit, now: datetime = NOW) -> str:
    return feed.written(Feed(ME, list(visits)), CONSOLE, now).decode()


def event(visit: FedVisit, now: datetime = NOW) -> Any:
    [found] = Calendar.from_ical(text(visit, now=now)).walk("VEVENT")
    return found


def test_two_readers_find_the_visit_as_it_is() -> None:
    ours, theirs = event(VISIT), vobject.readOne(text(VISIT)).vevent
    for start, summary, where in (
        (ours["dtstart"].dt, str(ours["summary"]), str(ours["location"])),
        (theirs.dtstart.value, theirs.summary.value, theirs.location.value),
    ):
        assert start.astimezone(UTC) == VISIT.starts_at
        assert summary == "Visite: Aïcha Côté; fille, de L’Île (Longueuil)"
        assert where == "12, rue des Érables, Longueuil"
    assert (str(ours["uid"]), ours["sequence"], str(ours["status"])) == (str(VISIT.id), 0, "CONFIRMED")
    assert str(ours["url"]) == f"{CONSOLE}/rendez-vous?semaine=2026-11-25&visite={VISIT.id}"
    assert max(len(line.encode()) for line in text(VISIT).split("\r\n")) <= 75


def test_a_visit_that_changed_keeps_its_name_and_counts_one_more() -> None:
    moved = replace(VISIT, starts_at=VISIT.starts_at + timedelta(hours=2), version=2, changed_at=NOW)
    assert (event(moved)["uid"], event(moved)["sequence"]) == (event(VISIT)["uid"], event(VISIT)["sequence"] + 1)
    assert str(event(replace(VISIT, confirmed=False))["status"]) == "TENTATIVE"
    assert str(event(replace(VISIT, status="done"))["status"]) == "CONFIRMED"


@pytest.mark.parametrize(
    "hidden",
    [
        replace(VISIT, status="cancelled"),
        replace(VISIT, assigned_to=MARC, assigned_name="Marc Roy"),
        replace(VISIT, starts_at=NOW - timedelta(days=3), ends_at=NOW - timedelta(days=3) + timedelta(hours=1)),
    ],
    ids=["cancelled", "of a colleague", "past"],
)
def test_nobody_s_name_or_street_is_there_for_whoever_does_not_drive_to_them(hidden: FedVisit) -> None:
    shown = text(hidden).replace("\r\n ", "")
    assert "Aïcha" not in shown and "Érables" not in shown
    assert "(Longueuil)" in shown and "LOCATION:Longueuil" in shown


def test_it_says_who_goes_and_what_was_called_off() -> None:
    assert str(event(replace(VISIT, assigned_to=MARC, assigned_name="Marc Roy"))["summary"]) == (
        "Visite (Longueuil), Marc Roy y va"
    )
    off = event(replace(VISIT, status="cancelled"))
    assert (str(off["status"]), str(off["summary"])) == ("CANCELLED", "Annulé: Visite (Longueuil)")
    assert "Aïcha" in str(event(replace(VISIT, assigned_to=ME, assigned_name="Moi"))["summary"])


def test_the_same_visits_give_the_same_bytes_an_hour_later() -> None:
    assert text(VISIT) == text(VISIT, now=NOW + timedelta(hours=1))


def test_its_clocks_turn_as_quebec_s_do() -> None:
    zone = Calendar.from_ical(text(VISIT)).walk("VTIMEZONE")[0]
    assert isinstance(zone, Timezone)
    theirs = vobject.readOne(text(VISIT)).vtimezone.tzinfo
    for year in range(2026, 2032):
        for day in (date(year, 3, 1), date(year, 10, 28)):
            for hour in range(24 * 16):
                wall = datetime.combine(day, datetime.min.time()) + timedelta(hours=hour, minutes=30)
                # The hour that is skipped, and the one that comes twice, are of no visit.
                if wall.hour in (1, 2):
                    continue
                assert theirs.utcoffset(wall) == wall.replace(tzinfo=fr.ZONE).utcoffset(), wall


@pytest.mark.parametrize("day", [date(2026, 10, 30), date(2026, 11, 2), date(2027, 3, 12), date(2027, 3, 15)])
def test_nine_in_the_morning_is_nine_on_both_sides_of_a_change(day: date) -> None:
    nine = datetime.combine(day, datetime.min.time(), fr.ZONE) + timedelta(hours=9)
    visit = replace(VISIT, starts_at=nine.astimezone(UTC), ends_at=nine.astimezone(UTC) + timedelta(hours=1))
    assert f"DTSTART;TZID=America/Toronto:{day:%Y%m%d}T090000" in text(visit)
    for start in (event(visit)["dtstart"].dt, vobject.readOne(text(visit)).vevent.dtstart.value):
        assert start.astimezone(UTC) == visit.starts_at


def test_a_secret_is_too_long_to_guess_and_is_not_kept() -> None:
    one, other = feed.new_secret(), feed.new_secret()
    assert one != other and len(one) == 43
    assert one not in feed.fingerprint(one) and len(feed.fingerprint(one)) == 64
    assert feed.address("https://w.example/", one) == f"https://w.example/agenda/{one}.ics"


def test_what_is_asked_too_often_waits_for_the_next_minute() -> None:
    clock = [30.0]
    limit = PerMinute(lambda: clock[0])
    assert [limit.allows("a", 2) for _ in range(3)] == [True, True, False]
    assert limit.allows("b", 2)
    clock[0] = 59.5
    assert limit.next_in_s() == 1
    clock[0] = 61.0
    assert limit.allows("a", 2)
