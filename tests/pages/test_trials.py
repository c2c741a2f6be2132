"""Appels d'essai: the answer first, each trial step by step, simulated ones said to be so everywhere."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
from streamlit.testing.v1 import AppTest

from tests.emptying import delete, empty_tables
from tests.screens import screen, words

Become = Callable[[str], None]
ROW = """
    insert into test_calls (to_number, to_name, is_whole, state, simulated, failed_step, failed_reason, asked_at,
                            placed_at, answered_at, ended_at)
    values ('+14502803222', 'la ligne de Drain Fortin', true, %(state)s, %(simulated)s, %(step)s, %(reason)s,
            now() - make_interval(mins => %(ago)s), now() - make_interval(mins => %(ago)s, secs => -2),
            now() - make_interval(mins => %(ago)s, secs => -9), now() - make_interval(mins => %(ago)s, secs => -12))
"""


@pytest.fixture(autouse=True)
def no_trial(db: psycopg.Connection) -> None:
    delete(db, "delete from test_calls")
    empty_tables(db, "private.reconciliations")
    db.execute("update trial_settings set vapi = 'simulated', vapi_at = now(), daily_limit = 8")
    db.execute("update private.reconciliation_plan set due_at = now() + interval '1 day'")


def trial(db: psycopg.Connection, state: str = "passed", ago: int = 5, **more: object) -> None:
    given = {"state": state, "simulated": False, "step": None, "reason": None, "ago": ago, **more}
    db.execute(ROW.encode(), given)


def page() -> AppTest:
    def script() -> None:
        from pages import trials

        trials.render()

    return screen(script)


def test_nothing_yet_says_what_a_trial_proves(become: Become) -> None:
    become("staff")
    shown = words(page())
    assert "0 sur 10 essais réels de suite" in shown
    assert "Aucun essai à ce jour" in shown and "Essais simulés" in shown


def test_ten_real_ones_are_paul_proven_and_simulated_ones_are_marked(become: Become, db: psycopg.Connection) -> None:
    for minutes in range(10):
        trial(db, ago=10 + minutes)
    become("admin")
    assert "Paul validé essais réels de suite" in words(page())
    trial(db, ago=1, simulated=True)
    shown = words(page())
    assert "simulé" in shown.split("essais réels de suite")[1]
    assert "1 sur 1 derniers essais simulés réussis" in shown


def test_a_failed_one_says_where_it_stopped_and_what_to_do(become: Become, db: psycopg.Connection) -> None:
    trial(db, "failed", step="webhook", reason="too_late")
    become("staff")
    shown = words(page())
    assert "Arrêté à l’étape «Webhook reçu»: Paul a décroché, mais aucun message de Vapi ne nous est parvenu" in shown
    assert "Vérifiez dans Santé que le webhook répond" in shown
    assert "Décroché + 7,0 s" in shown and "✕ échec Webhook reçu" in shown and "pas fait En base" in shown


def test_one_at_a_time_and_no_more_than_the_limit(become: Become, db: psycopg.Connection) -> None:
    become("staff")
    db.execute(
        "insert into test_calls (to_number, to_name, is_whole, due_at) values ('+14502803222', 'la ligne', true,"
        " now() + interval '1 hour')"
    )
    test = page()
    assert test.button(key="essai").disabled and "un seul à la fois" in test.caption[0].value
    delete(db, "delete from test_calls")
    trial(db)
    db.execute("update trial_settings set daily_limit = 1")
    test = page()
    assert test.button(key="essai").disabled and "La limite du jour est atteinte" in test.caption[0].value


def test_without_vapi_it_says_so(become: Become, db: psycopg.Connection) -> None:
    db.execute("update trial_settings set vapi = 'absent'")
    become("admin")
    test = page()
    assert test.button(key="essai").disabled and "VAPI_API_KEY" in test.caption[0].value


def test_the_comparison_with_its_age_and_what_is_here_alone(become: Become, db: psycopg.Connection) -> None:
    db.execute("insert into vapi_calls (vapi_call_id, created_at) values ('here-alone', now() - interval '1 hour')")
    db.execute("""insert into private.reconciliations (kind, since, started_at, finished_at, simulated, requests, seen,
                      found, caught_up, missed, gap, extra, extra_ids)
                  select 'recent', now() - interval '6 hours', now() - interval '2 minutes',
                      now() - interval '2 minutes', true, 2, 12, 3, 3, 3, 0, 1, array_agg(id) from vapi_calls""")
    become("staff")
    shown = words(page())
    assert "Écart: 0, Vapi simulé, 3 appels rattrapés, 1 ici seulement, il y a 2 min" in shown
    assert "12 appels comparés · 3 rattrapés · 1 ici seulement · 2 demandes à Vapi" in shown


def test_it_is_not_the_owners_page(become: Become) -> None:
    become("owner")
    assert "réservée" in words(page())


def test_only_the_administrator_changes_the_settings(become: Become) -> None:
    become("staff")
    assert not [one for one in page().button if one.key == "essais-reglages"]
    become("admin")
    test = page()
    test.button(key="essais-reglages").click().run()
    assert test.number_input(key="essais-limite").value == 8
