"""Équipe: who may do what to whom, what is under way, and the trail, searched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import uuid4

import psycopg
import pytest

from backend.audit import words as audit_words
from tests.emptying import delete
from tests.screens import Signed, screen, words

Become = Callable[[str], None]


def equipe() -> None:
    from pages import team

    team.render()


@pytest.fixture
def colleague(db: psycopg.Connection) -> Iterator[str]:
    """Somebody of the office, on whom nothing else depends."""
    made = db.execute(
        "with u as (insert into auth.users (id, email) values (gen_random_uuid(), %s) returning id, email)"
        " insert into profiles (user_id, email, full_name, role)"
        " select id, email, 'Colette Bureau', 'staff' from u returning user_id::text",
        [f"{uuid4().hex[:12]}@drain.example"],
    ).fetchone()
    assert made is not None
    yield made[0]
    delete(db, "delete from account_orders where user_id = %s", [made[0]])
    delete(db, "delete from auth.users where id = %s", [made[0]])


def keys(test: object) -> list[str]:
    return [str(one.key) for one in test.button]  # type: ignore[attr-defined]


def test_staff_are_refused(become: Become) -> None:
    become("staff")
    assert "réservée" in words(screen(equipe))


def test_each_person_with_role_and_last_visit(become: Become, db: psycopg.Connection, colleague: str) -> None:
    db.execute("update profiles set last_seen_at = now() - interval '3 hours' where user_id = %s", [colleague])
    become("owner")
    read = words(screen(equipe))
    assert "Colette Bureau" in read and "il y a 3 h" in read
    assert "vous" in read


def test_nobody_is_offered_what_would_be_refused(
    become: Become, everyone: dict[str, Signed], db: psycopg.Connection, colleague: str
) -> None:
    become("admin")
    offered = keys(screen(equipe))
    assert [key for key in offered if key.startswith(f"role-{colleague}")]
    for role in ("owner", "admin"):
        assert not [key for key in offered if everyone[role][0].user_id in key]


def test_suspending_is_one_press_and_shows(become: Become, db: psycopg.Connection, colleague: str) -> None:
    become("owner")
    test = screen(equipe)
    press = next(key for key in keys(test) if key.startswith(f"suspendre-{colleague}"))
    test.button(key=press).click().run()
    assert db.execute("select suspended from profiles where user_id = %s", [colleague]).fetchone() == (True,)
    assert "suspendu" in words(test.run())
    assert [key for key in keys(test) if key.startswith(f"retablir-{colleague}")]


def test_a_second_factor_is_taken_away_where_there_is_one_and_there_only(
    become: Become, db: psycopg.Connection, colleague: str
) -> None:
    become("owner")
    assert not [key for key in keys(screen(equipe)) if key.startswith(f"facteur-{colleague}")]
    db.execute(
        "insert into auth.mfa_factors (id, user_id, friendly_name, factor_type, status, created_at, updated_at)"
        " values (gen_random_uuid(), %s, 'Téléphone', 'totp', 'verified', now(), now())",
        [colleague],
    )
    test = screen(equipe)
    assert "second facteur lié" in words(test)
    test.button(key=next(key for key in keys(test) if key.startswith(f"facteur-{colleague}"))).click().run()
    assert db.execute("select count(*) from auth.mfa_factors where user_id = %s", [colleague]).fetchone() == (0,)
    assert not [key for key in keys(test.run()) if key.startswith(f"facteur-{colleague}")]


def test_the_trail_is_narrowed_by_deed_and_by_what_it_was_about(become: Become, db: psycopg.Connection) -> None:
    subject = str(uuid4())
    for action in ("update_lead", "set_role"):
        db.execute(
            "insert into audit_log (request_id, actor, action, subject_type, subject_id, result)"
            " values (gen_random_uuid(), null, %s, 'test', %s, '{}')",
            [action, subject],
        )
    become("admin")
    test = screen(equipe).segmented_control(key="vue-equipe").set_value("Journal des gestes").run()
    test = test.text_input(key="t-sujet").set_value(subject).run()
    read = words(test)
    assert "a modifié une fiche" in read and "a changé le rôle de quelqu’un" in read
    read = words(test.selectbox(key="t-quoi-").set_value(audit_words.GROUPS["Équipe"]).run())
    assert "a changé le rôle de quelqu’un" in read and "a modifié une fiche" not in read
    assert "Aucun geste ne correspond" in words(test.text_input(key="t-sujet").set_value(str(uuid4())).run())
