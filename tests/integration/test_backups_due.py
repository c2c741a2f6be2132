"""What asks for backups and proofs by itself: the night, the week, a migration; and what wakes somebody."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from backend.backups import before
from backend.migrate import migrate
from tests.backup_fixtures import Vault, vault
from tests.blank_database import Tree
from tests.local_stack import ROOT

__all__ = ["vault"]

# A copy of some days ago, whose proof passed.
OLD = """
    with b as (insert into backups
            (cause_key, reason, state, due_at, name, store, size_bytes, snapshot_at, asked_at, finished_at)
        select 'old', 'schedule', 'stored', null, 'drain-old.dump.age', 'local', 1000, d.at, d.at, d.at
        from (select clock_timestamp() - interval '5 days' as at) d returning id)
    insert into backup_proofs (cause_key, backup_id, reason, state, due_at, seconds, finished_at)
    select 'old', id, 'after', 'proven', null, 9, clock_timestamp() - interval '5 days' from b
"""


def asked(vault: Vault, table: str = "backups") -> list[str]:
    rows = vault.db.execute(f"select cause_key from {table} where state = 'asked' order by 1".encode())
    return [row["cause_key"] for row in rows]


def schedule(vault: Vault, at: str = "00:00") -> None:
    vault.db.execute("update backup_settings set enabled = true, nightly_at = %s", [at])
    for _ in range(2):
        vault.db.execute("select private.schedule_backups()")


def test_a_database_never_copied_is_copied_at_once(vault: Vault) -> None:
    schedule(vault)
    assert asked(vault) == ["first"]


def test_each_night_asks_once_after_its_hour_in_toronto(vault: Vault) -> None:
    vault.db.execute(OLD)
    schedule(vault, at="23:59:59.9")
    assert asked(vault) == []
    schedule(vault)
    [night] = asked(vault)
    today = vault.db.execute("select to_char(now() at time zone 'America/Toronto', 'YYYY-MM-DD') as day").fetchone()
    assert today is not None and night == f"night:{today['day']}"


def test_each_week_an_older_copy_is_proven_again(vault: Vault) -> None:
    vault.db.execute(OLD)
    schedule(vault)
    [weekly] = asked(vault, "backup_proofs")
    assert weekly.startswith("weekly:")


def test_a_proof_too_old_and_a_disk_nearly_full_wake_somebody_once_a_day(vault: Vault) -> None:
    vault.db.execute(OLD)
    vault.db.execute(
        "insert into backup_stores (name, at, ok, free_bytes, total_bytes) values ('local', now(), true, 1, 100)"
    )
    schedule(vault)
    assert sorted(key.split(":")[0] for key in vault.alerts()) == ["backup_disk", "backup_stale"]


def test_switched_off_nothing_is_asked(vault: Vault) -> None:
    vault.db.execute("update backup_settings set enabled = false")
    vault.db.execute("select private.schedule_backups()")
    assert asked(vault) == []


def test_the_last_proven_copy_is_never_let_go(vault: Vault) -> None:
    vault.db.execute(OLD)
    row = vault.db.execute("select private.let_go_of_copy(id) as gone from backups").fetchone()
    assert row == {"gone": False}


def test_a_migration_waits_for_a_copy_and_is_refused_without_one(vault: Vault, tmp_path: Path) -> None:
    tree = Tree(tmp_path / "sql")
    tree.write("migrations/9001_new.sql", "create table if not exists private.made_by_a_test (id int)")
    assert before.is_needed(vault.settings.db_url)
    migrate(vault.settings.db_url, tree.folder, lambda name: before.back_up(vault.settings, name))
    row = vault.db.execute("select reason, state from backups").fetchone()
    assert row == {"reason": "migration", "state": "stored"}
    vault.db.execute("drop table private.made_by_a_test")
    vault.db.execute("delete from private.schema_migrations where name = '9001_new.sql'")
    away = {
        **os.environ, "DRAIN_ENVIRONMENT_ONLY": "1", "SUPABASE_DB_URL": vault.settings.db_url,
        "BACKUP_STORE": "/nonexistent/disk/copies", "BACKUP_PUBLIC_KEYS": vault.settings.BACKUP_PUBLIC_KEYS,
    }  # fmt: skip
    vault.db.execute("update private.schema_parts set sha256 = '' where kind = 'file' and name = 'triggers.sql'")
    done = subprocess.run([sys.executable, "-m", "backend.migrate"], cwd=ROOT, env=away, capture_output=True, text=True,
                          check=False)  # fmt: skip
    migrate(vault.settings.db_url)
    assert done.returncode == 1 and "store_away" in done.stderr


def test_a_copy_asked_for_by_hand_does_not_take_the_nights_away(vault: Vault) -> None:
    vault.db.execute("select private.ask_backup('schedule', 'tonight')")
    while vault.keeper.work_one():
        pass
    by_hand = vault.stored()
    vault.proof_of(by_hand.name)
    vault.keeper.look_at_store()
    kept = vault.db.execute("select reason from backups where state = 'stored' order by reason").fetchall()
    assert [row["reason"] for row in kept] == ["hand", "schedule"]
    assert len(list(vault.store.glob("drain-*.dump.age"))) == 2
