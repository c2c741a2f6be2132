"""What the stack's own programs measure about themselves, and what a stranger with the publishable key gets."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
from pydantic import SecretStr

from backend.db import open_pool
from backend.readiness.anonymous import Tried, try_everything
from backend.readiness.settings import ReadinessSettings
from tests.people import Caller, sign_in
from tests.waiting import until


@pytest.fixture
def admin(env: dict[str, str]) -> Caller:
    return sign_in(env, "admin")


def try_the_key(db: psycopg.Connection, admin: Caller) -> tuple[bool, int, dict[str, Any]]:
    """Press the button; what the worker then writes."""
    newest = "select coalesce(max(id), 0) from evidence where code = 'anonymous'"
    before = db.execute(newest.encode()).fetchone()
    assert before is not None
    assert admin.rpc("measure_now", p_request_id=str(uuid4()), p_code="anonymous").status_code == 200
    written = "select ok, n, detail from evidence where code = 'anonymous' and id > %s order by id desc limit 1"
    found: tuple[bool, int, dict[str, Any]] = until(lambda: db.execute(written.encode(), before).fetchone())
    until(lambda: admin.rpc("readiness").json()["asked"] == [])
    return found


def test_the_publishable_key_alone_reads_nothing_and_an_open_table_is_named(
    db: psycopg.Connection, admin: Caller
) -> None:
    ok, n, detail = try_the_key(db, admin)
    assert (ok, detail["open"], detail["error"]) == (True, [], None)
    objects = db.execute(
        "select (select count(*) from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v'))"
        " + (select count(*) from pg_proc where pronamespace = 'public'::regnamespace)"
    ).fetchone()
    assert objects == (n,) and n > 60
    db.execute("grant select on booking_settings to anon")
    try:
        ok, _, detail = try_the_key(db, admin)
    finally:
        db.execute("revoke select on booking_settings from anon")
    assert (ok, detail["open"]) == (False, ["booking_settings"])
    assert try_the_key(db, admin)[0]


@pytest.mark.parametrize(
    "told",
    [
        # As PostgREST 12 says it, then as its version 13 does.
        {"message": "The schema must be one of the following: public, shown_too", "hint": None},
        {"message": "Invalid schema: -", "hint": "Only the following schemas are exposed: public, shown_too"},
    ],
)
def test_every_schema_that_the_data_api_shows_is_tried(
    db: psycopg.Connection, env: dict[str, str], told: dict[str, str | None]
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        schema = request.headers["accept-profile"]
        if schema == "-":
            return httpx.Response(406, json={"code": "PGRST106"} | told)
        return httpx.Response(200 if schema == "shown_too" else 401)

    async def tried() -> Tried:
        url, key = env["SUPABASE_URL"], SecretStr("key")
        settings = ReadinessSettings.model_construct(SUPABASE_URL=url, SUPABASE_PUBLISHABLE_KEY=key)
        api = httpx.AsyncClient(transport=httpx.MockTransport(answer))
        async with open_pool(env["SUPABASE_DB_URL"], size=1) as pool, api:
            return await try_everything(pool, api, settings)

    db.execute("create schema shown_too")
    try:
        db.execute("create view shown_too.callers as select 1 as one")
        found = asyncio.run(tried())
    finally:
        db.execute("drop schema shown_too cascade")
    assert (found.error, found.open) == (None, ("shown_too.callers",))
    told |= {"message": "Not acceptable", "hint": None}
    assert asyncio.run(tried()).error == "schemas_unknown"


def test_programs_show_their_secrets_by_fingerprint_only(db: psycopg.Connection, env: dict[str, str]) -> None:
    def seen() -> dict[tuple[str, str], tuple[str, str]]:
        rows = db.execute("select program, setting, fingerprint, weakness from private.secret_sightings").fetchall()
        found = {(row[0], row[1]): (row[2], row[3]) for row in rows}
        return found if {program for program, _ in found} == {"webhook", "worker"} else {}

    held = until(seen)
    assert held[("webhook", "VAPI_WEBHOOK_SECRET")][1] == "demonstration"
    assert held[("worker", "SUPABASE_DB_URL")][1] == "demonstration"
    result = " ".join(fingerprint for fingerprint, _ in held.values())
    assert env["VAPI_WEBHOOK_SECRET"] not in result and len(held[("worker", "BREVO_API_KEY")][0]) == 24


def test_the_stand_in_for_brevo_is_told_as_such(db: psycopg.Connection) -> None:
    found = until(lambda: db.execute("select ok from evidence where code = 'provider'").fetchone())
    assert found == (False,)


def test_a_database_changed_by_hand_is_found_and_told_to_the_administrator(
    db: psycopg.Connection, admin: Caller
) -> None:
    def last() -> Any:
        return admin.rpc("health").json()["schema"]

    def look_again() -> Any:
        before = last()
        assert admin.rpc("measure_now", p_request_id=str(uuid4()), p_code="schema").status_code == 200
        return until(lambda: (found := last()) != before and found)

    db.execute("create index leads_by_hand on public.leads (city)")
    try:
        told = look_again()
    finally:
        db.execute("drop index public.leads_by_hand")
    assert (told["ok"], told["value"], told["detail"]) == (False, 1, "index|public.leads leads_by_hand|unknown")
    assert look_again()["ok"] is True
