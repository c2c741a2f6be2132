"""Mise en service: the verdict first, each gate with its measures, and what each role may do about it."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
from streamlit.testing.v1 import AppTest

from backend.readiness import findings as readiness_found
from backend.readiness import rollout_words
from backend.readiness import words as readiness_words
from pages import menu
from pages.readiness import parts
from tests.emptying import empty_tables
from tests.screens import screen, words

Become = Callable[[str], None]


@pytest.fixture(autouse=True)
def line_closed(db: psycopg.Connection) -> None:
    empty_tables(db, "rollout_moves", "accepted_risks")


def page() -> AppTest:
    def script() -> None:
        from pages import readiness

        readiness.render()

    return screen(script)


def test_what_nobody_measured_is_red_and_says_so(become: Become) -> None:
    become("owner")
    shown = words(page())
    assert "NE PAS DÉPLOYER" in shown and "Aucun client ne doit encore parler à Paul" in shown
    assert "À faire, dans l’ordre Secrets: " in shown
    assert "Dix vrais appels d’essai de suite ✕ non mesuré" in shown
    assert "une mesure vaut 26 h" in shown
    assert "Pour passer à l’étape 1: il manque Secrets, Paul" in shown


def test_what_one_can_do_now_comes_first_with_the_way_to_it(become: Become) -> None:
    become("owner")
    shown = words(page())
    assert shown.index("Ce que vous pouvez faire maintenant") < shown.index("À faire, dans l’ordre")
    assert "Ouvrir Plan B" in shown and "Ouvrir Sauvegardes" not in shown and "Ouvrir Appels d’essai" not in shown
    become("admin")
    assert "Ouvrir Appels d’essai" in words(page())


def test_each_screen_named_by_a_step_is_in_the_menu_of_who_is_sent_there() -> None:
    titles = {screen.title: screen for screen in (*menu.DAILY, *menu.ADMINISTRATION)}
    for name, (path, roles) in parts.SCREENS.items():
        assert (titles[name].path, roles <= set(titles[name].roles)) == (path, True)
    named = {step for one in readiness_words.CHECKS.values() if (step := rollout_words._screen(one.todo))}
    assert named == parts.SCREENS.keys()


def test_every_gate_and_measure_has_its_words(become: Become, db: psycopg.Connection) -> None:
    row = db.execute("select private.readiness()").fetchone()
    assert row is not None
    codes = {f"{gate['gate']}.{check['code']}" for gate in row[0]["gates"] for check in gate["checks"]}
    assert codes == set(readiness_words.CHECKS) == set(readiness_found._TOLD)
    assert {gate["gate"] for gate in row[0]["gates"]} == set(readiness_words.GATES)


def test_only_the_owner_is_offered_to_answer_for_a_risk(become: Become, db: psycopg.Connection) -> None:
    become("admin")
    assert not [button for button in page().button if button.label.startswith("Accepter le risque")]
    become("owner")
    assert len([button for button in page().button if button.label.startswith("Accepter le risque")]) == 10
    db.execute(
        "insert into accepted_risks (gate, reason, accepted_by, expires_at)"
        " select 'plan_b', 'Essai vendredi <b>prochain</b>', user_id, now() + interval '3 days'"
        " from profiles where role = 'owner'"
    )
    test = page()
    shown = words(test)
    assert "Plan B ! risque accepté" in shown and "Essai vendredi <b>prochain</b>" in shown
    assert "1 risque accepté. Aucun client" in shown
    assert [button.label for button in test.button if button.label.startswith("Retirer")] == [
        "Retirer le risque accepté"
    ]


def test_the_line_is_not_opened_while_a_gate_does_not_hold(become: Become, db: psycopg.Connection) -> None:
    become("admin")
    up = next(button for button in page().button if button.label.startswith("Passer à l’étape 1"))
    assert up.disabled
    db.execute("insert into rollout_moves (stage) values (1)")
    db.execute(
        "insert into vapi_calls (vapi_call_id, created_at) select gen_random_uuid()::text, private.local_day(now())"
        " from generate_series(1, 6)"
    )
    test = page()
    assert "6 appels réels aujourd’hui, 5 au plus renvoyez une partie des appels" in words(test)
    down = next(button for button in test.button if button.label.startswith("Fermer la ligne aux clients"))
    down.click().run()
    assert db.execute("select stage from rollout_moves order by id desc limit 1").fetchone() == (0,)


def test_staff_is_refused(become: Become) -> None:
    become("staff")
    test = page()
    assert "réservée" in test.error[0].value and "NE PAS DÉPLOYER" not in words(test)
