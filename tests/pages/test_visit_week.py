"""The week of visits on a desk and on a phone: what it shows, moves, gives away and takes back; the month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import psycopg
import pytest
from streamlit.testing.v1 import AppTest

from backend import fr
from pages.ui import session, width
from tests.pages.test_visits import appointments
from tests.screens import screen, words
from tests.visit_rows import visit


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, become: Callable[[str], None]) -> None:
    become("staff")
    monkeypatch.setattr(width, "is_wide", lambda: True)


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), fr.ZONE).astimezone(UTC)


@pytest.fixture
def monday() -> date:
    """Of next week: whatever the hour, nothing of it has begun."""
    today = fr.local(datetime.now(UTC)).date()
    return today + timedelta(days=7 - today.weekday())


def opened(monday: date, visit_id: str = "") -> AppTest:
    query = {"semaine": monday.isoformat(), **({"visite": visit_id} if visit_id else {})}
    return screen(appointments, query)


def tapped(test: AppTest, label: str) -> AppTest:
    next(one for one in test.button if one.label.replace("\u00a0", " ").startswith(label)).click()
    return test.run()


def test_each_visit_shows_hour_name_town_who_goes_and_state(desk: None, monday: date, db: psycopg.Connection) -> None:
    owner = db.execute("select user_id, full_name from profiles where role = 'owner'").fetchone()
    assert owner
    one = visit(db, 1, at(monday, 9), name="Aïcha Côté", city="Brossard", confirmed=False, assigned_to=owner[0])
    test = opened(monday)
    assert not test.exception
    label = next(button.label for button in test.button if "Aïcha" in button.label).replace("\u00a0", " ")
    assert label == f"**9 h 00 Aïcha Côté**  \nBrossard · {owner[1]} · à confirmer"
    assert "1 rendez-vous, 1 à confirmer" in words(test)
    assert "route" in words(test)
    tapped(test, "**9 h 00 Aïcha")
    assert one in str(test.query_params["visite"])
    assert "Déplacer" in [button.label for button in test.button]
    assert "Visite faite" not in [button.label for button in test.button]


def deed_buttons(test: AppTest) -> list[str]:
    return [button.label for button in test.button if not button.label.startswith("**")]


def test_a_visit_is_confirmed_and_that_is_taken_back(desk: None, monday: date, db: psycopg.Connection) -> None:
    one = visit(db, 1, at(monday, 9), name="Bob Roy", confirmed=False)
    test = tapped(opened(monday, one), "Confirmer")
    assert "Annuler ce geste" in deed_buttons(test)
    assert db.execute("select confirmed, version from appointments").fetchone() == (True, 2)
    tapped(test, "Annuler ce geste")
    assert db.execute("select confirmed, version from appointments").fetchone() == (False, 3)


def test_what_a_colleague_changed_since_it_was_drawn_is_a_conflict_and_is_told(
    desk: None, monday: date, db: psycopg.Connection
) -> None:
    one = visit(db, 1, at(monday, 9), name="Bob Roy", confirmed=False)
    test = opened(monday, one)
    later = {column: f"{column} + interval '1 hour'" for column in ("starts_at", "ends_at")}
    changes = ", ".join(f"{column} = {value}" for column, value in later.items())
    db.execute(f"update appointments set {changes}, busy = tstzrange(starts_at, upper(busy) + interval '1 h')".encode())
    tapped(test, "Confirmer")
    assert "Quelqu’un a changé ce rendez-vous entre-temps" in words(test)
    assert db.execute("select confirmed from appointments").fetchone() == (False,)
    assert any(button.label.replace("\u00a0", " ").startswith("**10 h 00 Bob") for button in test.button)
    tapped(test, "Confirmer")
    assert db.execute("select confirmed from appointments").fetchone() == (True,)


def test_a_visit_that_was_moved_to_another_week_is_followed_there_with_the_way_back(
    desk: None, monday: date, db: psycopg.Connection
) -> None:
    one = visit(db, 1, at(monday, 9), name="Bob Roy")
    test = opened(monday, one)
    test.session_state["_moved_to"] = (at(monday + timedelta(days=7), 9), one)
    test.run()
    assert (monday + timedelta(days=7)).isoformat() in str(test.query_params["semaine"])
    assert one in str(test.query_params["visite"])


def test_an_empty_week_says_what_that_means_and_shows_its_days(desk: None, monday: date) -> None:
    test = opened(monday)
    shown = words(test)
    assert "Aucun rendez-vous cette semaine" in shown and fr.day_short(monday) in shown.replace("\u00a0", " ")
    assert "Choisissez une visite" in shown


@pytest.mark.parametrize("asked", ["hier", "0001-01-01", "9999-12-31"])
def test_an_address_that_is_no_day_of_ours_opens_this_week(desk: None, asked: str) -> None:
    test = screen(appointments, {"semaine": asked})
    assert not test.exception
    today = fr.local(datetime.now(UTC)).date()
    assert f"Semaine du {fr.day(today - timedelta(days=today.weekday()))}" in words(test)


def test_on_a_phone_days_that_are_over_are_folded_and_nothing_is_lost(
    become: Callable[[str], None], db: psycopg.Connection
) -> None:
    become("staff")
    today = fr.local(datetime.now(UTC)).date()
    first = today - timedelta(days=today.weekday())
    visit(db, 1, at(today, 12), name="Bob Roy")
    if first < today:
        visit(db, 2, at(first, 12), name="Aïcha Côté")
    test = screen(appointments)
    assert "Bob Roy" in words(test)
    assert [one.label for one in test.expander if one.label.startswith("Plus tôt")] == (
        ["Plus tôt cette semaine (1)"] if first < today else []
    )


def test_the_month_counts_and_a_tap_opens_the_week(desk: None, monday: date, db: psycopg.Connection) -> None:
    for number, hour in enumerate((8, 11)):
        visit(db, number, at(monday, hour))
    visit(db, 9, at(monday, 14), status="cancelled")
    test = screen(appointments, {"semaine": monday.isoformat(), "affichage": "Mois"})
    assert not test.exception
    tapped(test, f"**{monday.day}**  \n2 rdv")
    assert f"Semaine du {fr.day(monday)}" in words(test)
    assert "2 rendez-vous" in words(test)


def test_an_address_for_one_s_calendar_is_shown_once_and_taken_back(desk: None, db: psycopg.Connection) -> None:
    db.execute("delete from private.calendar_feeds")
    test = tapped(screen(appointments), "Faire une adresse")
    [shown] = [block.value for block in test.code]
    assert shown.startswith("https://crochet.example/agenda/") and shown.endswith(".ics")
    tapped(test, "C’est noté")
    assert not test.code
    assert "jamais lue encore" in words(test)
    tapped(test, "Oui, retirer")
    assert db.execute("select count(*) from private.calendar_feeds").fetchone() == (0,)
    assert "Faire une adresse" in deed_buttons(test)


def test_where_nobody_said_where_the_webhook_is_no_address_is_offered(
    desk: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "webhook_url", lambda: "")
    test = screen(appointments)
    assert "WEBHOOK_URL" in words(test) and "Faire une adresse" not in deed_buttons(test)
