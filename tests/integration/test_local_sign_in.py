"""Supabase's own client signs in, renews and signs out against the embedded gateway."""

from __future__ import annotations

import time
from uuid import uuid4

import httpx
import jwt
import psycopg
import pytest
from supabase import Client, create_client
from supabase_auth.errors import AuthApiError, AuthWeakPasswordError

from backend import totp
from tests.local_stack import Stack


@pytest.fixture
def client(stack: Stack) -> Client:
    return create_client(stack.supabase_url, stack.publishable_key)


@pytest.fixture
def service(stack: Stack) -> Client:
    return create_client(stack.supabase_url, stack.secret_key)


def sign_in(client: Client, stack: Stack, role: str = "owner") -> tuple[str, str]:
    session = client.auth.sign_in_with_password({"email": stack.email(role), "password": stack.demo_password}).session
    assert session is not None
    return session.access_token, session.refresh_token


def renew(client: Client, token: str) -> str:
    session = client.auth.refresh_session(token).session
    assert session is not None
    return session.refresh_token


@pytest.mark.parametrize("role", ["owner", "staff", "admin"])
def test_each_demonstration_account_signs_in_and_reads_its_own_profile(client: Client, stack: Stack, role: str) -> None:
    sign_in(client, stack, role)
    for factor in client.auth.mfa.list_factors().totp:
        code = totp.code(stack.env["DEMO_FACTOR_SECRET"], time.time())
        client.auth.mfa.challenge_and_verify({"factor_id": factor.id, "code": code})
    [profile] = client.table("profiles").select("role").eq("email", stack.email(role)).execute().data
    assert profile == {"role": role}


def test_the_access_token_carries_the_claims_of_hosted_supabase(client: Client, stack: Stack) -> None:
    access, _ = sign_in(client, stack)
    claims = jwt.decode(access, options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] == 3600
    expected = {"iss": f"{stack.supabase_url}/auth/v1", "aud": "authenticated", "role": "authenticated", "aal": "aal1"}
    assert expected.items() <= claims.items()
    assert {"sub", "session_id", "email", "phone", "is_anonymous", "app_metadata", "user_metadata"} <= set(claims)


@pytest.mark.parametrize("email", ["guillaume@demo.example", "nobody@demo.example"])
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client: Client, email: str) -> None:
    with pytest.raises(AuthApiError) as refused:
        client.auth.sign_in_with_password({"email": email, "password": "wrong-password"})
    assert (refused.value.status, refused.value.code) == (400, "invalid_credentials")
    assert str(refused.value) == "Invalid login credentials"


def test_a_refresh_token_serves_once_and_its_lost_answer_can_be_asked_again(client: Client, stack: Stack) -> None:
    _, first = sign_in(client, stack)
    second = renew(client, first)
    assert second != first
    # The answer was lost on the way: the same next token is given again, not another one.
    assert renew(client, first) == second
    assert renew(client, second) not in (first, second)


def test_an_old_refresh_token_that_comes_back_closes_the_session(
    client: Client, stack: Stack, db: psycopg.Connection
) -> None:
    _, first = sign_in(client, stack)
    third = renew(client, renew(client, first))
    db.execute("update auth.refresh_tokens set updated_at = now() - interval '11 seconds' where token = %s", [first])
    for token, code in ((first, "refresh_token_already_used"), (third, "refresh_token_already_used")):
        with pytest.raises(AuthApiError) as refused:
            renew(client, token)
        assert refused.value.code == code
        db.execute(
            "update auth.refresh_tokens set updated_at = now() - interval '11 seconds' where token = %s", [third]
        )


def test_within_ten_seconds_an_old_refresh_token_is_tolerated(client: Client, stack: Stack) -> None:
    _, first = sign_in(client, stack)
    third = renew(client, renew(client, first))
    assert renew(client, first) not in (first, third)


def test_signing_out_ends_this_session_and_no_other(client: Client, stack: Stack) -> None:
    kept_access, kept = sign_in(client, stack)
    access, refresh = sign_in(client, stack)
    client.auth.admin.sign_out(access, "local")
    with pytest.raises(AuthApiError) as refused:
        renew(client, refresh)
    # The library's list of codes lacks this one.
    assert str(refused.value.code) == "refresh_token_not_found"
    with pytest.raises(AuthApiError) as gone:
        client.auth.get_user(access)
    assert gone.value.code == "session_not_found"
    found = client.auth.get_user(kept_access)
    assert found is not None and found.user.email == stack.email("owner")
    assert renew(client, kept) != kept


def test_a_forged_token_is_nobody(client: Client, stack: Stack) -> None:
    access, _ = sign_in(client, stack)
    claims = jwt.decode(access, options={"verify_signature": False})
    forged = jwt.encode(claims, "another-secret-of-more-than-32-characters", "HS256")
    with pytest.raises(AuthApiError) as refused:
        client.auth.get_user(forged)
    assert (refused.value.status, refused.value.code) == (403, "bad_jwt")
    answer = httpx.get(f"{stack.supabase_url}/rest/v1/profiles", headers=headers(stack.publishable_key, forged))
    assert answer.status_code == 401


def test_a_banned_person_cannot_come_back(
    client: Client, stack: Stack, service: Client, db: psycopg.Connection
) -> None:
    email = f"{uuid4()}@demo.example"
    service.auth.admin.create_user({"email": email, "password": "long enough", "email_confirm": True})
    session = client.auth.sign_in_with_password({"email": email, "password": "long enough"}).session
    assert session is not None
    db.execute("update auth.users set banned_until = now() + interval '1 hour' where email = %s", [email])
    with pytest.raises(AuthApiError) as refused:
        renew(client, session.refresh_token)
    assert refused.value.code == "user_banned"


def test_only_the_secret_key_administers_people(client: Client, stack: Stack, service: Client) -> None:
    sign_in(client, stack, "admin")
    with pytest.raises(AuthApiError) as refused:
        client.auth.admin.list_users()
    assert (refused.value.status, refused.value.code) == (403, "not_admin")
    assert stack.email("owner") in [user.email for user in service.auth.admin.list_users(per_page=1_000)]


def test_a_taken_address_and_a_short_password_are_refused(stack: Stack, service: Client) -> None:
    with pytest.raises(AuthApiError) as taken:
        service.auth.admin.create_user({"email": stack.email("owner").upper(), "password": "long enough"})
    assert (taken.value.status, taken.value.code) == (422, "email_exists")
    made = service.auth.admin.create_user({"email": f"{uuid4()}@demo.example", "password": "long enough"}).user
    with pytest.raises(AuthWeakPasswordError):
        service.auth.admin.update_user_by_id(made.id, {"password": "short"})


@pytest.mark.parametrize("body", [b"", b"[]", b'{"email": 1}', b'{"email": "a\\u0000b", "password": "x"}'])
def test_a_body_that_is_no_request_is_refused_plainly(stack: Stack, body: bytes) -> None:
    url = f"{stack.supabase_url}/auth/v1/token?grant_type=password"
    answer = httpx.post(url, headers={"apikey": stack.publishable_key}, content=body)
    assert answer.status_code == 400
    assert answer.json()["error_code"] in ("bad_json", "validation_failed")


def test_supabases_own_client_enrols_and_shows_a_second_factor(client: Client, service: Client) -> None:
    email = f"{uuid4()}@demo.example"
    service.auth.admin.create_user({"email": email, "password": "long enough", "email_confirm": True})
    client.auth.sign_in_with_password({"email": email, "password": "long enough"})
    factor = client.auth.mfa.enroll({"factor_type": "totp", "friendly_name": "Téléphone"})
    assert factor.totp is not None and "<svg" in factor.totp.qr_code
    code = totp.code(factor.totp.secret, time.time())
    client.auth.mfa.challenge_and_verify({"factor_id": factor.id, "code": code})
    assert client.auth.mfa.get_authenticator_assurance_level().current_level == "aal2"
    assert [one.friendly_name for one in client.auth.mfa.list_factors().totp] == ["Téléphone"]
    client.auth.mfa.unenroll({"factor_id": factor.id})
    assert client.auth.mfa.list_factors().all == []


def headers(key: str, token: str) -> dict[str, str]:
    return {"apikey": key, "Authorization": f"Bearer {token}"}
