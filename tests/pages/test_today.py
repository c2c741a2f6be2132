"""Aujourd'hui: the day at a glance, and whom to call back."""

from __future__ import annotations

import re
from collections.abc import Callable
from time import sleep

import psycopg
import pytest
from streamlit.testing.v1 import AppTest

from pages.ui import actions
from tests.payload_files import envelope, message
from tests.screens import call, screen, take, words


def today() -> None:
    from pages import today

    today.render()


def buttons(test: object, label: str) -> list[object]:
    return [button for button in test.button if button.label == label]  # type: ignore[attr-defined]


def press(test: AppTest, label: str) -> AppTest:
    next(button for button in test.button if button.label == label).click()
    return test.run()


def test_an_empty_day_says_what_that_means(become: Callable[[str], None]) -> None:
    become("owner")
    shown = words(screen(today))
    assert "Aucun appel en cours. Paul n’a encore reçu aucun appel." in shown
    assert "Personne n’attend d’appel" in shown
    assert "Aucun appel autant (0)" in shown


def test_a_lead_waits_with_its_problem_and_a_number_to_tap(env: dict[str, str], become: Callable[[str], None]) -> None:
    become("owner")
    call(env, "urgent_lead")
    test = screen(today)
    assert "✕ Urgent" in words(test)
    assert "1 appel ▲ 1 de plus (0)" in words(test)
    assert 'href="tel:+1' in "".join(str(getattr(e.proto, "body", "")) for e in test.main if hasattr(e, "proto"))
    assert len(buttons(test, "Rappelé")) == 1


def test_a_caller_who_hung_up_waits_too(env: dict[str, str], become: Callable[[str], None]) -> None:
    become("staff")
    call(env, "hangup_before_lead")
    assert len(buttons(screen(today), "Rappelé")) == 1


def test_who_was_put_through_to_nobody_is_not_said_to_have_hung_up(
    env: dict[str, str], become: Callable[[str], None]
) -> None:
    become("owner")
    call(env, "transfer_unanswered")
    assert "Transfert sans réponse" in words(screen(today))


def test_called_back_takes_the_card_away_and_is_written_once(
    env: dict[str, str], become: Callable[[str], None], db: psycopg.Connection
) -> None:
    become("owner")
    call(env, "lead_only")
    test = screen(today)
    buttons(test, "Rappelé")[0].click().run()  # type: ignore[attr-defined]
    assert not test.exception
    assert buttons(test, "Rappelé") == []
    assert db.execute("select status, called_back_by is not null from leads").fetchone() == ("called_back", True)
    assert db.execute(
        "select count(*) from audit_log where action = 'mark_called_back' and subject_id = (select id::text from leads)"
    ).fetchone() == (1,)


def test_a_card_called_back_stays_in_its_place_until_it_is_taken_back(
    env: dict[str, str], become: Callable[[str], None], db: psycopg.Connection
) -> None:
    become("owner")
    call(env, "lead_only", 1)
    call(env, "lead_only", 2)
    test = screen(today)
    buttons(test, "Rappelé")[0].click().run()  # type: ignore[attr-defined]
    assert [b.label for b in test.button if b.label.startswith("Rappelé")] == ["Rappelé ✓", "Rappelé"]
    buttons(test, "Annuler")[0].click().run()  # type: ignore[attr-defined]
    assert [b.label for b in test.button if b.label.startswith("Rappelé")] == ["Rappelé", "Rappelé"]
    assert db.execute("select count(*) from leads where status = 'new'").fetchone() == (2,)


def test_a_second_person_called_at_once_counts_too(
    env: dict[str, str], become: Callable[[str], None], db: psycopg.Connection
) -> None:
    become("owner")
    call(env, "lead_only", 1)
    call(env, "lead_only", 2)
    test = screen(today)
    press(test, "Rappelé")
    press(test, "Rappelé")
    assert db.execute("select count(*) from leads where status = 'called_back'").fetchone() == (2,)


def test_a_card_that_took_anothers_place_is_not_tapped_for_a_moment(
    env: dict[str, str], become: Callable[[str], None], db: psycopg.Connection
) -> None:
    become("owner")
    call(env, "lead_only", 1)
    test = screen(today)
    call(env, "urgent_lead", 2)
    test.run()
    press(test, "Rappelé")
    assert ["trop rapproché" in note.value for note in test.toast] == [True]
    assert db.execute("select count(*) from leads where status = 'called_back'").fetchone() == (0,)
    sleep(actions.QUIET_AFTER_MOVE_S)
    press(test, "Rappelé")
    assert db.execute("select count(*) from leads where status = 'called_back'").fetchone() == (1,)


def test_marked_taken_back_and_marked_again_at_once_is_marked(
    env: dict[str, str], become: Callable[[str], None], db: psycopg.Connection
) -> None:
    become("staff")
    call(env, "hangup_before_lead")
    test = screen(today)
    press(test, "Rappelé")
    press(test, "Annuler")
    assert db.execute("select called_back_at from vapi_calls").fetchone() == (None,)
    sleep(actions.QUIET_AFTER_DEED_S)
    press(test, "Rappelé")
    assert db.execute("select called_back_at is not null from vapi_calls").fetchone() == (True,)


def test_who_did_not_answer_comes_back_at_their_hour_at_the_top(
    become: Callable[[str], None], db: psycopg.Connection
) -> None:
    become("staff")
    db.execute(WAITING)
    test = screen(today)
    press(test, "Pas de réponse")
    assert db.execute("select outcome, again_at > now() from call_attempts").fetchall() == [("no_answer", True)]
    assert db.execute("select status from leads where ref = 'W-5'").fetchone() == ("new",)
    fresh = screen(today)
    assert "1 essai, le dernier" in words(fresh) and "pas de réponse; à rappeler" in words(fresh)
    assert [box.label for box in fresh.expander if "Plus tard" in box.label] == ["Plus tard: 1\u00a0personne"]
    db.execute("update call_attempts set again_at = now() - interval '1 minute'")
    shown = words(screen(today))
    assert "Plus tard" not in shown
    assert shown.index("Urgente depuis deux heures") < shown.index("Urgente, à l’instant")


def test_a_try_noted_by_mistake_is_taken_back(become: Callable[[str], None], db: psycopg.Connection) -> None:
    become("staff")
    db.execute(HUNG_UP)
    test = screen(today)
    press(test, "Pas de réponse")
    press(test, "Annuler")
    assert db.execute("select count(*) from call_attempts").fetchone() == (0,)
    assert len(buttons(test, "Pas de réponse")) == 1


def test_a_live_call_shows_its_last_lines(env: dict[str, str], become: Callable[[str], None]) -> None:
    become("owner")
    take(env["SUPABASE_DB_URL"], envelope(message("vapi/status-update.in-progress.json")))
    take(env["SUPABASE_DB_URL"], envelope(message("vapi/transcript.final-user.json")))
    with psycopg.connect(env["SUPABASE_DB_URL"]) as db:
        db.execute("update vapi_calls set created_at = now() - interval '20 s', started_at = now() - interval '15 s'")
    shown = words(screen(today))
    assert "en ligne, " in shown
    assert "Client:" in shown


@pytest.mark.parametrize("role", ["owner", "staff", "admin"])
def test_every_role_may_see_the_day(role: str, become: Callable[[str], None]) -> None:
    become(role)
    assert "À rappeler" in words(screen(today))


def test_what_a_caller_says_is_shown_as_words_and_not_as_html(
    env: dict[str, str], become: Callable[[str], None], db: psycopg.Connection
) -> None:
    become("owner")
    call(env, "lead_only")
    db.execute("update leads set name = '<img src=x onerror=alert(1)>', description = '<script>alert(2)</script>'")
    test = screen(today)
    raw = "".join(str(getattr(e.proto, "body", "")) for e in test.main if hasattr(e, "proto"))
    assert "<img" not in raw
    assert "<script" not in raw
    assert "&lt;img src=x onerror=alert(1)&gt;" in raw


WAITING = """
    insert into leads (ref, source, created_at, name, phone, urgency) values
        ('W-1', 'console', now() - interval '1 hour', 'Normale depuis une heure', '+14505550141', 'normal'),
        ('W-2', 'console', now() - interval '9 days', 'Pas pressée', '+14505550142', 'low'),
        ('W-3', 'console', now() - interval '5 minutes', 'Urgente, à l’instant', '+14505550143', 'urgent'),
        ('W-4', 'console', now() - interval '3 days', 'Normale depuis trois jours', '+14505550144', 'normal'),
        ('W-5', 'console', now() - interval '2 hours', 'Urgente depuis deux heures', '+14505550145', 'urgent')
"""
HUNG_UP = """
    insert into vapi_calls (vapi_call_id, created_at, status, outcome, needs_callback, caller_number, caller_name)
    values ('w-6', now() - interval '2 days', 'ended', 'no_lead', true, '+14505550146', 'Raccroché depuis deux jours')
"""


def test_urgent_people_come_first_and_then_who_waits_longest(
    become: Callable[[str], None], db: psycopg.Connection
) -> None:
    become("owner")
    db.execute(WAITING)
    db.execute(HUNG_UP)
    shown = words(screen(today))
    order = [
        "Urgente depuis deux heures",
        "Urgente, à l’instant",
        "Normale depuis trois jours",
        "Raccroché depuis deux jours",
        "Normale depuis une heure",
        "Pas pressée",
    ]
    assert sorted(order, key=shown.index) == order


def test_beyond_the_first_hundred_the_button_counts_everybody_and_goes_to_the_last(
    become: Callable[[str], None], db: psycopg.Connection
) -> None:
    become("owner")
    db.execute(
        "insert into leads (ref, source, created_at, name) select 'B-' || n, 'console', now() - n * interval '1 h',"
        " 'Cliente ' || n from generate_series(1, 130) n"
    )
    test = screen(today)
    assert "130 à rappeler depuis 5 j" in words(test)
    assert len(buttons(test, "Rappelé")) == 6
    test.session_state["_cards"] = 112
    test.run()
    [more] = buttons(test, "Voir les 18 autres")
    more.click().run()  # type: ignore[attr-defined]
    assert len(buttons(test, "Rappelé")) == 130
    assert "Cliente 1 " in words(test)


def test_whom_nobody_has_taken_for_too_long_says_for_how_long(
    become: Callable[[str], None], clean_db: psycopg.Connection
) -> None:
    become("staff")
    clean_db.execute(
        "insert into leads (ref, source, created_at, name, phone) values"
        " ('DF-1', 'console', now() - interval '12 days', 'Luc Roy', '+14505550134')"
    )
    assert re.search(r"! sans personne depuis \d+.h d’ouverture", words(screen(today)))
    clean_db.execute("update leads set assigned_to = (select user_id from profiles where role = 'staff' limit 1)")
    assert "sans personne depuis" not in words(screen(today))
