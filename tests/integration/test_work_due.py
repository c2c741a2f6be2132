"""What has come due wakes its loop within a second, for each kind: asked of the database as the worker asks."""

from __future__ import annotations

import re
from collections.abc import Iterator

import psycopg
import pytest

from backend.db import query
from backend.worker.loops import LOOPS
from tests.local_stack import ROOT

CALL = "'00000000-0000-4000-8000-000000000001'"
# A row of each kind that is due; %s is when.
DUE = {
    "inbox": "insert into private.inbox (dedupe_key, type, happened_at, body, applied_at, error, due_at)"
    " values ('due', 'hang', now(), '{}', null, 'x', %s)",
    "alerts": "insert into alerts (kind, cause_key, urgent, due_at) values ('lead', 'due', true, %s)",
    "trials": "insert into test_calls (to_number, to_name, is_whole, due_at) values ('+14505550134', 'x', false, %s)",
    "plan_b": "insert into private.diversions (to_number, to_name, due_at) values ('+14505550134', 'x', %s)",
    "recordings": "insert into private.recording_links (request_id, url, expires_at)"
    " values (gen_random_uuid(), 'x', %s)",
    "accounts": "insert into account_orders (id, kind, user_id, due_at)"
    f" values (gen_random_uuid(), 'link', {CALL}, %s)",
    "privacy": "update private.purge_plan set due_at = %s",
    "privacy, a person": "insert into privacy_requests (id, kind, phone, received_on, state, due_at)"
    " values (gen_random_uuid(), 'erasure', '+14505550134', current_date, 'erasing', %s)",
    "privacy, a recording": "insert into private.vapi_erasures (vapi_call_id, due_at) values ('x', %s)",
    "backups": "insert into backups (cause_key, reason, due_at) values ('due', 'hand', %s)",
    "backups, a proof": "insert into backup_proofs (cause_key, backup_id, reason, due_at)"
    f" values ('due', {CALL}, 'hand', %s)",
    "backups, of a dead worker": "insert into backups (cause_key, reason, state, due_at, lease_until)"
    " values ('due', 'hand', 'running', null, %s)",
}
NOW, LATER = "now() - interval '1 second'", "now() + interval '1 hour'"


@pytest.fixture
def undone(clean_db: psycopg.Connection, env: dict[str, str]) -> Iterator[psycopg.Connection]:
    """Nothing is due, and nobody else sees what is made: the stack's own worker least of all."""
    with psycopg.connect(env["SUPABASE_DB_URL"]) as conn:
        conn.execute("set session_replication_role = replica")
        conn.execute(f"update private.purge_plan set due_at = {LATER}")
        yield conn
        conn.rollback()


def due(conn: psycopg.Connection) -> set[str]:
    return {str(row[0]) for row in conn.execute(query("work_due")).fetchall()}


@pytest.mark.parametrize("kind", DUE)
def test_what_is_due_is_named_and_what_is_not_yet_is_not(undone: psycopg.Connection, kind: str) -> None:
    wake = kind.partition(",")[0]
    with undone.transaction(force_rollback=True):
        undone.execute((DUE[kind] % LATER).encode())
        assert wake not in due(undone)
    undone.execute((DUE[kind] % NOW).encode())
    assert wake in due(undone)


def test_a_recording_that_was_asked_for_is_due_until_it_is_given_up(undone: psycopg.Connection) -> None:
    undone.execute(
        f"insert into recording_requests (id, call_id, asked_by) values (gen_random_uuid(), {CALL}, {CALL})".encode()
    )
    assert "recordings" in due(undone)
    undone.execute("update recording_requests set asked_at = now() - interval '31 minutes'")
    assert "recordings" not in due(undone)


def test_each_name_wakes_a_loop() -> None:
    text = (ROOT / "sql" / "functions" / "health" / "work_due.sql").read_text(encoding="utf-8")
    named = set(re.findall(r"select '(\w+)' where", text))
    assert named == {kind.partition(",")[0] for kind in DUE}
    assert named <= {loop.wake for loop in LOOPS}
