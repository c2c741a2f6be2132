"""`--check`: a database that is what is written passes, and each kind of change made by hand is named."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from backend.migrate import migrate
from backend.schema import check
from backend.schema.check import Objects
from backend.schema.difference import Difference
from tests.blank_database import blank_database
from tests.local_stack import ROOT, Stack

BY_HAND = {
    "create table private.extra (id int)": {"table private.extra: unknown", "column private.extra.id: unknown"},
    "alter table public.leads disable row level security": {"table public.leads: differs"},
    "alter table public.leads add column nickname text": {"column public.leads.nickname: unknown"},
    "alter table public.leads alter column note drop not null": {"column public.leads.note: differs"},
    "alter table public.leads alter column urgency set default 'low'": {"column public.leads.urgency: differs"},
    "alter table public.leads drop constraint reachable": {"constraint public.leads reachable: missing"},
    "create index leads_extra on public.leads (city)": {"index public.leads leads_extra: unknown"},
    "drop index public.leads_waiting": {"index public.leads leads_waiting: missing"},
    "alter function private.local_day cost 7": {"function private.local_day(timestamp with time zone): differs"},
    "drop function private.usual_calls": {
        "function private.usual_calls(timestamp with time zone,timestamp with time zone): missing"
    },
    "create function public.extra() returns int language sql as 'select 1'": {"function public.extra(): unknown"},
    "drop trigger alerts_guard on public.alerts": {"trigger public.alerts alerts_guard: missing"},
    "alter table public.alerts disable trigger alerts_guard": {"trigger public.alerts alerts_guard: differs"},
    "drop policy read_for_team on public.leads": {"policy public.leads read_for_team: missing"},
    "create policy loose on public.leads using (true)": {"policy public.leads loose: unknown"},
    "grant select on public.leads to anon": {"grant public.leads to anon: unknown"},
    "revoke select on public.leads from authenticated": {"grant public.leads to authenticated: missing"},
    "grant execute on function private.settle_call to public": {"grant private.settle_call(uuid) to public: unknown"},
    "grant create on schema private to authenticated": {"grant schema private to authenticated: differs"},
    "alter default privileges in schema public grant select on tables to anon": {
        "default privileges tables in public to anon: unknown"
    },
    "alter default privileges grant execute on functions to public": {
        "default privileges functions to public: unknown"
    },
    "alter sequence private.lead_number increment by 2": {"sequence private.lead_number: differs"},
    "alter type private.gate_check add attribute extra text": {"type private.gate_check: differs"},
}


@pytest.fixture(scope="module")
def migrated(env: dict[str, str]) -> Iterator[str]:
    with blank_database(env["SUPABASE_DB_URL"], "migrate_check_test") as url:
        migrate(url)
        yield url


@pytest.fixture(scope="module")
def written() -> Objects:
    """What is written, built once for all that is compared with it."""
    return check.written(Path(tempfile.gettempdir()))


def named(found: list[Difference]) -> set[str]:
    return {f"{one.kind} {one.name}: {one.how}" for one in found}


@pytest.mark.parametrize("statement", BY_HAND)
def test_a_change_made_by_hand_is_named(migrated: str, written: Objects, statement: str) -> None:
    with psycopg.connect(migrated) as conn:
        conn.execute(statement.encode())
        found = named(check.compared(check.objects(conn), written))
        conn.rollback()
    assert found == BY_HAND[statement]


def test_a_table_that_is_gone_is_named_with_all_that_was_of_it(migrated: str, written: Objects) -> None:
    with psycopg.connect(migrated) as conn:
        conn.execute("drop table private.backup_links")
        found = named(check.compared(check.objects(conn), written))
        conn.rollback()
    assert {"table private.backup_links: missing", "grant private.backup_links to service_role: missing"} < found
    assert all(" private.backup_links" in one for one in found)


def test_a_freshly_migrated_database_is_what_is_written(migrated: str, written: Objects) -> None:
    with psycopg.connect(migrated) as conn:
        assert check.compared(check.objects(conn), written) == []


def test_the_command_passes_on_a_fresh_stack_and_fails_on_a_change(stack: Stack, db: psycopg.Connection) -> None:
    work = {**os.environ, "DRAIN_ENVIRONMENT_ONLY": "1", "SUPABASE_DB_URL": stack.db_url}
    command = [sys.executable, "-m", "backend.migrate", "--check"]
    done = subprocess.run(command, cwd=ROOT, env=work, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "la base est ce qui est écrit\n")
    db.execute("drop trigger alerts_guard on public.alerts")
    try:
        done = subprocess.run(command, cwd=ROOT, env=work, capture_output=True, text=True, check=False)
    finally:
        migrate(stack.db_url, again=True)
    assert (done.returncode, done.stdout) == (1, "déclencheur public.alerts alerts_guard: manque\n")
