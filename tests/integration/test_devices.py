"""A person sees where they are signed in, and ends one session of theirs; whoever was let in again signs in anew."""

from __future__ import annotations

import re
import sqlite3
from hashlib import sha256
from uuid import uuid4

import httpx
import psycopg

from tests.console_process import COOKIE, ConsoleProcess
from tests.people import Caller
from tests.screens import signed_in

PATH = "/appareils"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Safari/604.1"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0"


def enter(console: ConsoleProcess, who: tuple[str, str], agent: str) -> httpx.Client:
    browser = console.browser()
    browser.headers["User-Agent"] = agent
    answer = browser.post("/connexion", data={"courriel": who[0], "mot_de_passe": who[1]})
    assert answer.status_code == 303
    return browser


def shown(page: httpx.Response) -> list[tuple[str, str]]:
    """Of each session its device, and the number by which it is ended."""
    found = re.findall(r"<h2>([^<]+)</h2>.*?name=\"seance\" value=\"(\w+)\"", page.text, re.DOTALL)
    return [(device, number) for device, number in found]


def test_a_person_sees_their_sessions_and_ends_one(console: ConsoleProcess, hired: tuple[str, str]) -> None:
    phone, office = enter(console, hired, IPHONE), enter(console, hired, EDGE)
    page = office.get(PATH)
    assert [device for device, _ in shown(page)] == ["Windows, Edge", "iPhone, Safari"]
    assert page.text.count("C’est celui-ci.") == 1 and page.text.count("Depuis:") == page.text.count("Vu:") == 2
    assert office.cookies[COOKIE] not in page.text
    number = dict(shown(page))["iPhone, Safari"]
    with console.websocket(phone.cookies[COOKIE]):
        ended = office.post(PATH, data={"seance": number}, follow_redirects=True)
    assert "cet appareil est déconnecté" in ended.text
    assert [device for device, _ in shown(ended)] == ["Windows, Edge"]
    assert phone.get("/session").status_code == 401 and office.get("/session").status_code == 204


def test_nobody_ends_or_sees_another_persons_session(
    console: ConsoleProcess, hired: tuple[str, str], cookies: dict[str, str]
) -> None:
    theirs = enter(console, hired, IPHONE)
    number = dict(shown(theirs.get(PATH)))["iPhone, Safari"]
    with console.browser(cookies["admin"]) as admin:
        assert number not in admin.get(PATH).text
        admin.post(PATH, data={"seance": number})
    assert theirs.get("/session").status_code == 204
    with console.browser() as stranger:
        assert stranger.get(PATH).headers["location"] == "/connexion"
        assert stranger.post(PATH, data={"seance": number}).headers["location"] == "/connexion"
    assert theirs.get("/session").status_code == 204


def test_whoever_is_let_in_again_signs_in_anew_even_before_the_worker_came_by(
    console: ConsoleProcess, env: dict[str, str], hired: tuple[str, str], db: psycopg.Connection
) -> None:
    browser, owner = enter(console, hired, IPHONE), signed_in(env, "owner")[1]
    row = db.execute("select user_id from profiles where email = %s", [hired[0]]).fetchone()
    assert row is not None
    # At once: no worker is quick enough to have ended anything between the two.
    for suspended in (True, False):
        owner.rpc("set_suspended", {"p_request_id": str(uuid4()), "p_user_id": str(row[0]), "p_suspended": suspended})
    assert db.execute("select count(*) from auth.sessions where user_id = %s", [row[0]]).fetchone() == (0,)
    # What the console still shows is an empty frame, until it looks at the profile again.
    api = Caller(env["SUPABASE_URL"], env["SUPABASE_PUBLISHABLE_KEY"], _token(console, browser))
    assert api.rpc("status_line").json()["code"] == "42501" and api.table("GET", "profiles").json() == []


def _token(console: ConsoleProcess, browser: httpx.Client) -> str:
    """What the old cookie stands for, in the console's own file."""
    with sqlite3.connect(console.sessions) as file:
        key = sha256(browser.cookies[COOKIE].encode()).hexdigest()
        return str(file.execute("select access_token from sessions where id_hash = ?", [key]).fetchone()[0])
