"""Who may see and do what, tried on the Data API itself; the list of objects comes from the catalogue."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest

from tests.people import ROLES, Caller, sign_in
from tests.rights_expected import CALLERS, READERS, TEAM

EVERYONE = ("anonymous", *ROLES)


@pytest.fixture(scope="module")
def callers(env: dict[str, str]) -> dict[str, Caller]:
    return {role: sign_in(env, role) for role in EVERYONE}


@pytest.fixture
def audited(db: psycopg.Connection) -> Iterator[None]:
    """At least one row in the audit trail and among the copies, so that not seeing any means being refused."""
    if db.execute("select count(*) from audit_log").fetchone() == (0,):
        db.execute(
            "insert into audit_log (request_id, actor, action, subject_type, result)"
            " values (gen_random_uuid(), gen_random_uuid(), 'test', 'test', '{}')"
        )
    if db.execute("select count(*) from backups").fetchone() == (0,):
        db.execute("insert into backups (cause_key, reason, state, due_at) values ('test', 'hand', 'cancelled', null)")
        db.execute(
            "insert into backup_proofs (cause_key, backup_id, reason, state, due_at)"
            " select 'test', id, 'hand', 'cancelled', null from backups"
        )
        db.execute("insert into backup_stores (name, at, ok) values ('test', now(), true) on conflict do nothing")
    db.execute("insert into probe_readings (probe, ok) values ('test', true)")
    db.execute("insert into check_ins (job, ok) values ('probes', true)")
    db.execute("insert into sentry_events (program, accepted, detail) values ('worker', false, 'test')")
    yield


def names(db: psycopg.Connection, sql: str) -> set[str]:
    return {row[0] for row in db.execute(sql).fetchall()}


def test_every_table_and_function_has_an_expectation(db: psycopg.Connection) -> None:
    relations = (
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r','v','m','p')"
    )
    functions = "select proname from pg_proc where pronamespace = 'public'::regnamespace"
    assert names(db, relations) == set(READERS)
    assert names(db, functions) == set(CALLERS)


def test_row_level_security_is_on_everywhere(db: psycopg.Connection) -> None:
    without = """select relname from pg_class where relkind = 'r' and not relrowsecurity
                 and relnamespace in ('public'::regnamespace, 'private'::regnamespace)"""
    assert names(db, without) == set()


@pytest.mark.parametrize("role", EVERYONE)
@pytest.mark.parametrize("table", READERS)
def test_reading(callers: dict[str, Caller], audited: None, table: str, role: str) -> None:
    answer = callers[role].table("GET", table, "limit=1")
    if role in READERS[table]:
        assert answer.status_code == 200
    elif role == "anonymous":
        assert answer.status_code in (401, 403), answer.text
    else:
        assert (answer.status_code, answer.json()) == (200, [])


@pytest.mark.parametrize("role", EVERYONE)
@pytest.mark.parametrize("table", READERS)
def test_nobody_writes_a_table_directly(
    callers: dict[str, Caller], db: psycopg.Connection, table: str, role: str
) -> None:
    for what, answer in _writes(db, callers[role], table):
        assert answer.status_code == (401 if role == "anonymous" else 403), f"{what}: {answer.text}"
        assert answer.json()["code"] == "42501", f"{what}: {answer.text}"


def _writes(db: psycopg.Connection, caller: Caller, table: str) -> list[tuple[str, httpx.Response]]:
    """Each way to write that table directly, and the answer to it."""
    first = """select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped
               and attidentity = '' and attgenerated = '' limit 1"""
    row = db.execute(first, [f"public.{table}"]).fetchone()
    assert row is not None
    # A filter and a value: without them the request is turned away before anybody's rights are asked.
    nothing = f"{row[0]}=is.null"
    ways: list[tuple[str, str, Any]] = [("POST", "", {}), ("PATCH", nothing, {row[0]: None}), ("DELETE", nothing, None)]
    return [(f"{method} {table}", caller.table(method, table, query, json=body)) for method, query, body in ways]


@pytest.mark.parametrize("role", EVERYONE)
@pytest.mark.parametrize("function", CALLERS)
def test_calling(callers: dict[str, Caller], db: psycopg.Connection, function: str, role: str) -> None:
    answer = callers[role].rpc(function, **_arguments(db, function))
    if role in CALLERS[function]:
        assert answer.status_code not in (401, 403) and answer.status_code < 500, answer.text
    else:
        assert answer.status_code in (401, 403), answer.text
        assert answer.json()["code"] == "42501"


@pytest.mark.parametrize("function", ["today", "second_chances"])
def test_a_limit_below_nothing_is_no_error(callers: dict[str, Caller], function: str) -> None:
    assert callers["staff"].rpc(function, p_limit=-1).status_code == 200


def _arguments(db: psycopg.Connection, function: str) -> dict[str, object]:
    arguments = db.execute(
        "select proargnames, proargtypes::regtype[]::text[] from pg_proc where proname = %s", [function]
    )
    row = arguments.fetchone()
    assert row is not None
    return {name: _harmless(kind) for name, kind in zip(row[0] or [], row[1], strict=False)}


def _harmless(kind: str) -> object:
    if kind == "uuid":
        return str(uuid.uuid4())
    return {"integer": 1, "jsonb": {}, "timestamp with time zone": "2026-11-23T12:00:00Z", "boolean": True}.get(kind)


@pytest.mark.parametrize("role", sorted(TEAM))
def test_a_suspended_person_sees_nothing_from_the_next_request_on(
    callers: dict[str, Caller], db: psycopg.Connection, audited: None, role: str
) -> None:
    assert callers[role].rpc("status_line").status_code == 200
    # No statement suspends the last owner: what would stop that one is tried elsewhere.
    db.execute("alter table profiles disable trigger user")
    try:
        db.execute("update profiles set suspended = true where role = %s", [role])
        for function in CALLERS:
            answer = callers[role].rpc(function, **_arguments(db, function))
            assert (answer.status_code, answer.json()["code"]) == (403, "42501"), function
        for table in READERS:
            rows = callers[role].table("GET", table, "limit=1").json()
            # That one is suspended is all that one still reads.
            assert rows == [] or (table == "profiles" and rows[0]["suspended"]), table
            for what, written in _writes(db, callers[role], table):
                assert (written.status_code, written.json()["code"]) == (403, "42501"), what
    finally:
        db.execute("update profiles set suspended = false")
        db.execute("alter table profiles enable trigger user")


def test_the_inbox_and_its_functions_are_out_of_reach(callers: dict[str, Caller]) -> None:
    for role in EVERYONE:
        for name in ("inbox", "webhook_requests", "probes", "heartbeats"):
            assert callers[role].table("GET", name).status_code in (401, 403, 404)
        assert callers[role].rpc("receive_event").status_code in (401, 403, 404)


def test_the_audit_trail_cannot_be_changed_even_by_its_owner(db: psycopg.Connection, audited: None) -> None:
    for attempt in ("delete from audit_log", "update audit_log set action = 'x'", "truncate audit_log"):
        with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
            db.execute(attempt)
