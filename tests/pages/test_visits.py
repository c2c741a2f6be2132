"""Rendez-vous: visits booked, made, cancelled and taken back; days that are closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import sleep
from uuid import uuid4

import psycopg
import pytest

from backend import fr
from backend.appointments import actions
from backend.appointments import read as week
from backend.leads import customer
from backend.leads import read as leads
from backend.supabase.errors import ApiError
from pages.ui import actions as act
from tests.pages.clients_screen import clients, press
from tests.screens import Signed, call, screen, words


def appointments() -> None:
    from pages import appointments

    appointments.render()


def test_a_slot_is_booked_once_and_never_twice(env: dict[str, str], everyone: dict[str, Signed]) -> None:
    from backend.appointments.slots import free_slots

    _, api = everyone["staff"]
    call(env, "lead_only", 1)
    call(env, "lead_only", 2)
    first, second = leads.board(api, leads.Choice()).leads
    start = free_slots(week.calendar(api, datetime.now(UTC)), datetime.now(UTC), 90, 1)[0]
    wish = uuid4()
    for _ in range(2):
        actions.book(api, wish, "lead", first.id, start, 90, None)
    with pytest.raises(ApiError) as refused:
        actions.book(api, uuid4(), "lead", second.id, start, 90, None)
    assert refused.value.kind == "conflict"
    assert start not in free_slots(week.calendar(api, datetime.now(UTC)), datetime.now(UTC), 90, 5)


def test_the_week_shows_visits_and_closes_them(
    env: dict[str, str], become: Callable[[str], None], db: psycopg.Connection
) -> None:
    become("staff")
    call(env, "lead_booking")
    db.execute("update appointments set starts_at = now(), ends_at = now() + interval '1 h', "
               "busy = tstzrange(now(), now() + interval '2 h'), confirmed = false")  # fmt: skip
    test = screen(appointments)
    assert "à confirmer" in words(test)
    press(test, "Confirmer")
    assert db.execute("select confirmed, status from appointments").fetchone() == (True, "booked")
    sleep(act.QUIET_AFTER_DEED_S)
    press(test, "Visite faite")
    assert db.execute("select status from appointments").fetchone() == ("done",)
    press(test, "Annuler ce geste")
    assert db.execute("select status, confirmed from appointments").fetchone() == ("booked", True)


def test_a_visit_that_was_booked_without_its_address_shows_the_one_told_before(
    env: dict[str, str], become: Callable[[str], None], everyone: dict[str, Signed], db: psycopg.Connection
) -> None:
    become("staff")
    call(env, "lead_booking")
    db.execute("update leads set address = '12 rue des Érables'")
    db.execute("update appointments set address = null, starts_at = now(), ends_at = now() + interval '1 h', "
               "busy = tstzrange(now(), now() + interval '2 h')")  # fmt: skip
    test = screen(appointments)
    assert "12 rue des Érables" in words(test)
    _, api = everyone["staff"]
    [lead] = leads.board(api, leads.Choice()).leads
    found = customer.read(api, "lead", lead.id)
    assert found and [visit.address for visit in found.visits] == ["12 rue des Érables"]


def test_a_visit_to_come_cannot_have_been_made(
    env: dict[str, str], become: Callable[[str], None], everyone: dict[str, Signed], db: psycopg.Connection
) -> None:
    become("staff")
    call(env, "lead_booking")
    db.execute("update appointments set starts_at = now() + interval '5 min', ends_at = now() + interval '1 h', "
               "busy = tstzrange(now(), now() + interval '2 h')")  # fmt: skip
    test = screen(appointments)
    assert "Visite faite" not in [button.label for button in test.button]
    visit = db.execute("select id from appointments").fetchone()
    assert visit
    with pytest.raises(ApiError, match="appointment_not_begun"):
        actions.change_visit(everyone["staff"][1], uuid4(), visit[0], "done", 2)


def test_a_visit_cancelled_by_mistake_comes_back_while_its_hour_is_free(
    env: dict[str, str], become: Callable[[str], None], db: psycopg.Connection
) -> None:
    become("staff")
    call(env, "lead_booking")
    db.execute("update appointments set starts_at = now(), ends_at = now() + interval '1 h', "
               "busy = tstzrange(now(), now() + interval '2 h')")  # fmt: skip
    test = screen(appointments)
    press(test, "Oui, annuler ce rendez-vous")
    assert db.execute("select a.status, l.status from appointments a, leads l").fetchone() == (
        "cancelled",
        "called_back",
    )
    press(test, "Annuler ce geste")
    assert db.execute("select a.status, l.status from appointments a, leads l").fetchone() == ("booked", "booked")


def test_what_a_caller_changed_is_said_in_the_week_and_on_the_file(
    env: dict[str, str], become: Callable[[str], None], db: psycopg.Connection
) -> None:
    become("staff")
    call(env, "lead_booking")
    db.execute("update appointments set status = 'cancelled', starts_at = now(), ends_at = now() + interval '1 h', "
               "busy = tstzrange(now(), now() + interval '2 h')")  # fmt: skip
    db.execute("""
        insert into appointment_changes (call_id, tool_call_id, appointment_id, kind, from_starts_at, said,
                                         requested_at)
        select call_id, 'c1', id, 'cancelled', starts_at, 'Réglé par un voisin', now() from appointments""")
    file = words(screen(clients))
    assert "annulé (annulé, à la demande du client" in file and "«Réglé par un voisin»" in file
    test = screen(appointments)
    assert "0 rendez-vous" in words(test) and "Annulé, à la demande du client" in words(test)
    assert [button.label for button in test.button if button.label == "Visite faite"] == []


def test_the_owner_closes_a_day_and_opens_a_holiday(
    become: Callable[[str], None], everyone: dict[str, Signed], db: psycopg.Connection
) -> None:
    _, api = everyone["owner"]
    now = datetime.now(UTC)
    today = fr.local(now).date()
    tomorrow = today + timedelta(days=1)
    db.execute("delete from closed_days")
    db.execute("insert into closed_days (day, label, source) values (%s, 'Jour de fête', 'holiday')", [today])
    try:
        become("staff")
        test = screen(appointments)
        assert "Jour de fête" in words(test) and not test.date_input
        become("owner")
        test = screen(appointments)
        test.text_input(key="raison-ferme").set_value("Inventaire").run()
        press(test, f"Fermer le {fr.day(tomorrow)}")
        assert week.calendar(api, now).closed == {today: "Jour de fête", tomorrow: "Inventaire"}
        sleep(act.QUIET_AFTER_DEED_S)
        test.date_input[0].set_value(today).run()
        press(test, f"Ouvrir le {fr.day(today)}")
        assert not test.exception
        assert week.calendar(api, now).closed == {tomorrow: "Inventaire"}
    finally:
        db.execute("delete from closed_days")


def test_a_closed_day_s_reason_is_as_long_as_its_field(everyone: dict[str, Signed], db: psycopg.Connection) -> None:
    tomorrow = fr.local(datetime.now(UTC)).date() + timedelta(days=1)
    with pytest.raises(ApiError) as refused:
        actions.save_closed_day(everyone["owner"][1], uuid4(), tomorrow, True, "x" * 101)
    assert refused.value.sentence == "Pourquoi: 100 caractères au plus."
    assert db.execute("select count(*) from closed_days where day = %s", [tomorrow]).fetchone() == (0,)
