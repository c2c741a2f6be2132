"""Signing in and out of a real console, in front of the real stack."""

from __future__ import annotations

import re
import sqlite3
import time
from pathlib import Path

import httpx
import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.connection import Connection

from backend import totp
from tests.console_process import COOKIE, ConsoleProcess, rerun, run_script
from tests.telephone import show_code

WRONG = "Courriel ou mot de passe incorrect."


def change_session(console: ConsoleProcess, assignment: str, *values: object) -> None:
    """Change every session on disk, as time would."""
    with sqlite3.connect(console.sessions) as file:
        file.execute(f"update sessions set {assignment}", values)


def assert_cut_off(socket: Connection) -> None:
    """The socket closes, and until then no script runs any more."""
    with pytest.raises(ConnectionClosed):
        while True:
            raw = socket.recv(timeout=20)
            assert isinstance(raw, bytes)
            assert ForwardMsg.FromString(raw).WhichOneof("type") != "new_session"


def test_a_right_password_opens_the_console_with_a_careful_cookie(console: ConsoleProcess, env: dict[str, str]) -> None:
    answer = console.sign_in(env["DEMO_OWNER_EMAIL"], env["DEMO_PASSWORD"], "/appels?x=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/appels?x=1")
    session, device = answer.headers.get_list("set-cookie")
    attributes = {part.strip().lower() for part in session.split(";")[1:]}
    assert attributes == {"httponly", "samesite=lax", "path=/", "max-age=2592000"}
    assert {part.strip().lower() for part in device.split(";")[1:]} == attributes - {"max-age=2592000"} | {
        "max-age=34560000"
    }
    assert len(answer.cookies[COOKIE]) == 43
    with console.websocket(answer.cookies[COOKIE]) as socket:
        assert "Guillaume" in run_script(socket)


def test_behind_https_the_cookie_never_travels_in_the_clear(env: dict[str, str], tmp_path: Path) -> None:
    console = ConsoleProcess(env, tmp_path, seen_as="https")
    console.start()
    try:
        origin = {"Origin": f"https://127.0.0.1:{console.port}"}
        answer = httpx.post(f"{console.url}/connexion", data={"compte": "owner"}, headers=origin)
        name, _, attributes = answer.headers["set-cookie"].partition("=")
        assert name == "__Host-drain_session"
        assert "Secure" in attributes and "HttpOnly" in attributes and "Domain" not in attributes
        assert answer.headers["strict-transport-security"].startswith("max-age=31536000")
        assert "connect-src 'self' wss://" in answer.headers["content-security-policy"]
        assert console.browser().post("/connexion", data={"compte": "owner"}).status_code == 403
    finally:
        console.stop()


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(
    console: ConsoleProcess, env: dict[str, str]
) -> None:
    wrong = console.sign_in(env["DEMO_STAFF_EMAIL"], "not the password")
    unknown = console.sign_in("personne@drain.example", "not the password")
    assert wrong.status_code == unknown.status_code == 401
    assert WRONG in wrong.text
    assert wrong.text.replace(env["DEMO_STAFF_EMAIL"], "") == unknown.text.replace("personne@drain.example", "")
    assert "set-cookie" not in wrong.headers


@pytest.mark.parametrize(
    "suite", ["//evil.example", "https://evil.example", "/\\evil.example", "/connexion", "/_stcore/x"]
)
def test_signing_in_never_leads_elsewhere(console: ConsoleProcess, env: dict[str, str], suite: str) -> None:
    answer = console.sign_in(env["DEMO_OWNER_EMAIL"], env["DEMO_PASSWORD"], suite)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    with console.browser(answer.cookies[COOKIE]) as browser:
        assert browser.get("/connexion", params={"suite": suite}).headers["location"] == "/"


def test_the_demonstration_accounts_take_one_tap(console: ConsoleProcess) -> None:
    for role in ("owner", "staff", "admin"):
        with console.browser() as browser:
            answer = browser.post("/connexion", data={"compte": role, "suite": "/clients"})
            assert (answer.status_code, answer.headers["location"]) == (303, "/clients")
            assert browser.get("/").status_code == 200
            assert browser.post("/connexion", data={"compte": "root"}).status_code == 401


def test_the_code_of_the_demonstrations_telephone_is_shown_where_its_accounts_are_offered(
    console: ConsoleProcess, env: dict[str, str]
) -> None:
    page = httpx.get(f"{console.url}/connexion").text
    assert f'<b id="code-demo">{totp.code(env["DEMO_FACTOR_SECRET"], time.time())}</b>' in page
    with console.browser() as browser:
        form = {"courriel": env["DEMO_OWNER_EMAIL"], "mot_de_passe": env["DEMO_PASSWORD"]}
        asked = browser.post("/connexion", data=form)
        assert asked.status_code == 200 and "code-demo" in asked.text
        assert show_code(browser, asked).status_code == 303


def test_without_demonstration_accounts_there_is_nothing_to_tap(env: dict[str, str], tmp_path: Path) -> None:
    console = ConsoleProcess({name: value for name, value in env.items() if "DEMO" not in name}, tmp_path)
    console.start()
    try:
        page = httpx.get(f"{console.url}/connexion").text
        assert "Démonstration" not in page and "code-demo" not in page
        with console.browser() as browser:
            assert browser.post("/connexion", data={"compte": "owner"}).status_code == 401
    finally:
        console.stop()


def test_guessing_is_slowed_and_a_restart_does_not_help(env: dict[str, str], tmp_path: Path) -> None:
    console = ConsoleProcess(env, tmp_path)
    console.start()
    try:
        email = env["DEMO_ADMIN_EMAIL"]
        tried = [console.sign_in(email, f"guess {n}").status_code for n in range(6)]
        assert tried == [401] * 5 + [429]
        console.restart()
        refused = console.sign_in(email, env["DEMO_PASSWORD"])
        assert refused.status_code == 429
        assert "Trop d’essais. Réessayez dans" in refused.text
        assert 0 < int(refused.headers["retry-after"]) <= 30
        assert console.sign_in(env["DEMO_OWNER_EMAIL"], env["DEMO_PASSWORD"]).status_code == 303
        assert email not in console.log()
    finally:
        console.stop()


def test_each_sign_in_is_in_the_log_and_nobody_by_name(env: dict[str, str], tmp_path: Path) -> None:
    console = ConsoleProcess(env, tmp_path)
    console.start()
    try:
        staff, owner, password = env["DEMO_STAFF_EMAIL"], env["DEMO_OWNER_EMAIL"], env["DEMO_PASSWORD"]
        console.sign_in(staff, "not the password")
        console.sign_in(staff.upper(), password)
        console.sign_in(owner, password)
        for _ in range(6):
            console.sign_in("personne@drain.example", "not the password")
        told = re.findall(r"sign-in ([a-z ]+): account ([0-9a-f]{12}), (.+)", console.log())
        of = {account: [(outcome, how) for outcome, one, how in told if one == account] for _, account, _ in told}
        assert [("refused", "invalid_credentials"), ("opened", "password")] in of.values()
        assert [("code asked", "password"), ("opened", "password and code")] in of.values()
        assert [outcome for outcome, _ in list(of.values())[-1]] == ["refused"] * 5 + ["held back"]
        assert len(of) == 3
        assert not [word for word in (staff, owner, "personne@", password) if word in console.log()]
    finally:
        console.stop()


def test_a_form_beyond_reason_is_refused(console: ConsoleProcess) -> None:
    assert console.sign_in("a" * 10_000, "x").status_code == 413


def test_a_session_survives_a_restart(console: ConsoleProcess, env: dict[str, str]) -> None:
    cookie = console.cookie_of(env["DEMO_OWNER_EMAIL"], env["DEMO_PASSWORD"])
    console.restart()
    with console.browser(cookie) as browser:
        assert browser.get("/appels").status_code == 200
    with console.websocket(cookie) as socket:
        assert "Guillaume" in run_script(socket)


def test_signing_out_ends_everything_and_only_there(console: ConsoleProcess, env: dict[str, str]) -> None:
    phone, office = (console.cookie_of(env["DEMO_OWNER_EMAIL"], env["DEMO_PASSWORD"]) for _ in range(2))
    with console.websocket(phone) as socket, console.browser(phone) as browser:
        run_script(socket)
        answer = browser.post("/deconnexion")
        assert (answer.status_code, answer.headers["location"]) == (303, "/connexion")
        assert f'{COOKIE}=""' in answer.headers["set-cookie"] and "Max-Age=0" in answer.headers["set-cookie"]
        rerun(socket)
        assert_cut_off(socket)
    with console.browser(phone) as browser:
        assert browser.get("/").status_code == 303
        assert browser.get("/media/x").status_code == 401
    with pytest.raises(InvalidStatus, match="403"), console.websocket(phone):
        pass
    with console.browser(office) as browser:
        assert browser.get("/").status_code == 200


def test_a_page_left_open_is_cut_off_after_signing_out(console: ConsoleProcess, env: dict[str, str]) -> None:
    cookie = console.cookie_of(env["DEMO_OWNER_EMAIL"], env["DEMO_PASSWORD"])
    with console.websocket(cookie) as socket, console.browser(cookie) as browser:
        run_script(socket)
        browser.post("/deconnexion")
        assert_cut_off(socket)


def test_signing_in_again_ends_the_browsers_earlier_session(console: ConsoleProcess, env: dict[str, str]) -> None:
    earlier = console.cookie_of(env["DEMO_OWNER_EMAIL"], env["DEMO_PASSWORD"])
    with console.browser(earlier) as browser:
        assert browser.post("/connexion", data={"compte": "staff"}).status_code == 303
    with console.browser(earlier) as browser:
        assert browser.get("/").status_code == 303


def test_a_session_left_alone_for_a_day_is_over(env: dict[str, str], tmp_path: Path) -> None:
    console = ConsoleProcess(env, tmp_path)
    console.start()
    try:
        cookie = console.cookie_of(env["DEMO_OWNER_EMAIL"], env["DEMO_PASSWORD"])
        with console.websocket(cookie) as socket:
            run_script(socket)
            change_session(console, "last_seen_at = ?", time.time() - 24 * 3600 - 1)
            rerun(socket)
            assert_cut_off(socket)
        with console.browser(cookie) as browser:
            assert browser.get("/").status_code == 303
    finally:
        console.stop()


def test_supabase_away_is_said_plainly(env: dict[str, str], tmp_path: Path) -> None:
    console = ConsoleProcess({**env, "SUPABASE_URL": "http://127.0.0.1:9"}, tmp_path)
    console.start()
    try:
        answer = console.sign_in(env["DEMO_OWNER_EMAIL"], env["DEMO_PASSWORD"])
        assert answer.status_code == 503
        assert re.search(r"Le service de connexion ne répond pas depuis \d+\sh\s\d\d\. Réessayez", answer.text)
        assert "Traceback" not in console.log()
    finally:
        console.stop()
