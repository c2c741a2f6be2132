"""A copy is stored, then restored elsewhere and compared; whatever goes wrong has a name and leaves nothing behind."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from backend.backups import keys, measure
from backend.backups.compare import same_objects
from backend.backups.errors import BackupError
from backend.backups.make import refuse_newer_server
from backend.backups.manifest import Manifest
from backend.backups.store import BackupStore
from backend.backups.work import BackupWorker
from tests import hosted_database
from tests.backup_fixtures import RESTORED, Vault, vault, whole
from tests.bench import databases

__all__ = ["vault", "whole"]

MEANWHILE = ("public.backup", "private.reconciliation", "private.probes", "private.heartbeats", "private.watch",
             "public.probe_readings", "public.check_ins", "public.sentry_events")  # fmt: skip
CHECKS = ["file", "key", "restored", "tables", "structure", "accounts", "anonymous", "signed_in", "today", "message"]


def damage(vault: Vault, manifest: Manifest, how: str) -> None:
    """What can happen to a file that is kept for years."""
    file = vault.store / manifest.name
    content = file.read_bytes()
    if how == "truncated":
        file.write_bytes(content[:-1000])
    elif how == "altered":
        middle = len(content) // 2
        file.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
    else:
        file.unlink()


def test_a_copy_is_stored_encrypted_then_proven(vault: Vault) -> None:
    manifest = vault.stored()
    kept = (vault.store / manifest.name).read_bytes()
    assert kept.startswith(b"age-encryption.org/v1")
    assert b"Refoulement" not in kept
    assert len(kept) == manifest.size_bytes
    proof = vault.proof_of(manifest.name)
    assert (proof["state"], proof["failure"]) == ("proven", None)
    assert [check["name"] for check in proof["checks"]] == CHECKS
    assert proof["seconds"] > 0
    assert {table.name: table.rows for table in manifest.tables}["public.vapi_calls"] == 30
    assert vault.alerts() == []


@pytest.mark.parametrize("how", ["truncated", "altered", "missing_file"])
def test_a_damaged_file_is_never_proven_and_the_damage_is_named(vault: Vault, how: str) -> None:
    manifest = vault.stored()
    damage(vault, manifest, how)
    proof = vault.proof_of(manifest.name)
    assert (proof["state"], proof["failure"], proof["due_at"]) == ("failed", how, None)
    assert [key.split(":")[2] for key in vault.alerts()] == [how]


def test_a_copy_in_the_place_of_another_is_found_out(vault: Vault) -> None:
    first = vault.stored()
    vault.db.execute("update leads set note = 'entre les deux' where ref = 'DF-B-1'")
    vault.proof_of(first.name)
    second = vault.stored()
    (vault.store / second.name).write_bytes((vault.store / first.name).read_bytes())
    assert vault.proof_of(second.name)["failure"] in ("altered", "truncated")


def test_another_key_does_not_prove(vault: Vault, tmp_path: Path) -> None:
    vault.stored()
    keys.make_pair(tmp_path / "other.txt")
    other = vault.settings.model_copy(update={"BACKUP_PRIVATE_KEY_FILE": tmp_path / "other.txt"})
    keeper = BackupWorker(other, threading.Event())
    keeper.work_one()
    keeper.close()
    proof = vault.db.execute("select state, failure from backup_proofs").fetchone()
    assert proof == {"state": "failed", "failure": "wrong_key"}


def test_a_copy_without_one_of_its_tables_is_found_out(vault: Vault, env: dict[str, str], whole: Manifest) -> None:
    poorer = _copy_of(env, vault, "alter table public.appointments rename to visits")
    # The file is as it was recorded, the key opens it: only what is in it is not what was counted.
    recorded = replace(whole, name=poorer.name, sha256=poorer.sha256, size_bytes=poorer.size_bytes)
    proof = _proof_as_recorded(vault, _but_for_meanwhile(recorded, poorer))
    assert (proof["failure"], proof["failure_detail"]) == ("table_missing", "public.appointments")


def _but_for_meanwhile(recorded: Manifest, other: Manifest) -> Manifest:
    """What the worker itself writes between two copies differs; what is under trial is the rest."""
    apart = {table.name: table for table in other.tables if table.name.startswith(MEANWHILE)}
    return replace(recorded, tables=[apart.get(table.name, table) for table in recorded.tables])


@pytest.mark.parametrize(
    ("change", "failure"),
    [
        ("delete from public.call_logs where ctid in (select ctid from public.call_logs limit 1)", "rows_differ"),
        ("update public.leads set note = 'autre' where ref = 'DF-B-1'", "content_differs"),
        ("alter table public.leads disable row level security", "rls_off"),
        ("drop function public.people()", "schema_differs"),
        ("delete from auth.identities", "rows_differ"),
    ],
)  # fmt: skip
def test_what_differs_after_the_restore_is_named(
    vault: Vault, env: dict[str, str], whole: Manifest, change: str, failure: str
) -> None:
    other = _copy_of(env, vault, change)
    recorded = replace(whole, name=other.name, sha256=other.sha256, size_bytes=other.size_bytes)
    proof = _proof_as_recorded(vault, _but_for_meanwhile(recorded, other))
    assert proof["failure"] == failure, proof["failure_detail"]


@pytest.mark.parametrize(
    ("change", "failure"),
    [
        ("alter function public.people() set search_path = public", "schema_differs"),
        ("grant execute on function public.people() to anon", "schema_differs"),
        ("alter default privileges in schema public grant execute on functions to anon", "schema_differs"),
        ("alter policy read_for_team on public.call_search using (true)", "rls_off"),
    ],
)
def test_what_is_written_otherwise_is_named(env: dict[str, str], whole: Manifest, change: str, failure: str) -> None:
    """As the proof compares what it restored; that it does is shown with what is gone, above."""
    with (
        measure.connect(make_conninfo(env["SUPABASE_DB_URL"], dbname=RESTORED)) as conn,
        conn.transaction(force_rollback=True),
    ):
        same_objects(whole.objects, measure.objects(conn))
        conn.execute(change.encode())
        with pytest.raises(BackupError) as found:
            same_objects(whole.objects, measure.objects(conn))
    assert found.value.failure == failure


@pytest.mark.usefixtures("whole")
def test_a_copy_that_opens_itself_to_strangers_is_found_out_though_it_was_so_when_copied(
    vault: Vault, env: dict[str, str]
) -> None:
    opened = ("grant select on public.vapi_calls to anon; create policy open on public.vapi_calls to anon using (true);"
              " drop policy read_for_team on public.call_search")  # fmt: skip
    assert _proof_of_changed(vault, env, opened)["failure"] == "anonymous_reads"


@pytest.mark.usefixtures("whole")
@pytest.mark.parametrize(
    ("change", "failure"),
    [
        ("update auth.users set confirmation_token = null", "nobody_signs_in"),
        ("update auth.users set encrypted_password = null", "nobody_signs_in"),
        ("create or replace function public.today(p_limit integer default 50) returns jsonb language sql stable"
         " set search_path = '' as $$ select null::jsonb $$; revoke all on function public.today from authenticated",
         "no_signed_in_read"),
        ("alter table private.inbox rename to letters", "message_refused"),
    ],
)  # fmt: skip
def test_a_copy_that_is_equal_and_of_no_use_is_not_proven(
    vault: Vault, env: dict[str, str], change: str, failure: str
) -> None:
    proof = _proof_of_changed(vault, env, change)
    assert proof["failure"] == failure, proof["failure_detail"]


def _proof_of_changed(vault: Vault, env: dict[str, str], change: str) -> dict[str, object]:
    """Of a copy of a database where that was so already."""
    return _proof_as_recorded(vault, _copy_of(env, vault, change))


def test_a_server_newer_than_pg_dump_is_refused_clearly() -> None:
    with pytest.raises(BackupError, match=r"client_too_old: pg_dump .*, Postgres 99\.1"):
        refuse_newer_server("99.1")


def test_a_store_that_is_away_is_said_told_and_tried_again(vault: Vault) -> None:
    away = vault.settings.model_copy(update={"BACKUP_STORE": "/nonexistent/disk/copies"})
    keeper = BackupWorker(away, threading.Event())
    backup = vault.ask()
    keeper.work_one()
    keeper.close()
    row = vault.backup(backup)
    assert (row["state"], row["failure"], row["attempts"]) == ("asked", "store_away", 1)
    assert row["due_at"] is not None
    assert vault.alerts() == [f"backup:{backup}:store_away"]


def test_without_a_public_key_nothing_is_tried_twice(vault: Vault) -> None:
    keeper = BackupWorker(vault.settings.model_copy(update={"BACKUP_PUBLIC_KEYS": ""}), threading.Event())
    backup = vault.ask()
    keeper.work_one()
    keeper.close()
    assert (vault.backup(backup)["state"], vault.backup(backup)["failure"]) == ("failed", "no_public_key")


def test_one_at_a_time_across_workers(vault: Vault) -> None:
    for number in range(4):
        vault.ask(str(number))
    ledgers = [BackupStore(vault.settings.db_url) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        claimed = [work for work in pool.map(lambda ledger: ledger.claim(), ledgers) if work]
    for ledger in ledgers:
        ledger.close()
    assert len(claimed) == 1
    running = vault.db.execute("select count(*) as n from backups where state = 'running'").fetchone()
    assert running == {"n": 1}


def test_a_dead_workers_backup_is_anothers_and_the_dead_one_cannot_record(vault: Vault) -> None:
    backup, dead = vault.ask(), BackupStore(vault.settings.db_url)
    work = dead.claim()
    assert work is not None
    vault.db.execute("update backups set lease_until = clock_timestamp() - interval '1 second'")
    assert not vault.keeper.work_one()
    assert vault.backup(backup)["failure"] == "worker_died"
    vault.db.execute("update backups set due_at = clock_timestamp()")
    vault.keeper.work_one()
    row = vault.backup(backup)
    assert (row["state"], row["attempts"]) == ("stored", 2)
    with pytest.raises(BackupError, match="lost"):
        dead.stored(work, replace(vault.stored_manifest(row), name="x"), "local")
    dead.close()


def test_cancelled_it_stops_and_leaves_nothing(vault: Vault) -> None:
    backup = vault.ask()
    # Somebody holds a table: the dump waits, and the person has time to change their mind.
    with psycopg.connect(vault.settings.db_url) as holder:
        holder.execute("lock table public.leads in access exclusive mode")
        with ThreadPoolExecutor(1) as pool:
            working = pool.submit(vault.keeper.work_one)
            vault.wait_for(backup, "running")
            vault.db.execute("update backups set cancel_asked = true where id = %s", [backup])
            working.result(timeout=20)
        holder.rollback()
    assert (vault.backup(backup)["state"], vault.backup(backup)["failure"]) == ("cancelled", "cancelled")
    assert [path for path in vault.store.rglob("*") if path.is_file()] == []
    assert vault.alerts() == []


def test_what_a_killed_worker_left_in_the_store_goes(vault: Vault) -> None:
    backup = vault.ask()
    ledger = BackupStore(vault.settings.db_url)
    work = ledger.claim()
    assert work is not None
    ledger.name(work, "drain-half.dump.age", "local")
    ledger.close()
    (vault.store / "drafts").mkdir(parents=True)
    (vault.store / "drain-half.dump.age").write_bytes(b"half")
    (vault.store / "drafts" / "drain-x.dump.age.partial").write_bytes(b"half")
    vault.db.execute("update backups set lease_until = clock_timestamp() - interval '1 second'")
    vault.keeper.work_one()
    vault.db.execute("update backups set due_at = clock_timestamp()")
    vault.keeper.work_one()
    name = vault.backup(backup)["name"]
    assert sorted(path.name for path in vault.store.rglob("*") if path.is_file()) == [name, f"{name}.json"]


def test_rows_written_during_the_dump_are_not_in_it_and_the_counts_agree(vault: Vault) -> None:
    stop = threading.Event()

    def write() -> int:
        with psycopg.connect(vault.settings.db_url, autocommit=True) as conn:
            count = 0
            while not stop.wait(0.01):
                conn.execute("insert into private.probes (name, ok, value) values ('test', true, 1)")
                count += 1
        return count

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        manifest = vault.stored()
        proof = vault.proof_of(manifest.name)
        stop.set()
        assert writing.result() > 20
    assert proof["state"] == "proven", (proof["failure"], proof["failure_detail"])


def _copy_of(env: dict[str, str], vault: Vault, change: str) -> Manifest:
    """A copy of what was restored of the whole one, with one thing changed."""
    url = hosted_database.create(env["SUPABASE_DB_URL"], "backups_changed", template=RESTORED)
    try:
        with psycopg.connect(url, autocommit=True) as conn:
            conn.execute(change.encode())
        return vault.copy_of(url)
    finally:
        databases.drop(env["SUPABASE_DB_URL"], "backups_changed")


def _proof_as_recorded(vault: Vault, manifest: Manifest) -> dict[str, object]:
    backup = vault.recorded(manifest)
    vault.db.execute("select private.ask_proof(%s, 'hand', 'test')", [backup])
    return vault.proof_of(manifest.name)
