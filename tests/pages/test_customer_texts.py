"""Texts to customers on the screens: switched on and worded in Réglages, seen on the visit, «En route» told once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from time import monotonic
from typing import Any

import psycopg
import pytest
from streamlit.testing.v1 import AppTest

from backend.appointments import read as week
from backend.fr import ZONE
from pages.appointments import move
from pages.ui import width
from pages.ui.lately import Done
from tests.emptying import delete, empty_alerts
from tests.pages.clients_screen import press
from tests.pages.test_alerts import alerts
from tests.pages.test_customer import client
from tests.pages.test_settings import settings
from tests.pages.test_visits import appointments
from tests.screens import Signed, screen, words
from tests.visit_rows import visit

Become = Callable[[str], None]
PHONE = "+14505550171"
CONFIRMATION = "Confirmation au client"


@pytest.fixture(autouse=True)
def as_at_first(db: psycopg.Connection) -> Iterator[None]:
    """Off, with the words and hours of a new database, before and after."""
    texts = db.execute("select kind, words_fr, words_en from customer_texts").fetchall()
    db.execute("update alert_settings set quiet_from = '20:00', quiet_until = '08:00', remind_at = '17:00'")
    db.execute("insert into probe_readings (probe, ok, value, detail) values ('brevo_credits', true, 500, 'textos')")
    yield
    db.execute("delete from probe_readings where detail = 'textos'")
    empty_alerts(db)
    db.execute("update alert_settings set quiet_from = '20:00', quiet_until = '08:00', remind_at = '17:00'")
    for kind, french, english in texts:
        db.execute(
            "update customer_texts set enabled = false, words_fr = %s, words_en = %s where kind = %s",
            [french, english, kind],
        )


def field(fields: Any, start: str) -> Any:
    """The one whose key begins so: what follows is of what stands."""
    return next(one for one in fields if str(one.key).startswith(start))


def labels(test: AppTest) -> list[str]:
    return [button.label for button in test.button]


def one(db: psycopg.Connection, asked: str) -> Any:
    row = db.execute(asked.encode()).fetchone()
    assert row
    return row[0]


@pytest.mark.parametrize("role", ["owner", "admin"])
def test_a_text_is_off_until_somebody_switches_it_on_and_then_off_again(
    become: Become, db: psycopg.Connection, role: str
) -> None:
    become(role)
    test = settings()
    shown = words(test)
    assert "jeudi à 13 h, Mme Tremblay lirait: Drain Fortin: Visite notée: jeudi" in shown
    assert "un seul texto, prix non inscrit" in shown
    assert [toggle.value for toggle in test.toggle if str(toggle.key).startswith("client-")] == [False] * 4
    field(test.toggle, "client-visit_booked").set_value(True).run()
    assert one(db, "select bool_or(enabled) from customer_texts") is False
    press(test, f"Enregistrer: {CONFIRMATION}")
    assert not test.exception
    assert one(db, "select array_agg(kind) from customer_texts where enabled") == ["visit_booked"]
    kept = "select changes ->> 'enabled' from audit_log where action = 'save_customer_text' order by at desc limit 1"
    assert one(db, kept) == "true"
    press(test, f"Comme avant: {CONFIRMATION}")
    assert one(db, "select bool_or(enabled) from customer_texts") is False


def test_words_are_shown_as_they_would_be_read_and_refused_without_stop(become: Become, db: psycopg.Connection) -> None:
    become("owner")
    test = settings()
    field(test.text_area, "client-fr-").set_value("Bonjour {prenom}, à {heure} le {jour}.").run()
    assert "mettez STOP" in words(test)
    assert next(button for button in test.button if button.label == f"Enregistrer: {CONFIRMATION}").disabled
    field(test.text_area, "client-fr-").set_value("Bonjour {prenom}, {jour} à {heure}. STOP: fini").run()
    assert "Drain Fortin: Bonjour, jeudi" in words(test)
    press(test, f"Enregistrer: {CONFIRMATION}")
    assert one(db, "select words_fr from customer_texts where kind = 'visit_booked'").startswith(
        "Bonjour {prenom}, {jour}"
    )


def test_quiet_hours_and_the_hour_of_the_reminder_are_kept(become: Become, db: psycopg.Connection) -> None:
    become("owner")
    test = settings()
    assert "Enregistrer ces heures" not in labels(test)
    field(test.time_input, "client-heure-de").set_value(time(21)).run()
    press(test, "Enregistrer ces heures")
    assert not test.exception
    assert one(db, "select quiet_from from alert_settings") == time(21)
    assert "Enregistrer ces heures" not in labels(test)


@pytest.fixture
def today(db: psycopg.Connection, become: Become, monkeypatch: pytest.MonkeyPatch) -> str:
    """A confirmed visit of this hour, on a phone, where every text is switched on at any hour."""
    become("staff")
    monkeypatch.setattr(width, "is_wide", lambda: False)
    db.execute("update customer_texts set enabled = true")
    db.execute("update alert_settings set quiet_from = '00:00', quiet_until = '00:00'")
    return visit(db, 1, datetime.now(UTC), phone=PHONE, name="Luc Roy")


def test_on_the_way_is_asked_once_and_then_shown_on_the_visit(today: str, db: psycopg.Connection) -> None:
    test = screen(appointments)
    assert "Un texto dira à **Luc Roy** (450 555-0171)" in words(test)
    press(test, "Oui, prévenir le client")
    assert not test.exception
    assert one(db, "select count(*) from alerts where kind = 'visit_on_way'") == 1
    assert "«En route» au client:" in words(test)
    assert "Oui, prévenir le client" not in labels(test)
    assert one(db, "select count(*) from audit_log where action = 'announce_arrival' and actor is not null") >= 1


def test_on_the_way_is_not_offered_where_it_is_off_another_day_or_without_a_number(
    today: str, db: psycopg.Connection
) -> None:
    def offered() -> bool:
        return "Oui, prévenir le client" in labels(screen(appointments))

    assert offered()
    db.execute("update customer_texts set enabled = false where kind = 'visit_on_way'")
    assert not offered()
    db.execute("update customer_texts set enabled = true")
    db.execute("update leads set phone = null where name = 'Luc Roy'")
    assert not offered()
    db.execute("update leads set phone = %s where name = 'Luc Roy'", [PHONE])
    db.execute("update appointments set confirmed = false")
    assert not offered()
    db.execute("update appointments set confirmed = true")
    now = datetime.now(UTC).astimezone(ZONE).replace(microsecond=0)
    quiet = [(now + timedelta(hours=hours)).time() for hours in (-1, 1)]
    db.execute("update alert_settings set quiet_from = %s, quiet_until = %s", quiet)
    assert "Heures de silence" in words(screen(appointments)) and not offered()


def test_what_was_told_stands_on_the_visit_the_customer_s_page_and_alertes(today: str, db: psycopg.Connection) -> None:
    delete(db, "delete from alerts where basis is not null")
    lead = one(db, "select lead_id::text from appointments")
    for kind, state, reason in (
        ("visit_booked", "delivered", None), ("visit_tomorrow", "acknowledged", "stop"),
        ("visit_on_way", "failed", "hard_bounce"),
    ):  # fmt: skip
        db.execute(
            "insert into alerts (kind, cause_key, urgent, lead_id, appointment_id, visit_at, basis, state, reason,"
            " due_at, delivered_at) select %s, 'x:' || %s, false, lead_id, id, starts_at, 'asked_in_call', %s, %s,"
            " null, case when %s = 'delivered' then now() end from appointments",
            [kind, kind, state, reason, state],
        )
    told = ("Confirmation au client: livrée", "Rappel au client, la veille: refusée: STOP",
            "«En route» au client: refusée: ce numéro ne reçoit pas de textos")  # fmt: skip
    for shown in (words(screen(appointments)), words(screen(client, {"client": lead}))):
        assert [one for one in told if one not in shown] == []
    test = screen(alerts)
    assert "refusée: ce numéro ne reçoit pas de textos" in words(test) and "«En route» au client" in words(test)
    # Nobody of the team gets what was for the customer, and nobody of the team was missed.
    assert labels(test).count("Renvoyer") == one(db, "select count(*) from alerts where basis is null") == 1
    assert "0 échec" in words(test)
    # Seen, one that is on its way would not leave: of customers' own only what failed waits for eyes.
    offered = {str(button.key) for button in screen(alerts).button if button.label == "Marquer vue"}
    failed = one(db, "select id::text from alerts where state = 'failed'")
    of_team = one(db, "select array_agg(id::text) from alerts where basis is null")
    assert offered == {f"vue-{failed}-failed", *(f"vue-{each}-waiting" for each in of_team)}


@pytest.mark.parametrize("told", [True, False])
def test_whoever_takes_a_move_back_tells_its_customer_only_if_the_move_did(
    today: str, everyone: dict[str, Signed], db: psycopg.Connection, told: bool
) -> None:
    now, later = datetime.now(UTC), timedelta(days=2)
    (here,) = week.visits(everyone["staff"][1], now - timedelta(hours=1), now + timedelta(hours=1))
    before = replace(here, starts_at=here.starts_at + later, ends_at=here.ends_at + later)
    empty_alerts(db)
    test = screen(appointments)
    test.session_state["_lately:visits-changed"] = {before.id: Done(before, 0, monotonic(), move.MOVED, told)}
    press(test.run(), "Annuler ce geste")
    assert one(db, "select starts_at from appointments") == before.starts_at
    assert one(db, "select count(*) from alerts where kind = 'visit_booked'") == told


def test_whoever_cancels_is_asked_whether_the_customer_is_told(today: str, db: psycopg.Connection) -> None:
    db.execute("update appointments set starts_at = now() + interval '5 minutes'")

    def cancelled(tell: bool) -> None:
        test = screen(appointments)
        assert "deux minutes plus tard" in words(test)
        asked = field(test.checkbox, "dire-annulee-")
        assert asked.value is True
        asked.set_value(tell).run()
        press(test, "Oui, annuler ce rendez-vous")
        assert not test.exception

    cancelled(False)
    counted = "select count(*) from alerts where kind = 'visit_cancelled'"
    assert one(db, "select status from appointments") == "cancelled" and one(db, counted) == 0
    db.execute("update appointments set status = 'booked'")
    cancelled(True)
    assert one(db, counted) == 1
    lead = one(db, "select lead_id::text from appointments")
    assert "Annulation au client: " in words(screen(client, {"client": lead}))


@pytest.mark.parametrize(
    "off",
    [
        "update customer_texts set enabled = false where kind = 'visit_cancelled'",
        "update leads set phone = null where name = 'Luc Roy'",
        "update appointments set confirmed = false",
        # «En route» is not offered there either.
        "update appointments set is_demo = true",
    ],
)
def test_a_customer_who_gets_no_text_is_to_be_called_before_a_visit_is_cancelled(
    today: str, db: psycopg.Connection, off: str
) -> None:
    db.execute(off.encode())
    test = screen(appointments)
    assert "Le client n’est pas prévenu: appelez-le avant." in words(test)
    assert [box for box in test.checkbox if str(box.key).startswith("dire-annulee-")] == []
    if "is_demo" in off:
        assert "Oui, prévenir le client" not in labels(test)


def move_it() -> None:
    from datetime import UTC, datetime, timedelta

    import streamlit as st

    from backend.appointments import read
    from pages.appointments import move
    from pages.ui import session
    from pages.ui.lately import Lately

    _, api = session.current()
    since = datetime.now(UTC)
    found = read.visits(api, since, since + timedelta(days=30))
    dialog = move.dialog.__wrapped__  # type: ignore[attr-defined]
    dialog(found[0], Lately("visits-changed"), st.query_params["tells"] == "yes")


@pytest.mark.parametrize(("tells", "ticked", "told"), [("yes", True, 1), ("yes", False, 0), ("no", None, 0)])
def test_whoever_moves_a_visit_says_whether_its_customer_is_told(
    become: Become, db: psycopg.Connection, tells: str, ticked: bool | None, told: int
) -> None:
    become("staff")
    visit(db, 1, datetime.now(UTC) + timedelta(days=2), phone=PHONE)
    db.execute("update customer_texts set enabled = true where kind = 'visit_booked'")
    test = screen(move_it, {"tells": tells})
    assert [box.label for box in test.checkbox] == (["Prévenir le client par texto"] if tells == "yes" else [])
    if ticked is False:
        test.checkbox[0].uncheck().run()
    hour = next(group for group in test.pills if group.label == "Heure")
    hour.set_value(hour.options[0]).run()
    next(button for button in test.button if button.label.startswith("Déplacer à")).click().run()
    assert one(db, "select count(*) from alerts where kind = 'visit_booked'") == told
