"""A password alone opens nothing to owner and administrator: in the database itself, and in front of the console."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from time import time

import httpx
import psycopg
import pytest

from backend import totp
from tests.console_process import COOKIE, ConsoleProcess
from tests.people import Caller, sign_in
from tests.rights_expected import CALLERS, READERS
from tests.sign_in_boxes import PASSWORD, Dashboard, code, dashboard
from tests.telephone import PATH, fields, show_code

MANAGERS = ("owner", "admin")


@pytest.fixture
def boxes(env: dict[str, str], db: psycopg.Connection) -> Iterator[Dashboard]:
    with dashboard(env, db) as one:
        yield one


@pytest.fixture
def manager(boxes: Dashboard, db: psycopg.Connection) -> str:
    """The e-mail of a new administrator, who has no telephone yet."""
    email = boxes.hire()
    db.execute("update profiles set role = 'admin' where email = %s", [email])
    return email


def by_password(env: dict[str, str], email: str, password: str) -> Caller:
    """What a thief of the password holds."""
    url, key = env["SUPABASE_URL"], env["SUPABASE_PUBLISHABLE_KEY"]
    answer = httpx.post(
        f"{url}/auth/v1/token?grant_type=password", json={"email": email, "password": password},
        headers={"apikey": key}, timeout=20,
    )  # fmt: skip
    return Caller(url, key, answer.raise_for_status().json()["access_token"])


def rows_and_actions(db: psycopg.Connection, thief: Caller) -> tuple[list[str], list[str]]:
    """The tables of which they read a row, and the functions that do not refuse them."""
    rows = [table for table in READERS if thief.table("GET", table, "limit=1").json() != []]
    asked = "select coalesce(proargnames[1:pronargs], '{}') from pg_proc where proname = %s"
    done = []
    for function in CALLERS:
        row = db.execute(asked, [function]).fetchone()
        assert row is not None
        answer = thief.rpc(function, **dict.fromkeys(row[0]))
        if answer.status_code != 403 or answer.json()["code"] != "42501":
            done.append(function)
    return rows, done


def typed(console: ConsoleProcess, email: str, **more: str) -> tuple[httpx.Client, httpx.Response]:
    browser = console.browser()
    return browser, browser.post("/connexion", data={"courriel": email, "mot_de_passe": PASSWORD, **more})


@pytest.mark.parametrize("role", MANAGERS)
def test_a_stolen_password_reads_no_row_and_does_nothing(
    env: dict[str, str], db: psycopg.Connection, role: str
) -> None:
    thief = by_password(env, env[f"DEMO_{role.upper()}_EMAIL"], env["DEMO_PASSWORD"])
    assert rows_and_actions(db, thief) == ([], [])
    with_code = sign_in(env, role)
    assert with_code.rpc("status_line").status_code == 200 and with_code.table("GET", "profiles", "limit=1").json()


def test_neither_does_that_of_somebody_of_the_office_who_linked_a_telephone(
    env: dict[str, str], db: psycopg.Connection, boxes: Dashboard
) -> None:
    email = boxes.hire()
    assert by_password(env, email, PASSWORD).rpc("status_line").status_code == 200
    boxes.telephone(email)
    assert rows_and_actions(db, by_password(env, email, PASSWORD)) == ([], [])


def test_without_a_telephone_yet_a_manager_sees_their_own_name_and_nothing_else(
    env: dict[str, str], db: psycopg.Connection, manager: str
) -> None:
    alone = by_password(env, manager, PASSWORD)
    assert rows_and_actions(db, alone) == (["profiles"], [])
    assert [one["email"] for one in alone.table("GET", "profiles").json()] == [manager]


def test_a_stolen_password_and_device_cookie_stop_at_the_code(
    console: ConsoleProcess, boxes: Dashboard, manager: str
) -> None:
    secret = boxes.telephone(manager)
    browser, asked = typed(console, manager)
    assert asked.status_code == 200 and 'name="code"' in asked.text and COOKIE not in asked.cookies
    # Nobody's demonstration: nothing on the page tells the code.
    assert "code-demo" not in asked.text and secret not in asked.text
    entered = browser.post(PATH, data={**fields(asked), "code": code(secret)})
    assert entered.status_code == 303
    with console.browser() as thief:
        thief.cookies.update({name: value for name, value in browser.cookies.items() if name != COOKIE})
        again = thief.post("/connexion", data={"courriel": manager, "mot_de_passe": PASSWORD})
        assert again.status_code == 200 and COOKIE not in again.cookies
        assert thief.get("/appels").headers["location"].startswith("/connexion")
        # What served is spent.
        assert thief.post(PATH, data={**fields(asked), "code": code(secret)}).headers["location"] == "/connexion?fin"


def test_a_wrong_code_stays_on_the_page_and_guessing_is_slowed(
    env: dict[str, str], tmp_path: Path, boxes: Dashboard, manager: str
) -> None:
    secret, console = boxes.telephone(manager), ConsoleProcess(env, tmp_path)
    console.start()
    try:
        guess(console, manager, secret)
    finally:
        console.stop()


def guess(console: ConsoleProcess, manager: str, secret: str) -> None:
    browser, asked = typed(console, manager, suite="/appels")
    for _ in range(5):
        wrong = browser.post(PATH, data={**fields(asked), "code": "000 000"})
        assert (wrong.status_code, "Ce code n’est pas le bon" in wrong.text) == (422, True)
        assert fields(wrong) == fields(asked)
    slowed = browser.post(PATH, data={**fields(asked), "code": code(secret)})
    assert (slowed.status_code, "Trop d’essais" in slowed.text) == (429, True)
    # Another sign-in with the password does not start the count afresh.
    _, once_more = typed(console, manager)
    assert browser.post(PATH, data={**fields(once_more), "code": code(secret)}).status_code == 429


def test_a_manager_without_a_telephone_links_one_and_is_in(
    console: ConsoleProcess, env: dict[str, str], db: psycopg.Connection, manager: str
) -> None:
    browser, asked = typed(console, manager, suite="/appels")
    assert asked.status_code == 200 and "ne vous montre rien d’autre" in asked.text
    assert 'src="data:image/svg+xml;base64,' in asked.text
    secret = fields(asked)["secret"]
    assert " ".join(re.findall("....", secret)) in asked.text
    assert browser.get("/appels").headers["location"].startswith("/connexion")
    wrong = browser.post(PATH, data={**fields(asked), "code": "000000"})
    assert wrong.status_code == 422 and fields(wrong) == fields(asked)
    entered = browser.post(PATH, data={**fields(wrong), "code": totp.code(secret, time())})
    assert (entered.status_code, entered.headers["location"]) == (303, "/codes-de-secours?suite=/appels")
    assert browser.get("/appels").status_code == 200
    linked = "select count(*) from auth.mfa_factors f join auth.users u on u.id = f.user_id where u.email = %s"
    assert db.execute(f"{linked} and f.status = 'verified'", [manager]).fetchone() == (1,)
    _, next_time = typed(console, manager)
    assert fields(next_time)["secret"] == "" and 'name="code"' in next_time.text


def test_linking_that_was_left_half_way_begins_anew(console: ConsoleProcess, manager: str) -> None:
    secrets = set()
    for _ in range(3):
        browser, asked = typed(console, manager)
        secrets.add(fields(asked)["secret"])
    assert len(secrets) == 3
    assert show_code(browser, asked).status_code == 303


def test_somebody_of_the_office_may_link_one_and_needs_none(console: ConsoleProcess, boxes: Dashboard) -> None:
    email = boxes.hire()
    browser, entered = typed(console, email)
    assert entered.status_code == 303
    form = browser.get("/connexion", params={"telephone": "1"})
    assert "la page suivante lie votre téléphone" in form.text and fields(form)["telephone"] == "1"
    _, asked = typed(console, email, telephone="1")
    assert show_code(browser, asked).status_code == 303
    _, next_time = typed(console, email)
    assert (next_time.status_code, COOKIE in next_time.cookies) == (200, False)


def test_a_made_up_page_opens_nothing(console: ConsoleProcess) -> None:
    guess, elsewhere = {"jeton": "x" * 43, "code": "123456"}, {"jeton": "x", "facteur": "../user", "secret": "A" * 32}
    with console.browser() as browser:
        for form in ({"code": "123456"}, guess, elsewhere):
            assert browser.post(PATH, data=form).headers["location"] == "/connexion?fin"
        assert browser.get(PATH).headers["location"] == "/connexion"
