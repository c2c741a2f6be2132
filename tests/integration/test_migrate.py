"""Migrations: each once, two machines at once, never half of one, never a changed one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from backend.db import open_pool
from backend.intake.store import Delivery, take
from backend.migrate import MIGRATIONS, MigrationError, migrate
from backend.vapi.message import read
from tests.one_call import CALLER, START, OneCall


@pytest.fixture
def blank(db: psycopg.Connection, env: dict[str, str]) -> Iterator[str]:
    """A database of its own with what Supabase gives before any migration."""
    db.execute("drop database if exists migrate_test with (force)")
    db.execute("create database migrate_test")
    url = make_conninfo(env["SUPABASE_DB_URL"], dbname="migrate_test")
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute("create schema auth; create table auth.users (id uuid primary key)")
        conn.execute("create function auth.uid() returns uuid language sql stable as 'select null::uuid'")
    yield url
    db.execute("drop database migrate_test with (force)")


def test_all_are_applied_once(blank: str) -> None:
    assert migrate(blank) == sorted(path.name for path in MIGRATIONS.glob("*.sql"))
    assert migrate(blank) == []


def test_two_machines_at_once_share_the_work_without_harm(blank: str) -> None:
    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(migrate, [blank, blank])
    assert sorted(one + other) == sorted(path.name for path in MIGRATIONS.glob("*.sql"))


def test_a_migration_that_fails_leaves_nothing_and_is_named(blank: str, tmp_path: Path) -> None:
    (tmp_path / "0001_good.sql").write_text("create table good (id int)")
    (tmp_path / "0002_bad.sql").write_text("create table half (id int); select 1/0")
    with pytest.raises(MigrationError, match=r"0002_bad\.sql.*division by zero"):
        migrate(blank, tmp_path)
    with psycopg.connect(blank) as conn:
        found = conn.execute("select to_regclass('good') is not null, to_regclass('half') is null").fetchone()
    assert found == (True, True)


def test_a_migration_changed_after_it_was_applied_is_refused(blank: str, tmp_path: Path) -> None:
    path = tmp_path / "0001_good.sql"
    path.write_text("create table good (id int)")
    migrate(blank, tmp_path)
    path.write_text("create table good (id bigint)")
    with pytest.raises(MigrationError, match="was applied, then changed"):
        migrate(blank, tmp_path)


def test_leads_and_trail_of_before_are_brought_along(blank: str, tmp_path: Path) -> None:
    for path in MIGRATIONS.glob("*.sql"):
        if path.name < "0021":
            (tmp_path / path.name).write_text(path.read_text())
    migrate(blank, tmp_path)
    call = OneCall()
    with psycopg.connect(blank, autocommit=True) as conn:
        made = conn.execute(
            "insert into vapi_calls (vapi_call_id, created_at, caller_number) values (%s, %s, %s) returning id",
            [call.call_id, START, CALLER],
        ).fetchone()
        assert made is not None
        conn.execute(
            "insert into leads (ref, call_id, source, created_at, phone, name, address)"
            " values ('DF-1', %s, 'tool', %s, %s, 'Luc Roy', '12, rue X')",
            [made[0], START, CALLER],
        )
        conn.execute(
            "insert into audit_log (request_id, actor, action, subject_type, result) select gen_random_uuid(),"
            " gen_random_uuid(), 'update_lead', 'lead', to_jsonb(l) from leads l"
        )
        migrate(blank)
        said = call.lead(20, "t1", nom="Luc Roy", telephone=CALLER, adresse="14, rue Y", service="camera")
        assert asyncio.run(_take(blank, said)) == "applied"
        leads = conn.execute("select ref, address, service from leads").fetchall()
        trail = conn.execute("select result - 'id' from audit_log").fetchall()
    assert leads == [("DF-1", "14, rue Y", "camera")]
    assert trail == [({"version": 1},)]


async def _take(url: str, body: bytes) -> str:
    async with open_pool(url, size=1) as pool:
        return (await take(pool, Delivery(read(body)))).outcome
