"""Réglages: what a change causes is told before it is kept; kept once, told to others, taken back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg.rows import tuple_row
from streamlit.testing.v1 import AppTest

from backend.alerts import setup as alert_setup
from backend.appointments import actions, rules
from backend.appointments.area import same_town
from backend.appointments.rules import Rules
from backend.fr import ZONE
from backend.leads import read as leads
from backend.supabase.errors import ApiError
from tests.pages.clients_screen import clients
from tests.screens import Signed, call, screen, words

Become = Callable[[str], None]
THURSDAY = 4


@pytest.fixture(autouse=True)
def usual_rules(db: psycopg.Connection) -> Iterator[None]:
    """As a database begins, before and after."""
    _usual(db)
    yield
    _usual(db)


def _usual(db: psycopg.Connection) -> None:
    db.execute("delete from opening_hours")
    db.execute("insert into opening_hours select d, '08:00', '17:00' from generate_series(1, 5) d")
    db.execute(
        "update booking_settings set slot_minutes = 90, step_minutes = 30, travel_minutes = 30, horizon_days = 14,"
        " territory = '{}', version = 1, changed_at = null, changed_by = null, previous = null"
    )
    db.execute("delete from closed_days")


def settings() -> AppTest:
    def script() -> None:
        from pages import settings

        settings.render()

    return screen(script)


def field(fields: Any, name: str) -> Any:
    """By the last part of its key: the first is the number of the draft."""
    return next(one for one in fields if re.fullmatch(rf"r\d+-{name}", str(one.key)))


def press(test: AppTest, label: str) -> AppTest:
    next(button for button in test.button if button.label == label).click()
    return test.run()


def labels(test: AppTest) -> set[str]:
    return {button.label for button in test.button}


def closing(db: psycopg.Connection) -> time:
    with db.cursor(row_factory=tuple_row) as cursor:
        row = cursor.execute("select closes from opening_hours where weekday = %s", [THURSDAY]).fetchone()
    assert row
    found: time = row[0]
    return found


def next_thursday() -> datetime:
    """At three in the afternoon, within the fortnight."""
    now = datetime.now(ZONE)
    day = now.date() + timedelta(days=(THURSDAY - now.isoweekday()) % 7 or 7)
    return datetime.combine(day, time(15), ZONE)


def with_thursday(standing: Rules, closes: time) -> Rules:
    hours = tuple(replace(one, closes=closes) if one.weekday == THURSDAY else one for one in standing.hours)
    return replace(standing, hours=hours)


@pytest.mark.parametrize("role", ["owner", "admin"])
def test_hours_are_told_in_words_and_figures_then_kept_once_and_taken_back(
    become: Become, db: psycopg.Connection, role: str
) -> None:
    become(role)
    test = settings()
    assert "8 h–17 h, 4 plages" in words(test) and "20 plages par semaine" in words(test)
    assert "Enregistrer" not in labels(test)
    field(test.time_input, "closes-4").set_value(time(16)).run()
    assert "jeudi: 8 h–16 h, 4 plages (avant: 8 h–17 h, 4 plages)" in words(test)
    assert closing(db) == time(17)
    press(test, "Enregistrer")
    assert not test.exception
    assert (closing(db), "Enregistrer" in labels(test)) == (time(16), False)
    made = db.execute(
        "select actor is not null, changes #>> '{hours,3,closes}' from audit_log where action = 'save_booking_rules'"
        " order by at desc limit 1"
    ).fetchone()
    assert made == (True, "16:00:00")
    assert "jeudi: 8 h–16 h, 4 plages (avant" in words(test)
    press(test, "Annuler ce changement")
    assert closing(db) == time(17)


def test_a_day_is_opened_and_another_closed(become: Become, db: psycopg.Connection) -> None:
    become("owner")
    test = settings()
    field(test.toggle, "open-6").set_value(True).run()
    field(test.toggle, "open-5").set_value(False).run()
    assert "samedi: 8 h–17 h, 4 plages (avant: fermé)" in words(test)
    assert "vendredi: fermé (avant: 8 h–17 h, 4 plages)" in words(test)
    press(test, "Enregistrer")
    found = db.execute("select array_agg(weekday order by weekday) from opening_hours").fetchone()
    assert found == ([1, 2, 3, 4, 6],)


def test_visits_outside_the_new_hours_are_named_before_anything_is_saved(
    env: dict[str, str], become: Become, everyone: dict[str, Signed], db: psycopg.Connection
) -> None:
    become("owner")
    call(env, "lead_only")
    row = db.execute("update leads set name = 'Véro Lévesque' returning id").fetchone()
    assert row
    actions.book(everyone["staff"][1], uuid4(), "lead", row[0], next_thursday(), 90, None)
    test = settings()
    assert "hors de ces heures" not in words(test)
    field(test.time_input, "closes-4").set_value(time(16)).run()
    assert "1 visite déjà prise tombe hors de ces heures: Véro Lévesque, jeudi" in words(test)
    press(test, "Enregistrer")
    assert db.execute("select status from appointments").fetchone() == ("booked",)
    test.date_input[0].set_value(next_thursday().date()).run()
    assert "1 visite déjà prise ce jour-là: Véro Lévesque, 15 h 00" in words(test)


def test_what_a_colleague_changed_meanwhile_is_told_with_both_and_nothing_is_overwritten(
    become: Become, everyone: dict[str, Signed], db: psycopg.Connection
) -> None:
    become("owner")
    test = settings()
    field(test.number_input, "travel").set_value(45).run()
    _, api = everyone["admin"]
    standing = rules.read(api)
    rules.save(api, uuid4(), standing.version, with_thursday(standing.rules, time(12)))
    test.run()
    name = everyone["admin"][0].full_name
    assert f"{name} a changé ces réglages" in words(test) and "jeudi: 8 h–12 h, 2 plages" in words(test)
    assert next(button for button in test.button if button.label == "Enregistrer").disabled
    press(test, "Garder aussi les miens")
    assert field(test.number_input, "travel").value == 45
    press(test, "Enregistrer")
    assert closing(db) == time(12)
    assert db.execute("select travel_minutes from booking_settings").fetchone() == (45,)


def test_a_save_over_an_older_version_is_refused_in_words(everyone: dict[str, Signed]) -> None:
    _, api = everyone["owner"]
    standing = rules.read(api)
    rules.save(api, uuid4(), standing.version, with_thursday(standing.rules, time(16)))
    with pytest.raises(ApiError) as refused:
        rules.save(api, uuid4(), standing.version, with_thursday(standing.rules, time(12)))
    assert (refused.value.kind, "entre-temps" in refused.value.sentence) == ("conflict", True)


@pytest.mark.parametrize("closes", [time(9), time(8), time(7)])
def test_a_day_too_short_for_a_visit_is_refused_on_the_screen_and_by_the_database(
    become: Become, everyone: dict[str, Signed], closes: time
) -> None:
    become("owner")
    test = settings()
    field(test.time_input, "closes-4").set_value(closes).run()
    assert test.error and "jeudi" in test.error[0].value
    assert next(button for button in test.button if button.label == "Enregistrer").disabled
    _, api = everyone["owner"]
    standing = rules.read(api)
    with pytest.raises(ApiError) as refused:
        rules.save(api, uuid4(), standing.version, with_thursday(standing.rules, closes))
    assert refused.value.kind == "refused" and "ne connaît pas" not in refused.value.sentence


def test_what_was_typed_is_there_after_a_look_at_another_screen(become: Become) -> None:
    def script() -> None:
        import streamlit as st

        from pages import settings

        if not st.session_state.get("elsewhere"):
            settings.render()

    become("owner")
    test = screen(script)
    field(test.number_input, "slot").set_value(120).run()
    test.session_state["elsewhere"] = True
    assert not test.run().number_input
    test.session_state["elsewhere"] = False
    assert field(test.run().number_input, "slot").value == 120


def test_a_lead_from_a_town_that_is_not_gone_to_says_so(
    env: dict[str, str], become: Become, everyone: dict[str, Signed], db: psycopg.Connection
) -> None:
    become("owner")
    call(env, "lead_only")
    db.execute("update leads set city = 'St-Bruno'")
    _, api = everyone["owner"]
    test = settings()
    field(test.multiselect, "territory").set_value(["St-Bruno"]).run()
    assert "Hors secteur ces 90 jours: 0 de 1 demande" in words(test)
    press(test, "Enregistrer")
    board = leads.board(api, leads.Choice())
    assert [one.out_of_area for one in board.leads] == [False]
    standing = rules.read(api)
    rules.save(api, uuid4(), standing.version, replace(standing.rules, territory=("Sorel",)))
    assert [one.out_of_area for one in leads.board(api, leads.Choice()).leads] == [True]

    assert "Hors secteur" in words(screen(clients))


TOWNS = ("Saint-Bruno", "st bruno", "StBruno", "Saint-Bruno-de-Montarville", "Ste-Julie", "SAINTE JULIE", "Saint",
         "L’Île-Perrot", "ile perrot", "", "Sorel", "Sorel-Tracy", "Sorelle", "Belœil", "BELŒIL", "Beloeil",
         "St-Hilaire", "Mont-Saint-Hilaire", "Mont-Royal", "Le Vieux-Longueuil", "Vieux", "longueuil", "La Prairie",
         "Laprairie", "Les Cèdres", "cedres", "Les", "L’")  # fmt: skip


def test_the_database_compares_towns_as_the_screen_does(db: psycopg.Connection) -> None:
    pairs = (
        "select t, o, private.same_town(private.town_words(t), private.town_words(o))"
        " from unnest(%s::text[]) t, unnest(%s::text[]) o"
    )
    for town, other, same in db.execute(pairs, [list(TOWNS)] * 2).fetchall():
        assert same is same_town(town, other), (town, other)


def test_the_office_is_turned_away(become: Become) -> None:
    become("staff")
    test = settings()
    assert "réservée au propriétaire et à l’administrateur" in test.error[0].value
    assert not test.time_input


def test_the_first_words_of_a_text_are_shown_in_it_then_kept_and_taken_back(
    become: Become, db: psycopg.Connection
) -> None:
    become("owner")
    db.execute("update alert_rules set opening = null where kind = 'urgent_lead'")
    test = settings()
    assert "Drain Fortin: URGENT - Luc Roy" in words(test)
    field_of = next(one for one in test.text_input if one.label == "Premiers mots")
    field_of.set_value("VITE").run()
    assert "Drain Fortin: VITE - Luc Roy - Refoulement" in words(test)
    kept = b"select opening from alert_rules where kind = 'urgent_lead'"
    assert db.execute(kept).fetchone() == (None,)
    press(test, "Enregistrer ces mots")
    assert db.execute(kept).fetchone() == ("VITE",)
    press(test, "Reprendre les mots d’avant")
    assert db.execute(kept).fetchone() == (None,)


def test_words_that_somebody_else_changed_meanwhile_are_not_written_over(
    everyone: dict[str, Signed], db: psycopg.Connection
) -> None:
    _, api = everyone["owner"]
    db.execute("update alert_rules set opening = 'VITE' where kind = 'lead'")
    try:
        with pytest.raises(ApiError) as refused:
            alert_setup.save_opening(api, uuid4(), "lead", "Client", None)
        assert (refused.value.kind, "entre-temps" in refused.value.sentence) == ("conflict", True)
        alert_setup.save_opening(api, uuid4(), "lead", None, "VITE")
    finally:
        db.execute("update alert_rules set opening = null where kind = 'lead'")
