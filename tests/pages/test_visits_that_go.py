"""A visit that leaves the agenda by a deed done elsewhere: that is said, and the visit comes back with the deed."""

from __future__ import annotations

from collections.abc import Callable
from time import sleep

import psycopg
import pytest
from streamlit.testing.v1 import AppTest

from pages.calls import mark
from pages.ui import actions as act
from tests.pages.clients_screen import clients, press
from tests.pages.test_calls import calls
from tests.pages.test_today import today
from tests.screens import call, screen, words

BOTH = "select l.status, a.status from leads l join appointments a on a.lead_id = l.id"


@pytest.fixture
def booked(env: dict[str, str], become: Callable[[str], None], db: psycopg.Connection) -> str:
    """A call with a lead and a visit three days from now; the call's id."""
    become("staff")
    made = call(env, "lead_booking")
    db.execute("update appointments set starts_at = now() + interval '3 days', ends_at = now() + interval '75 hours',"
               " busy = tstzrange(now() + interval '3 days', now() + interval '76 hours')")  # fmt: skip
    return made


def options(test: AppTest, label: str) -> list[str]:
    return list(next(field for field in test.selectbox if field.label == label).options)


def test_a_call_marked_as_no_customer_s_says_that_its_visit_goes_and_unmarked_gives_it_back(
    booked: str, db: psycopg.Connection
) -> None:
    test = screen(calls, {"appel": booked})
    test = next(button for button in test.button if button.label == "Indésirable").click().run()
    assert mark.VISIT_GOES in test.session_state["_said"]
    assert db.execute(BOTH).fetchone() == ("lost", "cancelled")
    sleep(act.QUIET_AFTER_DEED_S)
    next(button for button in test.button if button.label.startswith("Retirer la marque")).click().run()
    assert db.execute(BOTH).fetchone() == ("booked", "booked")


def test_whoever_says_a_lead_lost_reads_first_which_visit_goes_and_has_it_back_with_another_state(
    booked: str, db: psycopg.Connection
) -> None:
    test = press(screen(clients), "Modifier")
    assert "quittera l’agenda" not in words(test)
    test.selectbox[0].set_value("lost").run()
    assert "quittera l’agenda; le client n’en est pas prévenu" in words(test)
    press(test, "Enregistrer")
    assert db.execute(BOTH).fetchone() == ("lost", "cancelled")
    test = press(screen(clients), "Modifier")
    test.selectbox[0].set_value("new")
    press(test, "Enregistrer")
    assert db.execute(BOTH).fetchone() == ("booked", "booked")


def test_a_visit_is_booked_and_never_merely_said_to_be(
    env: dict[str, str], become: Callable[[str], None], db: psycopg.Connection
) -> None:
    become("staff")
    call(env, "lead_only")
    assert "Rendez-vous" not in options(press(screen(clients), "Modifier"), "État")
    db.execute("update leads set status = 'booked'")
    assert "Rendez-vous" in options(press(screen(clients), "Modifier"), "État")


def second_chances() -> None:
    from pages.leads import followups

    followups.draw()


@pytest.mark.parametrize("which", [clients, today, second_chances])
def test_who_books_again_reads_which_visit_the_new_one_takes_the_place_of(
    which: Callable[[], None], booked: str, db: psycopg.Connection
) -> None:
    db.execute("update appointments set confirmed = false")
    db.execute("update leads set status = %s", ["called_back" if which is second_chances else "new"])
    test = press(screen(which), "Rendez-vous")
    assert ", à la place de celle de " in words(test)
    db.execute("update appointments set starts_at = now() - interval '1 hour', ends_at = now() + interval '1 hour',"
               " busy = tstzrange(now() - interval '1 hour', now() + interval '2 hours')")  # fmt: skip
    test = press(screen(which), "Rendez-vous")
    assert "Visite chez" in words(test) and "à la place de" not in words(test)
