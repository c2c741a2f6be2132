"""The first account comes without SQL, and only once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from tests.console_fixtures import own_console
from tests.console_process import ConsoleProcess
from tests.emptying import delete
from tests.local_stack import ROOT, Stack
from tests.telephone import show_code

__all__ = ["own_console"]

EMAIL, NAME = "premiere@drain.example", "Première Personne"
PASSWORD = "local-trois tuyaux bleus"


@pytest.fixture
def nobody_owns(db: psycopg.Connection) -> Iterator[None]:
    """The demonstration's owner is of the office meanwhile: the database itself keeps the last one from being taken."""
    with db.transaction():
        db.execute("alter table profiles disable trigger user")
        changed = db.execute("update profiles set role = 'staff' where role = 'owner' returning user_id").fetchall()
        db.execute("alter table profiles enable trigger user")
    yield
    db.execute("update profiles set role = 'owner' where user_id = any(%s)", [[row[0] for row in changed]])
    delete(db, "delete from auth.users where email like '%@drain.example'")


def ask(stack: Stack, email: str = EMAIL, **changed: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, **stack.env, "DRAIN_ENVIRONMENT_ONLY": "1", **changed}
    command = [sys.executable, "-m", "backend.team", "first-owner", "--email", email, "--name", NAME]
    return subprocess.run(command, cwd=ROOT, env=env, text=True, capture_output=True, timeout=60, check=False)


def link_in(done: subprocess.CompletedProcess[str]) -> dict[str, list[str]]:
    assert done.returncode == 0, done.stderr
    return parse_qs(urlsplit(done.stdout.splitlines()[-1]).query)


def form(link: dict[str, list[str]]) -> dict[str, str]:
    return {"genre": link["genre"][0], "jeton": link["jeton"][0], "mot_de_passe": PASSWORD, "encore": PASSWORD}


@pytest.mark.usefixtures("nobody_owns")
def test_the_first_owner_chooses_a_password_and_is_in(
    stack: Stack, own_console: ConsoleProcess, db: psycopg.Connection
) -> None:
    with own_console.browser() as browser:
        asked = browser.post("/acces", data=form(link_in(ask(stack))))
        # A password alone opens nothing to an owner: a telephone is linked first.
        assert asked.status_code == 200 and browser.get("/session").status_code == 401
        entered = show_code(browser, asked)
        assert entered.status_code == 303, entered.text
        assert browser.get("/session").status_code == 204
    row = db.execute("select full_name, role from profiles where email = %s", [EMAIL]).fetchone()
    assert row == (NAME, "owner")
    trail = db.execute(
        "select actor, changes ->> 'role' from audit_log a join profiles p on p.user_id::text = a.subject_id"
        " where a.action = 'make_first_owner' and p.email = %s",
        [EMAIL],
    ).fetchall()
    assert trail == [(None, "owner")]


def test_an_owner_there_already_is_the_last_word(stack: Stack, db: psycopg.Connection) -> None:
    done = ask(stack)
    assert done.returncode == 1
    assert "la console a déjà un propriétaire" in done.stderr
    assert db.execute("select count(*) from auth.users where email = %s", [EMAIL]).fetchone() == (0,)


@pytest.mark.usefixtures("nobody_owns")
def test_a_link_that_expired_is_replaced_until_the_owner_came_in(
    stack: Stack, own_console: ConsoleProcess, db: psycopg.Connection
) -> None:
    link_in(ask(stack))
    second = link_in(ask(stack, f" {EMAIL.upper()} "))
    with own_console.browser() as browser:
        assert show_code(browser, browser.post("/acces", data=form(second))).status_code == 303
    db.execute("update profiles set last_seen_at = now() where email = %s", [EMAIL])
    assert ask(stack).returncode == 1


@pytest.mark.usefixtures("nobody_owns")
def test_of_two_at_once_one_is_the_first(stack: Stack, db: psycopg.Connection) -> None:
    with ThreadPoolExecutor(2) as both:
        done = list(both.map(lambda email: ask(stack, email), ("une@drain.example", "autre@drain.example")))
    assert sorted(one.returncode for one in done) == [0, 1]
    assert db.execute("select count(*) from profiles where role = 'owner'").fetchone() == (1,)


@pytest.mark.usefixtures("nobody_owns")
@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SUPABASE_SECRET_KEY", "sb_secret_not-the-one", "Supabase refuse la clé secrète"),
        ("SUPABASE_SECRET_KEY", "", "SUPABASE_SECRET_KEY"),
        ("SUPABASE_URL", "http://127.0.0.1:9", "ne répond pas"),
        ("SUPABASE_DB_URL", "postgresql://postgres:no@127.0.0.1:9/postgres", "la base a refusé"),
    ],
)
def test_what_is_wrong_is_said_and_nobody_becomes_owner(
    stack: Stack, db: psycopg.Connection, name: str, value: str, said: str
) -> None:
    done = ask(stack, **{name: value})
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert db.execute("select count(*) from profiles where role = 'owner'").fetchone() == (0,)


@pytest.mark.parametrize("email", ["", "sans-arobase", "deux@@drain", "a b@drain.example"])
def test_an_address_that_is_none_is_refused(stack: Stack, email: str) -> None:
    done = ask(stack, email)
    assert done.returncode == 2
    assert "adresse de courriel" in done.stderr
