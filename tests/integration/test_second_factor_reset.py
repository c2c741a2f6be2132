"""A lost telephone: owner or administrator takes the second factor away, and every session of that person is over."""

from __future__ import annotations

import time
from uuid import uuid4

import psycopg
import pytest
from supabase import Client, create_client

from backend import totp
from tests.people import Caller, sign_in


@pytest.fixture
def proven(env: dict[str, str], hired: tuple[str, str]) -> Client:
    """Somebody of the office, signed in with the code of their telephone."""
    client = create_client(env["SUPABASE_URL"], env["SUPABASE_PUBLISHABLE_KEY"])
    client.auth.sign_in_with_password({"email": hired[0], "password": hired[1]})
    factor = client.auth.mfa.enroll({"factor_type": "totp", "friendly_name": "Téléphone"})
    assert factor.totp is not None
    code = totp.code(factor.totp.secret, time.time())
    client.auth.mfa.challenge_and_verify({"factor_id": factor.id, "code": code})
    return client


def as_caller(env: dict[str, str], client: Client) -> Caller:
    session = client.auth.get_session()
    assert session is not None
    return Caller(env["SUPABASE_URL"], env["SUPABASE_PUBLISHABLE_KEY"], session.access_token)


def member(owner: Caller, email: str) -> dict[str, object]:
    return next(one for one in owner.rpc("team").json()["people"] if one["email"] == email)


def test_it_is_shown_taken_away_and_every_open_token_opens_nothing_any_more(
    env: dict[str, str], proven: Client, hired: tuple[str, str], db: psycopg.Connection
) -> None:
    owner, open_token = sign_in(env, "owner"), as_caller(env, proven)
    shown = member(owner, hired[0])
    assert shown["second_factor"] is True
    assert open_token.rpc("status_line").status_code == 200
    asked = {"p_request_id": str(uuid4()), "p_user_id": shown["user_id"]}
    assert owner.rpc("reset_second_factor", **asked).status_code == 200
    # The same press once more: it is done, and stays done once.
    assert owner.rpc("reset_second_factor", **asked).status_code == 200
    assert member(owner, hired[0])["second_factor"] is False
    alive = "select (select count(*) from auth.sessions where user_id = %(u)s), (select count(*) from auth.mfa_factors"
    assert db.execute(f"{alive} where user_id = %(u)s)", {"u": shown["user_id"]}).fetchone() == (0, 0)
    # Its hour is not over, and it still says that the second factor was proven.
    assert open_token.rpc("status_line").json()["code"] == "42501"
    assert open_token.table("GET", "profiles").json() == []
    trail = owner.rpc("audit_trail", p_actions=["reset_second_factor"]).json()
    assert [one["subject_id"] for one in trail][:1] == [shown["user_id"]]
    again = create_client(env["SUPABASE_URL"], env["SUPABASE_PUBLISHABLE_KEY"])
    again.auth.sign_in_with_password({"email": hired[0], "password": hired[1]})
    assert as_caller(env, again).rpc("status_line").status_code == 200


def test_whoever_has_none_is_refused_by_name_and_nobody_resets_their_own(
    env: dict[str, str], hired: tuple[str, str]
) -> None:
    owner = sign_in(env, "owner")
    none = owner.rpc(
        "reset_second_factor", p_request_id=str(uuid4()), p_user_id=str(member(owner, hired[0])["user_id"])
    )
    assert none.json()["message"] == "no_second_factor"
    mine = member(owner, env["DEMO_OWNER_EMAIL"])["user_id"]
    own = owner.rpc("reset_second_factor", p_request_id=str(uuid4()), p_user_id=str(mine))
    assert own.json()["message"] == "own_access"
