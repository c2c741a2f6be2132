"""People of the team: invited, given a role, shut out, through the worker and the sign-in service."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx
import psycopg
import pytest

from tests.console_process import COOKIE, ConsoleProcess, run_script
from tests.emptying import delete
from tests.local_stack import Stack
from tests.people import Caller, sign_in
from tests.waiting import until

GOOD = "local-trois tuyaux bleus"


@pytest.fixture(scope="module")
def callers(env: dict[str, str]) -> dict[str, Caller]:
    return {role: sign_in(env, role) for role in ("owner", "staff", "admin")}


@pytest.fixture
def newcomer(db: psycopg.Connection) -> Iterator[str]:
    email = f"{uuid4().hex[:12]}@drain.example"
    yield email
    delete(db, "delete from account_orders where email = %s", [email])
    delete(db, "delete from auth.users where email = %s", [email])


def ask(caller: Caller, function: str, **params: object) -> httpx.Response:
    return caller.rpc(function, p_request_id=str(uuid4()), **params)


def link_sent_to(stack: Stack, email: str, seen: int = 0) -> str:
    """The newest link that the stand-in for Brevo was given for this address, once more than `seen` were."""

    def newest() -> str:
        sent = [line for line in log(stack).splitlines() if email in line and "/acces?" in line]
        found = re.findall(r"https?://[^\s\"\\]+/acces\?[^\s\"\\]+", sent[-1]) if len(sent) > seen else []
        return found[0] if found else ""

    return str(until(newest))


def log(stack: Stack) -> str:
    path = next(Path(stack.home).rglob("brevo-received.jsonl"))
    return path.read_text(encoding="utf-8")


def form_of(link: str, password: str, again: str | None = None) -> dict[str, str]:
    query = parse_qs(urlsplit(link).query)
    return {"genre": query["genre"][0], "jeton": query["jeton"][0], "mot_de_passe": password,
            "encore": password if again is None else again}  # fmt: skip


def invite(stack: Stack, callers: dict[str, Caller], email: str, role: str = "staff") -> str:
    answer = ask(callers["admin"], "invite_person", p_email=email, p_full_name="Léa Nouvelle", p_role=role)
    assert answer.status_code == 200, answer.text
    return link_sent_to(stack, email)


def profile(db: psycopg.Connection, email: str) -> dict[str, object]:
    row = db.execute("select to_jsonb(p) from profiles p where email = %s", [email]).fetchone()
    assert row is not None
    found: dict[str, object] = row[0]
    return found


def test_an_invited_person_chooses_a_password_and_is_in(
    stack: Stack, callers: dict[str, Caller], console: ConsoleProcess, db: psycopg.Connection, newcomer: str
) -> None:
    link = invite(stack, callers, newcomer)
    with console.browser() as browser:
        shown = browser.get("/acces", params=parse_qs(urlsplit(link).query))
        assert shown.status_code == 200
        assert "Nouveau mot de passe" in shown.text
        # Looked at twice, as a mail scanner does: nothing is spent.
        assert browser.get("/acces", params=parse_qs(urlsplit(link).query)).status_code == 200
        entered = browser.post("/acces", data=form_of(link, GOOD))
        assert entered.status_code == 303, entered.text
        assert COOKIE in entered.cookies
        assert browser.get("/session").status_code == 204
    assert profile(db, newcomer)["role"] == "staff"
    console.cookie_of(newcomer, GOOD)
    # The trail says that somebody was invited, not who.
    row = db.execute("select changes::text from audit_log where action = 'invite_person' order by at desc").fetchone()
    assert row == ('{"role": "staff"}',)


def test_a_link_serves_once(stack: Stack, callers: dict[str, Caller], console: ConsoleProcess, newcomer: str) -> None:
    link = invite(stack, callers, newcomer)
    with console.browser() as browser:
        assert browser.post("/acces", data=form_of(link, GOOD)).status_code == 303
    with console.browser() as somebody_else:
        again = somebody_else.post("/acces", data=form_of(link, GOOD + " encore"))
        assert again.status_code == 403
        assert "ne marche plus" in again.text


def test_one_link_lives_at_a_time_at_the_sign_in_service_itself(
    stack: Stack, callers: dict[str, Caller], db: psycopg.Connection, newcomer: str
) -> None:
    invitation = invite(stack, callers, newcomer)
    user = profile(db, newcomer)["user_id"]
    assert ask(callers["admin"], "send_access_link", p_user_id=user).status_code == 200
    second = link_sent_to(stack, newcomer, seen=1)
    # Past the console, as a thief of the old message would.
    assert spent_at_supabase(stack, invitation) == "otp_expired"
    assert ask(callers["owner"], "set_suspended", p_user_id=user, p_suspended=True).status_code == 200
    assert ask(callers["owner"], "set_suspended", p_user_id=user, p_suspended=False).status_code == 200
    until(lambda: _orders(db, str(user))[-1] == ("restore", "done"))
    assert spent_at_supabase(stack, second) == "otp_expired"


def test_what_replaces_an_order_under_way_comes_right_after_it(db: psycopg.Connection, newcomer: str) -> None:
    claim, settle = "select kind from private.claim_accounts(5)", "select private.settle_account(%s, null, null)"
    shut, let_in = uuid4(), uuid4()
    # Nobody else sees it, the worker of the stack neither.
    with db.transaction(force_rollback=True):
        user = uuid4()
        db.execute("insert into auth.users (id, email) values (%s, %s)", [user, newcomer])
        db.execute(
            "insert into profiles (user_id, email, full_name, role) values (%s, %s, 'Léa', 'staff')", [user, newcomer]
        )
        db.execute("select private.order_account(%s, 'suspend', %s)", [shut, user])
        assert db.execute(claim).fetchall() == [("suspend",)]
        db.execute("select private.order_account(%s, 'restore', %s)", [let_in, user])
        assert db.execute(claim).fetchall() == [], "beside what is under way"
        db.execute(settle, [shut])
        assert db.execute(claim).fetchall() == [("restore",)]
        assert _orders(db, str(user)) == [("suspend", "failed"), ("restore", "asked")]


def spent_at_supabase(stack: Stack, link: str) -> str:
    query = parse_qs(urlsplit(link).query)
    answer = httpx.post(
        f"{stack.supabase_url}/auth/v1/verify", headers={"apikey": stack.publishable_key}, timeout=20,
        json={"type": query["genre"][0], "token_hash": query["jeton"][0]},
    )  # fmt: skip
    return str(answer.json().get("error_code", "opened"))


def test_a_link_of_more_than_an_hour_is_dead_whatever_the_project_lets_live(
    stack: Stack, callers: dict[str, Caller], console: ConsoleProcess, db: psycopg.Connection, newcomer: str
) -> None:
    link = invite(stack, callers, newcomer)
    db.execute("update private.access_links set made_at = made_at - interval '61 minutes'")
    with console.browser() as browser:
        dead = browser.post("/acces", data=form_of(link, GOOD))
    assert dead.status_code == 403 and "ne marche plus" in dead.text


@pytest.mark.parametrize("password", ["court", "motdepasse12", "aaaaaaaaaaaaaaaa", "123456123456"])
def test_a_weak_password_spends_nothing(
    stack: Stack, callers: dict[str, Caller], console: ConsoleProcess, newcomer: str, password: str
) -> None:
    link = invite(stack, callers, newcomer)
    with console.browser() as browser:
        assert browser.post("/acces", data=form_of(link, password)).status_code == 422
        assert browser.post("/acces", data=form_of(link, GOOD, "autre chose")).status_code == 422
        # Only known once the link was spent, and yet the same page goes on.
        assert browser.post("/acces", data=form_of(link, f"xx {newcomer.partition('@')[0]} zz")).status_code == 422
        assert browser.post("/acces", data=form_of(link, GOOD)).status_code == 303


def test_a_new_link_ends_what_the_old_password_opened(
    stack: Stack, callers: dict[str, Caller], console: ConsoleProcess, db: psycopg.Connection, newcomer: str
) -> None:
    link = invite(stack, callers, newcomer)
    with console.browser() as browser:
        browser.post("/acces", data=form_of(link, GOOD))
    lost_phone = console.cookie_of(newcomer, GOOD)
    user = profile(db, newcomer)["user_id"]
    assert ask(callers["admin"], "send_access_link", p_user_id=user).status_code == 200
    second = link_sent_to(stack, newcomer, seen=1)
    with console.browser() as browser:
        assert browser.post("/acces", data=form_of(second, "local-quatre drains verts")).status_code == 303
    with console.browser(lost_phone) as phone:
        assert phone.get("/session").status_code == 401
    with console.browser() as browser:
        assert browser.post("/connexion", data={"courriel": newcomer, "mot_de_passe": GOOD}).status_code == 401


def test_a_suspended_person_is_out_of_everything_within_a_minute(
    stack: Stack, callers: dict[str, Caller], console: ConsoleProcess, db: psycopg.Connection, hired: tuple[str, str]
) -> None:
    email, password = hired
    cookie = console.cookie_of(email, password)
    token = httpx.post(
        f"{stack.supabase_url}/auth/v1/token?grant_type=password", json={"email": email, "password": password},
        headers={"apikey": stack.publishable_key}, timeout=20,
    ).json()  # fmt: skip
    theirs = Caller(stack.supabase_url, stack.publishable_key, token["access_token"])
    user = profile(db, email)["user_id"]
    with console.websocket(cookie) as socket:
        assert "Votre session est terminée" not in run_script(socket)
        assert ask(callers["owner"], "set_suspended", p_user_id=user, p_suspended=True).status_code == 200
        # The token that they still hold reads nothing from the very next request on.
        assert theirs.rpc("today").status_code == 403
        assert theirs.table("GET", "leads", "limit=1").json() == []
        # The page that is open in front of them looks again each ten seconds, and ends by itself.
        started = time.monotonic()
        with console.browser(cookie) as browser:
            until(lambda: browser.get("/session").status_code == 401)
        assert time.monotonic() - started < 60

    def renewal() -> httpx.Response:
        return httpx.post(
            f"{stack.supabase_url}/auth/v1/token?grant_type=refresh_token", timeout=20,
            json={"refresh_token": token["refresh_token"]}, headers={"apikey": stack.publishable_key},
        )  # fmt: skip

    until(lambda: _orders(db, str(user)) == [("suspend", "done")])
    # Shut out, and every session of theirs gone: there is nothing left to renew.
    assert renewal().json()["error_code"] in ("user_banned", "refresh_token_not_found")
    assert db.execute("select count(*) from auth.sessions where user_id = %s", [user]).fetchone() == (0,)
    with console.browser() as browser:
        assert browser.post("/connexion", data={"courriel": email, "mot_de_passe": password}).status_code in (401, 403)
    assert ask(callers["owner"], "set_suspended", p_user_id=user, p_suspended=False).status_code == 200
    until(lambda: _orders(db, str(user)) == [("suspend", "done"), ("restore", "done")])
    console.cookie_of(email, password)


def _orders(db: psycopg.Connection, user: str) -> list[tuple[str, str]]:
    return db.execute("select kind, state from account_orders where user_id = %s order by asked_at", [user]).fetchall()


def test_an_invitation_asked_twice_is_one(
    callers: dict[str, Caller], db: psycopg.Connection, newcomer: str, stack: Stack
) -> None:
    request = str(uuid4())
    for _ in range(3):
        done = callers["owner"].rpc(
            "invite_person", p_request_id=request, p_email=newcomer, p_full_name="L", p_role="admin"
        )
        assert done.status_code == 200, done.text
    link_sent_to(stack, newcomer)
    assert db.execute("select count(*) from account_orders where email = %s", [newcomer]).fetchone() == (1,)
    again = ask(callers["owner"], "invite_person", p_email=newcomer.upper(), p_full_name="L", p_role="admin")
    assert again.json()["message"] == "already_in_team"


def test_a_visit_is_noted(console: ConsoleProcess, hired: tuple[str, str], db: psycopg.Connection) -> None:
    cookie = console.cookie_of(*hired)
    assert profile(db, hired[0])["last_seen_at"] is None
    with console.websocket(cookie) as socket:
        run_script(socket)
    until(lambda: profile(db, hired[0])["last_seen_at"])


def test_the_message_of_an_invitation_says_its_purpose_in_french(
    stack: Stack, callers: dict[str, Caller], newcomer: str
) -> None:
    invite(stack, callers, newcomer)
    line = next(line for line in log(stack).splitlines() if newcomer in line)
    result = json.dumps(json.loads(line), ensure_ascii=False)
    assert "Bonjour Léa Nouvelle" in result
    assert "ne sert qu’une fois" in result
