"""Clients potentiels: where each lead stands, edited in place, booked without overlap."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import sleep

import psycopg
import pytest
from streamlit.testing.v1 import AppTest

from backend import fr
from backend.appointments import actions
from backend.appointments import read as week
from backend.leads import read as leads
from backend.supabase.errors import ApiError
from pages.ui import actions as act
from tests.screens import Signed, call, screen, words


def clients() -> None:
    from pages import leads

    leads.render()


def press(test: AppTest, label: str) -> AppTest:
    next(button for button in test.button if button.label == label).click()
    return test.run()


@pytest.fixture
def one_lead(env: dict[str, str], become: Callable[[str], None]) -> str:
    become("staff")
    return call(env, "lead_only")


def test_no_lead_yet(become: Callable[[str], None]) -> None:
    become("owner")
    shown = words(screen(clients))
    assert "Aucune fiche ici" in shown
    assert "– avec rendez-vous" in shown


def test_a_note_and_a_state_are_written_in_place(one_lead: str, db: psycopg.Connection) -> None:
    test = press(screen(clients), "Modifier")
    test.text_area[0].set_value("Rappeler après 17 h")
    test.selectbox[0].set_value("called_back")
    press(test, "Enregistrer")
    assert not test.exception
    assert db.execute("select note, status, version from leads").fetchone() == ("Rappeler après 17 h", "called_back", 2)
    assert [button for button in test.button if button.label == "Enregistrer"] == []


def test_somebody_faster_is_told_and_what_was_typed_stays(one_lead: str, db: psycopg.Connection) -> None:
    test = press(screen(clients), "Modifier")
    db.execute("update leads set status = 'called_back', version = version + 1")
    test.text_area[0].set_value("Ma note")
    press(test, "Enregistrer")
    assert "Quelqu’un vient de modifier cette fiche" in words(test)
    assert "État: Rappelé" in words(test)
    assert test.text_area[0].value == "Ma note"
    assert db.execute("select note from leads").fetchone() == ("",)
    press(press(test, "Garder mes changements par-dessus les siens"), "Enregistrer")
    assert db.execute("select note, status from leads").fetchone() == ("Ma note", "called_back")


def test_a_wrong_phone_number_changes_nothing(one_lead: str, db: psycopg.Connection) -> None:
    test = press(screen(clients), "Modifier")
    next(box for box in test.text_input if box.label == "Téléphone").set_value("demain")
    press(test, "Enregistrer")
    assert "n’est pas valable" in words(test)
    assert db.execute("select version from leads").fetchone() == (1,)


def test_the_link_from_a_call_opens_that_lead(one_lead: str, env: dict[str, str], db: psycopg.Connection) -> None:
    call(env, "business_quote")
    ref = db.execute("select ref from leads where call_id = %s", [one_lead]).fetchone()
    assert ref
    test = screen(clients, {"fiche": ref[0]})
    assert len([button for button in test.button if button.label == "Modifier"]) == 1


def test_a_slot_is_booked_once_and_never_twice(env: dict[str, str], everyone: dict[str, Signed]) -> None:
    from uuid import uuid4

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
    test = screen(clients)
    test.segmented_control[0].set_value("Rendez-vous").run()
    assert "à confirmer" in words(test)
    press(test, "Confirmer")
    assert db.execute("select confirmed, status from appointments").fetchone() == (True, "booked")
    sleep(act.QUIET_AFTER_DEED_S)
    press(test, "Visite faite")
    assert db.execute("select status from appointments").fetchone() == ("done",)


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
    test = screen(clients)
    assert "annulé (annulé, à la demande du client" in words(test) and "«Réglé par un voisin»" in words(test)
    test.segmented_control[0].set_value("Rendez-vous").run()
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
        test = screen(clients)
        test.segmented_control[0].set_value("Rendez-vous").run()
        assert "Jour de fête" in words(test) and not test.date_input
        become("owner")
        test = screen(clients)
        test.segmented_control[0].set_value("Rendez-vous").run()
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


def test_a_slip_of_the_thumb_is_undone(
    env: dict[str, str], become: Callable[[str], None], db: psycopg.Connection
) -> None:
    become("owner")
    call_id = call(env, "hangup_before_lead")
    db.execute("update vapi_calls set called_back_at = now(), needs_callback = false where id = %s", [call_id])
    test = screen(clients)
    test.segmented_control[0].set_value("Deuxième chance").run()
    press(test, "Remettre à rappeler")
    assert db.execute("select called_back_at, needs_callback from vapi_calls").fetchone() == (None, True)


@pytest.mark.parametrize(
    "typed", ["450 555-0134", "(450) 555 0134", "1 450 555-0134", "555-0134", "5550134", "4505550134"]
)
def test_a_lead_is_found_by_its_number_however_it_is_typed(
    typed: str, one_lead: str, everyone: dict[str, Signed], db: psycopg.Connection
) -> None:
    db.execute("update leads set phone = '+14505550134'")
    _, api = everyone["staff"]
    assert len(leads.board(api, leads.Choice(words=typed)).leads) == 1
    assert leads.board(api, leads.Choice(words="555-0199")).leads == []


def test_the_booked_share_counts_visits_only(
    one_lead: str, env: dict[str, str], everyone: dict[str, Signed], db: psycopg.Connection
) -> None:
    _, api = everyone["staff"]
    call(env, "lead_booking", 2)
    db.execute("update leads set status = 'won' where call_id = %s", [one_lead])
    assert leads.board(api, leads.Choice()).booked == 1
    db.execute("update leads set status = 'lost'")
    assert leads.board(api, leads.Choice()).booked == 1
    db.execute("update appointments set status = 'cancelled'")
    assert leads.board(api, leads.Choice()).booked == 0
