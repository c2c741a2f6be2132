"""After a recovery one sign-in is tried, and when the passwords do not open everybody is offered a new link."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from backend.settings.base import ENVIRONMENT_ONLY
from backend.team import way_in
from backend.team.way_in import Asking, offer
from tests.emptying import delete

LINKS = "select count(*) from account_orders where kind = 'link' and asked_by is null"


@pytest.fixture(autouse=True)
def project(env: dict[str, str], db: psycopg.Connection, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("SUPABASE_URL", "SUPABASE_PUBLISHABLE_KEY"):
        monkeypatch.setenv(name, env[name])
    monkeypatch.setenv(ENVIRONMENT_ONLY, "1")
    yield
    delete(db, "delete from account_orders where kind = 'link' and asked_by is null")


def answering(*answers: str) -> Asking:
    given = iter(answers)

    def answer(_: str) -> str:
        try:
            return next(given)
        except StopIteration:
            raise EOFError from None

    return Asking(answer, answer)


def links(db: psycopg.Connection) -> int:
    row = db.execute(LINKS).fetchone()
    assert row is not None
    return int(row[0])


def test_a_password_that_opens_is_said_and_leaves_no_session(
    env: dict[str, str], db: psycopg.Connection, hired: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    offer(env["SUPABASE_DB_URL"], answering(hired[0], "", "", hired[1]))
    assert way_in.OPENS in capsys.readouterr().out
    alive = "select count(*) from auth.sessions s join auth.users u on u.id = s.user_id where u.email = %s"
    assert db.execute(alive, [hired[0]]).fetchone() == (0,)
    assert links(db) == 0


def test_passwords_encrypted_by_another_key_do_not_open_and_everybody_gets_a_link(
    env: dict[str, str], db: psycopg.Connection, hired: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    db.execute("update auth.users set encrypted_password = 'by a key of its own' where email = %s", [hired[0]])
    people = db.execute("select count(*) from profiles where not suspended").fetchone()
    asked = (hired[0], env["SUPABASE_URL"], env["SUPABASE_PUBLISHABLE_KEY"], hired[1])
    offer(env["SUPABASE_DB_URL"], answering(*asked, "non"))
    assert links(db) == 0
    offer(env["SUPABASE_DB_URL"], answering(*asked, "oui"))
    said = capsys.readouterr().out
    assert "Courriel ou mot de passe incorrect" in said and way_in.DOES_NOT in said
    assert people == (links(db),)


def test_a_project_that_is_away_or_a_wrong_key_is_no_wrong_password(
    env: dict[str, str], db: psycopg.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    offer(env["SUPABASE_DB_URL"], answering("a@drain.example", "http://127.0.0.1:9", "", "x", "oui"))
    offer(env["SUPABASE_DB_URL"], answering("a@drain.example", "", "sb_publishable_other", "x", "oui"))
    said = capsys.readouterr().out
    assert "ne répond pas" in said and "ne reconnaît pas cette clé" in said
    assert links(db) == 0


def test_nobody_at_the_keyboard_is_no_failure(env: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    offer(env["SUPABASE_DB_URL"], answering())
    offer(env["SUPABASE_DB_URL"], answering(""))
    assert capsys.readouterr().out.count(way_in.LATER) == 2
