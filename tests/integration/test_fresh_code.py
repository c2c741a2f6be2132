"""A way in for a manager is given only where the telephone's code was shown just now: not by a session carried off."""

from __future__ import annotations

import time
from uuid import uuid4

import httpx
import psycopg
from supabase import Client, create_client

from backend import totp
from backend.console.endings import session_id
from tests.console_process import COOKIE, ConsoleProcess
from tests.people import Caller

OLD = (
    "update auth.mfa_amr_claims set updated_at = now() - interval '11 minutes'"
    " where authentication_method = 'totp' and session_id = %s"
)


def owner(env: dict[str, str]) -> Client:
    client = create_client(env["SUPABASE_URL"], env["SUPABASE_PUBLISHABLE_KEY"])
    client.auth.sign_in_with_password({"email": env["DEMO_OWNER_EMAIL"], "password": env["DEMO_PASSWORD"]})
    show_code(client, env)
    return client


def show_code(client: Client, env: dict[str, str]) -> None:
    factor = client.auth.mfa.list_factors().totp[0]
    code = totp.code(env["DEMO_FACTOR_SECRET"], time.time())
    client.auth.mfa.challenge_and_verify({"factor_id": factor.id, "code": code})


def caller(client: Client, env: dict[str, str]) -> Caller:
    session = client.auth.get_session()
    assert session is not None
    return Caller(env["SUPABASE_URL"], env["SUPABASE_PUBLISHABLE_KEY"], session.access_token)


def invite(one: Caller, role: str) -> httpx.Response:
    email = f"{uuid4().hex[:12]}@drain.example"
    return one.rpc("invite_person", p_request_id=str(uuid4()), p_email=email, p_full_name="Léa Nouvelle", p_role=role)


def make(one: Caller, user_id: str, role: str) -> httpx.Response:
    return one.rpc("set_role", p_request_id=str(uuid4()), p_user_id=user_id, p_role=role)


def test_an_old_code_gives_no_rights_of_a_manager_and_a_new_one_does(
    env: dict[str, str], db: psycopg.Connection, hired: tuple[str, str]
) -> None:
    client = owner(env)
    [user_id] = db.execute("select user_id::text from profiles where email = %s", [hired[0]]).fetchone() or ("",)
    db.execute(OLD, [session_id(str(caller(client, env).token))])
    client.auth.refresh_session()
    old = caller(client, env)
    for answer in (
        invite(old, "admin"),
        invite(old, "owner"),
        make(old, user_id, "admin"),
        make(old, user_id, "owner"),
    ):
        assert (answer.json()["code"], answer.json()["message"]) == ("DF422", "code_needed")
    # What gives no way in to everything asks for nothing more.
    assert invite(old, "staff").status_code == 200 and make(old, user_id, "staff").status_code == 200
    show_code(client, env)
    new = caller(client, env)
    assert invite(new, "admin").status_code == 200 and make(new, user_id, "admin").status_code == 200
    assert make(old, user_id, "staff").status_code == 200
    db.execute("update account_orders set state = 'failed', due_at = null where email like '%@drain.example'")


def test_the_code_is_entered_anew_from_ones_devices(console: ConsoleProcess, env: dict[str, str]) -> None:
    cookie = console.cookie_of(env["DEMO_OWNER_EMAIL"], env["DEMO_PASSWORD"])
    with console.browser(cookie) as browser:
        assert "/connexion-endroit?encore=1" in browser.get("/appareils").text
        asked = browser.get("/connexion-endroit?encore=1")
        assert "demande le code que votre téléphone montre" in asked.text
        given = {"suite": "/equipe", "code": totp.code(env["DEMO_FACTOR_SECRET"], time.time())}
        entered = browser.post("/connexion-endroit", data=given)
        assert (entered.status_code, entered.headers["location"]) == (303, "/equipe")
        assert browser.cookies[COOKIE] == cookie and browser.get("/equipe").status_code == 200
