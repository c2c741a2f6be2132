"""Tokens and profiles over a session's life, against the real stack."""

from __future__ import annotations

import logging
import socketserver
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Thread
from time import time
from uuid import uuid4

import httpx
import pytest
from supabase import Client, create_client

from backend import totp
from backend.console.identity import TokenPair
from backend.console.renewal import CodeNeeded
from backend.console.services import Services, assemble
from backend.console.sessions import Session, hashed
from backend.settings.console import ConsoleSettings
from backend.supabase.errors import ApiError

PASSWORD = f"local-{uuid4().hex}"


@pytest.fixture
def parts(env: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Services:
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("CONSOLE_SESSIONS_PATH", str(tmp_path / "sessions.sqlite3"))
    return assemble(ConsoleSettings.load())


@pytest.fixture
def service(env: dict[str, str]) -> Client:
    return create_client(env["SUPABASE_URL"], env["SUPABASE_SECRET_KEY"])


@pytest.fixture
def employee(service: Client) -> Iterator[str]:
    """The e-mail of somebody who works here."""
    email = f"{uuid4().hex}@drain.example"
    user = service.auth.admin.create_user({"email": email, "password": PASSWORD, "email_confirm": True}).user
    profile = {"user_id": user.id, "email": email, "full_name": "Employé Essai", "role": "staff"}
    service.table("profiles").insert(profile).execute()
    yield email
    service.table("profiles").delete().eq("user_id", user.id).execute()


def sign_in(parts: Services, email: str) -> str:
    cookie = parts.keeper.sign_in(email, PASSWORD)
    assert cookie is not None
    return cookie


def with_telephone(parts: Services, email: str) -> str:
    """Signed in with a telephone, linked there and then."""
    with pytest.raises(CodeNeeded) as asked:
        parts.keeper.sign_in(email, PASSWORD, to_link=True)
    telephone = parts.identity.link_telephone(asked.value.tokens)
    code = totp.code(telephone.secret, time())
    cookie = parts.keeper.enter(parts.identity.show_code(asked.value.tokens, code, telephone.factor_id))
    assert cookie is not None
    return cookie


def session_of(parts: Services, cookie: str) -> Session:
    session = parts.store.find(hashed(cookie))
    assert session is not None
    return session


def age(parts: Services, cookie: str, tokens: TokenPair) -> None:
    parts.store.renew(hashed(cookie), tokens)


def test_the_person_is_read_from_their_profile(parts: Services, employee: str) -> None:
    person = parts.person_behind(sign_in(parts, employee))
    assert person is not None
    assert (person.email, person.full_name, person.role) == (employee, "Employé Essai", "staff")


def test_a_token_about_to_expire_is_renewed_once_however_many_ask(parts: Services, employee: str) -> None:
    cookie = sign_in(parts, employee)
    before = session_of(parts, cookie).tokens
    age(parts, cookie, replace(before, access_expires_at=time() + 60))
    sent: list[httpx.Request] = []
    parts.identity.http.event_hooks["request"].append(sent.append)
    with ThreadPoolExecutor(8) as pool:
        seen = set(pool.map(lambda _: parts.keeper.token(hashed(cookie)), range(24)))
    after = session_of(parts, cookie).tokens
    assert len(sent) == 1
    assert seen == {after.access}
    assert after.refresh != before.refresh
    assert after.access_expires_at > time() + 600
    assert parts.api_for(cookie).rpc("people")


def test_a_token_that_the_api_refuses_is_renewed_and_the_call_made_again(parts: Services, employee: str) -> None:
    cookie = sign_in(parts, employee)
    good = session_of(parts, cookie).tokens
    age(parts, cookie, replace(good, access=good.access[:-6] + "AAAAAA"))
    assert parts.api_for(cookie).rpc("people")
    assert session_of(parts, cookie).tokens.refresh != good.refresh


def test_a_refresh_token_that_is_refused_ends_the_session(parts: Services, employee: str) -> None:
    cookie = sign_in(parts, employee)
    good = session_of(parts, cookie).tokens
    age(parts, cookie, replace(good, refresh="unknown", access_expires_at=time() - 1))
    with pytest.raises(ApiError) as refused:
        parts.api_for(cookie).rpc("people")
    assert refused.value.kind == "expired"
    assert parts.person_behind(cookie) is None


def test_signing_out_is_told_to_supabase(parts: Services, employee: str) -> None:
    cookie = sign_in(parts, employee)
    tokens = session_of(parts, cookie).tokens
    parts.keeper.end(cookie)
    parts.endings.work()
    with pytest.raises(ApiError) as refused:
        parts.identity.refresh(tokens.refresh)
    assert refused.value.kind != "unreachable"


def test_an_ended_session_shuts_the_door_to_the_data(parts: Services, employee: str) -> None:
    cookie = sign_in(parts, employee)
    api = parts.api_for(cookie)
    assert api.rpc("people")
    parts.keeper.end(cookie)
    with pytest.raises(ApiError) as refused:
        api.rpc("people")
    assert refused.value.kind == "expired"


def test_a_suspended_person_is_out_within_a_minute_and_cannot_come_back(
    parts: Services, service: Client, employee: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookie = sign_in(parts, employee)
    service.table("profiles").update({"suspended": True}).eq("email", employee).execute()
    monkeypatch.setattr("backend.console.renewal.PROFILE_GOOD_FOR_S", 0)
    assert parts.person_behind(cookie) is None
    assert parts.store.find(hashed(cookie)) is None
    assert parts.keeper.sign_in(employee, PASSWORD) is None


def test_a_new_role_shows_within_a_minute(
    parts: Services, service: Client, employee: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookie = with_telephone(parts, employee)
    service.table("profiles").update({"role": "admin"}).eq("email", employee).execute()
    monkeypatch.setattr("backend.console.renewal.PROFILE_GOOD_FOR_S", 0)
    person = parts.person_behind(cookie)
    assert person is not None and person.role == "admin"


def test_who_becomes_administrator_without_a_telephone_signs_in_anew_and_links_one(
    parts: Services, service: Client, employee: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookie = sign_in(parts, employee)
    service.table("profiles").update({"role": "admin"}).eq("email", employee).execute()
    monkeypatch.setattr("backend.console.renewal.PROFILE_GOOD_FOR_S", 0)
    assert parts.person_behind(cookie) is None
    assert parts.store.find(hashed(cookie)) is None
    with pytest.raises(CodeNeeded) as asked:
        parts.keeper.sign_in(employee, PASSWORD)
    assert not asked.value.is_linked


def test_an_account_without_a_profile_is_turned_away(parts: Services, service: Client) -> None:
    email = f"{uuid4().hex}@drain.example"
    service.auth.admin.create_user({"email": email, "password": PASSWORD, "email_confirm": True})
    assert parts.keeper.sign_in(email, PASSWORD) is None


def test_with_supabase_away_the_session_stands_and_the_call_says_so(parts: Services, employee: str) -> None:
    cookie = sign_in(parts, employee)
    elsewhere = assemble(ConsoleSettings.load().model_copy(update={"SUPABASE_URL": "http://127.0.0.1:9"}))
    assert elsewhere.person_behind(cookie) is not None
    with pytest.raises(ApiError) as away:
        elsewhere.api_for(cookie).rpc("people")
    assert away.value.kind == "unreachable"
    assert "ne répond pas" in away.value.sentence


def test_with_supabase_away_a_profile_is_not_asked_for_at_each_page(
    parts: Services, employee: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookie = sign_in(parts, employee)
    monkeypatch.setattr("backend.console.renewal.PROFILE_GOOD_FOR_S", 0)
    asked: list[float] = []

    class HangsUp(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            asked.append(time())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), HangsUp) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_address[1]}"
        elsewhere = assemble(ConsoleSettings.load().model_copy(update={"SUPABASE_URL": url}))
        assert elsewhere.keeper.current(hashed(cookie)) is not None
        once = len(asked)
        assert once > 0
        for _ in range(5):
            assert elsewhere.keeper.current(hashed(cookie)) is not None
        server.shutdown()
    assert len(asked) == once


def test_two_people_of_the_same_process_never_mix(parts: Services, env: dict[str, str], employee: str) -> None:
    staff = sign_in(parts, employee)
    with pytest.raises(CodeNeeded) as asked:
        parts.keeper.sign_in(env["DEMO_ADMIN_EMAIL"], env["DEMO_PASSWORD"])
    code = totp.code(env["DEMO_FACTOR_SECRET"], time())
    admin = parts.keeper.enter(parts.identity.show_code(asked.value.tokens, code))
    assert admin is not None
    doors = [parts.api_for(staff), parts.api_for(admin)] * 20

    def health(door: int) -> str:
        try:
            doors[door].rpc("health")
            return "allowed"
        except ApiError as error:
            return error.kind

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(health, range(len(doors))))
    assert answers == ["forbidden", "allowed"] * 20


def test_what_the_database_refuses_comes_in_words_for_people(
    parts: Services, employee: str, caplog: pytest.LogCaptureFixture
) -> None:
    api = parts.api_for(sign_in(parts, employee))
    with caplog.at_level(logging.WARNING, "drain"), pytest.raises(ApiError) as forbidden:
        api.rpc("health")
    assert (forbidden.value.kind, forbidden.value.sentence) == ("forbidden", "Votre rôle ne permet pas cette action.")
    # Who tried what is not lost: the function, and the session by a number that opens nothing.
    assert [line.getMessage() for line in caplog.records] == [
        f"the database refuses health to session {api.session[:12]}"
    ]
    assert employee not in caplog.text
    with pytest.raises(ApiError) as unknown:
        api.rpc("no_such_function")
    assert (unknown.value.code, unknown.value.kind) == ("PGRST202", "setup")
    with pytest.raises(ApiError) as refused:
        api.rpc("mark_called_back", {"p_request_id": str(uuid4()), "p_kind": "nothing", "p_id": str(uuid4())})
    assert refused.value.kind in ("refused", "conflict")
    assert refused.value.message == "unknown_record_kind"
    assert refused.value.sentence == "De quoi s’agit-il: «lead» ou «call»?"


def test_leaving_everywhere_ends_each_session_and_spends_its_refresh_token(parts: Services, employee: str) -> None:
    office, lost_phone = sign_in(parts, employee), sign_in(parts, employee)
    spent = session_of(parts, lost_phone).tokens
    parts.keeper.end_everywhere(office)
    assert parts.store.find(hashed(office)) is None
    assert parts.store.find(hashed(lost_phone)) is None
    parts.endings.work()
    with pytest.raises(ApiError) as refused:
        parts.identity.refresh(spent.refresh)
    assert refused.value.kind != "unreachable"


def test_a_profile_in_doubt_is_read_again_at_once(parts: Services, service: Client, employee: str) -> None:
    cookie = sign_in(parts, employee)
    service.table("profiles").update({"suspended": True}).eq("email", employee).execute()
    assert parts.person_behind(cookie) is not None
    parts.recheck(cookie)
    assert parts.person_behind(cookie) is None
    assert parts.store.find(hashed(cookie)) is None
