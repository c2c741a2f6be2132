"""A lost telephone is no lost console: ten codes for once, or, for an owner alone without any, the server."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from uuid import uuid4

import httpx
import psycopg
import pytest

from tests.console_process import COOKIE, ConsoleProcess
from tests.integration.test_second_factor import by_password, rows_and_actions, typed
from tests.local_stack import ROOT, Stack
from tests.people import Caller, sign_in
from tests.sign_in_boxes import PASSWORD, Dashboard, code, dashboard
from tests.telephone import PATH, fields, show_code

CODES = "/codes-de-secours"
SHOWN = re.compile(r"<li>([0-9A-F ]{24})</li>")
FACTORS = "select count(*) from auth.mfa_factors f join auth.users u on u.id = f.user_id where u.email = %s"


@pytest.fixture
def boxes(env: dict[str, str], db: psycopg.Connection) -> Iterator[Dashboard]:
    with dashboard(env, db) as one:
        yield one


@pytest.fixture
def owner(boxes: Dashboard) -> Iterator[str]:
    """Somebody who owns the console, and has no telephone yet."""
    with boxes.manager("owner") as email:
        yield email


def linked(console: ConsoleProcess, email: str) -> tuple[httpx.Client, list[str]]:
    """Their browser after the first sign-in, and the codes that it was shown."""
    browser, asked = typed(console, email, suite="/appels")
    entered = show_code(browser, asked)
    assert entered.headers["location"] == f"{CODES}?suite=/appels"
    offered = browser.get(entered.headers["location"])
    assert SHOWN.findall(offered.text) == [] and "Plus tard" in offered.text
    made = browser.post(CODES, data=fields(offered))
    assert "ils ne seront plus montrés" in made.text and 'href="/appels"' in made.text
    return browser, SHOWN.findall(made.text)


def lost(stack: Stack, email: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, **stack.env, "DRAIN_ENVIRONMENT_ONLY": "1"}
    command = [sys.executable, "-m", "backend.team", "lost-telephone", "--email", email]
    return subprocess.run(command, cwd=ROOT, env=env, text=True, capture_output=True, timeout=60, check=False)


def test_one_of_ten_codes_takes_the_lost_telephone_away_and_another_is_linked(
    console: ConsoleProcess, db: psycopg.Connection, owner: str
) -> None:
    left_open, codes = linked(console, owner)
    assert len(set(codes)) == 10
    stored = db.execute("select code_sha256 from private.recovery_codes").fetchall()
    assert all(len(digest) == 32 for (digest,) in stored)
    browser, asked = typed(console, owner)
    assert "J’ai perdu ce téléphone" in asked.text and "lost-telephone" in asked.text
    # As somebody types it: lower case, dashes.
    used = browser.post(PATH, data={**fields(asked), "secours": codes[3].lower().replace(" ", "-")})
    assert used.headers["location"] == "/connexion?retire"
    assert "la page suivante en lie un autre" in browser.get("/connexion?retire").text
    assert db.execute(FACTORS, [owner]).fetchone() == (0,)
    # Whatever was open with that telephone is over.
    assert left_open.get("/session").status_code == 401
    again, to_link = typed(console, owner)
    assert fields(to_link)["secret"] and show_code(again, to_link).status_code == 303
    assert again.get("/appels").status_code == 200
    trail = (
        "select count(*) from audit_log a join profiles p on p.user_id = a.actor where p.email = %s and a.action = %s"
    )
    for action in ("make_recovery_codes", "use_recovery_code"):
        assert db.execute(trail, [owner, action]).fetchone() == (1,)
    told = db.execute("select string_agg(result::text || changes::text, '') from audit_log").fetchone() or ("",)
    assert not any(one.replace(" ", "") in told[0] for one in codes)


def test_a_code_serves_once_and_a_wrong_one_is_a_guess(
    console: ConsoleProcess, env: dict[str, str], db: psycopg.Connection, owner: str
) -> None:
    _, codes = linked(console, owner)
    browser, asked = typed(console, owner)
    wrong = browser.post(PATH, data={**fields(asked), "secours": "0000 0000 0000 0000 0000"})
    assert (wrong.status_code, "ou il a déjà servi" in wrong.text) == (422, True)
    # The password alone asks the function itself, and is refused as anywhere else.
    thief = by_password(env, owner, PASSWORD)
    assert rows_and_actions(db, thief) == ([], [])
    assert thief.rpc("use_recovery_code", p_code=codes[0]).status_code == 200
    # That telephone is gone; the token that said so is over, and the code is spent.
    assert thief.rpc("use_recovery_code", p_code=codes[1]).status_code == 403
    assert by_password(env, owner, PASSWORD).rpc("use_recovery_code", p_code=codes[0]).status_code == 403


def test_guesses_are_slowed_as_those_of_the_telephones_code(console: ConsoleProcess, owner: str) -> None:
    linked(console, owner)
    browser, asked = typed(console, owner)
    statuses = [browser.post(PATH, data={**fields(asked), "secours": uuid4().hex}).status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]


def test_an_old_session_makes_no_codes_before_the_telephones_code_was_shown_again(
    console: ConsoleProcess, boxes: Dashboard, owner: str, db: psycopg.Connection
) -> None:
    secret = boxes.telephone(owner)
    browser, asked = typed(console, owner)
    assert browser.post(PATH, data={**fields(asked), "code": code(secret)}).status_code == 303
    db.execute(
        "update auth.mfa_amr_claims set updated_at = now() - interval '1 hour' where session_id in"
        " (select s.id from auth.sessions s join auth.users u on u.id = s.user_id where u.email = %s)",
        [owner],
    )
    renewed(console, browser)
    refused = browser.post(CODES, data={"suite": "/"})
    assert SHOWN.findall(refused.text) == [] and 'name="code"' in refused.text
    made = browser.post(CODES, data={"suite": "/", "code": code(secret)})
    assert len(SHOWN.findall(made.text)) == 10
    assert browser.get("/appels").status_code == 200


def renewed(console: ConsoleProcess, browser: httpx.Client) -> None:
    """The session's token is an old one: the next use renews it, and its hour of the code stays what it was."""
    with sqlite3.connect(console.sessions) as file:
        id_hash = sha256(browser.cookies[COOKIE].encode()).hexdigest()
        file.execute("update sessions set access_expires_at = 0 where id_hash = ?", [id_hash])


def test_who_has_no_telephone_has_no_codes(
    console: ConsoleProcess, env: dict[str, str], hired: tuple[str, str]
) -> None:
    with console.browser(console.cookie_of(*hired)) as browser:
        assert browser.get(CODES).headers["location"] == "/appareils"
    assert sign_in(env, "staff").rpc("make_recovery_codes", p_request_id=str(uuid4())).json()["message"] == (
        "no_second_factor"
    )


def test_the_same_request_again_tells_no_code(env: dict[str, str]) -> None:
    owner: Caller = sign_in(env, "owner")
    asked = {"p_request_id": str(uuid4())}
    assert len(owner.rpc("make_recovery_codes", **asked).json()["codes"]) == 10
    assert owner.rpc("make_recovery_codes", **asked).json()["codes"] == []


def test_an_owner_alone_without_codes_comes_back_by_the_server(
    stack: Stack, console: ConsoleProcess, boxes: Dashboard, db: psycopg.Connection, owner: str
) -> None:
    secret = boxes.telephone(owner)
    browser, asked = typed(console, owner)
    assert browser.post(PATH, data={**fields(asked), "code": code(secret)}).status_code == 303
    done = lost(stack, f" {owner.upper()}")
    assert (done.returncode, "est retiré" in done.stdout) == (0, True), done.stderr
    assert db.execute(FACTORS, [owner]).fetchone() == (0,)
    assert db.execute("select count(*) from auth.sessions s join auth.users u on u.id = s.user_id where u.email = %s",
                      [owner]).fetchone() == (0,)  # fmt: skip
    trail = "select a.actor from audit_log a join profiles p on p.user_id::text = a.subject_id where p.email = %s and"
    assert db.execute(f"{trail} a.action = 'forget_telephone'", [owner]).fetchall() == [(None,)]
    _, to_link = typed(console, owner)
    assert fields(to_link)["secret"]
    again, nobody = lost(stack, owner), lost(stack, "personne@drain.example")
    assert again.returncode == 1 and "aucun téléphone" in again.stderr
    assert nobody.returncode == 1 and "personne de l’équipe" in nobody.stderr
