"""Plan B on its screen and on every page: who may turn the line, and what is said while it is turned."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
from streamlit.testing.v1 import AppTest

from tests.emptying import delete, empty_tables
from tests.screens import screen, words

Become = Callable[[str], None]
DIVERTED = """
    insert into private.diversions
        (state, to_number, to_name, on_at, checked_at, is_diverted, simulated, hooks_before, due_at)
    values ('on', '+15145550100', 'Guillaume', now(), now(), true, true, '[]', now() + interval '1 day')
"""


@pytest.fixture(autouse=True)
def calm(db: psycopg.Connection) -> None:
    empty_tables(db, "private.diversions", "private.paul_signs")
    delete(db, "delete from recipients")
    db.execute("update trial_settings set vapi = 'simulated', vapi_at = now(), daily_limit = 8")
    db.execute("insert into recipients (full_name, phone, on_call_rank) values ('Guillaume', '+15145550100', 1)")


def page() -> AppTest:
    def script() -> None:
        from pages import plan_b

        plan_b.render()

    return screen(script)


def line() -> AppTest:
    def script() -> None:
        from pages import status

        status.status_line()

    return screen(script)


def labels(test: AppTest) -> set[str]:
    return {button.label for button in test.button}


def test_before_anything_it_says_who_would_answer_and_that_it_was_never_tried(become: Become) -> None:
    become("owner")
    test = page()
    assert not test.exception
    assert "Jamais essayé" in words(test) and "un exercice simulé ne prouve rien" in words(test)
    assert {"Oui, détourner", "Oui, faire l’exercice"} <= labels(test)
    assert "non mesuré" in words(test) or "comme prévu" in words(test)


def test_with_nobody_to_ring_there_is_no_button_but_what_to_do(become: Become, db: psycopg.Connection) -> None:
    become("admin")
    delete(db, "delete from recipients")
    test = page()
    assert "mettez quelqu’un de garde dans Alertes" in words(test)
    assert "Oui, détourner" not in labels(test)


def test_staff_are_refused_the_screen(become: Become) -> None:
    become("staff")
    assert labels(page()) == set()


@pytest.mark.parametrize(("role", "buttons"), [("owner", {"Remettre Paul au téléphone"}), ("staff", set())])
def test_every_page_says_that_the_line_is_diverted(
    become: Become, db: psycopg.Connection, role: str, buttons: set[str]
) -> None:
    become(role)
    db.execute(DIVERTED.encode())
    test = line()
    assert "La ligne est détournée vers Guillaume" in words(test) and "Paul ne répond pas" in words(test)
    assert labels(test) == buttons


@pytest.mark.parametrize(("role", "buttons"), [("admin", {"Oui, détourner"}), ("staff", set())])
def test_what_speaks_against_paul_comes_with_one_button(
    become: Become, db: psycopg.Connection, role: str, buttons: set[str]
) -> None:
    become(role)
    db.execute("insert into private.paul_signs (sign, since, n) values ('faults', now() - interval '4 minutes', 3)")
    test = line()
    assert "3 appels ont planté dans la dernière heure" in words(test)
    assert labels(test) == buttons


def test_what_vapi_reads_back_otherwise_is_said(become: Become, db: psycopg.Connection) -> None:
    become("owner")
    db.execute(DIVERTED.encode())
    db.execute("update private.diversions set is_diverted = false")
    assert "mais Vapi dit que non" in words(line())


def test_past_exercises_say_what_they_came_to(become: Become, db: psycopg.Connection) -> None:
    become("owner")
    db.execute(
        "insert into private.diversions"
        " (state, is_exercise, passed, verdict, to_number, to_name, on_at, off_at, due_at)"
        " values ('off', true, true, 'rang', '+15145550100', 'Guillaume', now(), now(), null),"
        " ('off', true, false, 'trial:answered:not_answered', '+15145550100', 'Guillaume', now(), now(), null)"
    )
    result = words(page())
    assert "Le téléphone a sonné chez la bonne personne, et Paul n’a pas répondu" in result
    assert "L’essai a échoué" in result


@pytest.mark.parametrize(
    ("state", "is_diverted", "answers", "said"),
    [
        ("asked", None, "Paul répond à la ligne", "Vapi ne l’a pas encore confirmé"),
        ("on", True, "Guillaume répond à la ligne", "Relu chez Vapi"),
        ("ending", True, "Guillaume répond à la ligne", "Vapi ne l’a pas encore confirmé"),
    ],
)
def test_only_what_vapi_read_back_is_said_to_be_so(
    become: Become, db: psycopg.Connection, state: str, is_diverted: bool | None, answers: str, said: str
) -> None:
    become("owner")
    db.execute(DIVERTED.encode())
    db.execute(
        "update private.diversions set state = %s, is_diverted = %s, on_at = case when %s then now() end,"
        " checked_at = case when %s then now() end",
        [state, is_diverted, bool(is_diverted), bool(is_diverted)],
    )
    shown = words(page())
    assert answers in shown and said in shown


def test_the_operators_steps_are_on_the_screen(become: Become) -> None:
    become("owner")
    test = page()
    assert "A call comes in" in words(test)
    assert ".md" not in words(test)
