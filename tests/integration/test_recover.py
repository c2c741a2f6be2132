"""Recovery: refused where it would hurt, whole or not at all, and every command of its page works as written."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from backend.backups import measure
from backend.backups.keys import make_pair
from backend.backups.work import BackupWorker
from backend.team.way_in import LATER
from tests import hosted_database
from tests.backup_fixtures import Vault, vault
from tests.bench import databases
from tests.local_stack import ROOT

__all__ = ["vault"]

PAGE = ROOT / "docs" / "recovery.md"
# What is given to whom of all that is made from now on, and who may do what in the schema.
GIVEN = """
    select defaclrole::regrole::text, coalesce(nspname, ''), defaclobjtype::text,
           (select array_agg(a::text order by a::text) from unnest(defaclacl) a)
    from pg_default_acl left join pg_namespace n on n.oid = defaclnamespace
    union all select nspowner::regrole::text, nspname, '',
           (select array_agg(a::text order by a::text) from unnest(nspacl) a)
    from pg_namespace where nspname in ('public', 'auth', 'extensions')
    order by 1, 2, 3
"""
COMMANDS = re.compile(r"^( *)```sh\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def target(env: dict[str, str]) -> Iterator[str]:
    """A project nobody has used yet, to recover into."""
    yield hosted_database.create(env["SUPABASE_DB_URL"], "recover_test")
    databases.drop(env["SUPABASE_DB_URL"], "recover_test")


def environment(vault: Vault, **more: str) -> dict[str, str]:
    return {
        **os.environ, "DRAIN_ENVIRONMENT_ONLY": "1", "SUPABASE_DB_URL": vault.settings.db_url,
        "BACKUP_STORE": vault.settings.BACKUP_STORE, "BACKUP_PUBLIC_KEYS": vault.settings.BACKUP_PUBLIC_KEYS,
        "BACKUP_PRIVATE_KEY_FILE": str(vault.settings.BACKUP_PRIVATE_KEY_FILE), **more,
    }  # fmt: skip


def recover(vault: Vault, *arguments: str, said: str = "oui\n") -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "backend.recover", *arguments], cwd=ROOT, env=environment(vault),
                          input=said, text=True, capture_output=True, timeout=120, check=False)  # fmt: skip


def count(url: str, question: str) -> int:
    with psycopg.connect(url) as conn:
        row = conn.execute(question.encode()).fetchone()
    assert row is not None
    return int(row[0])


def test_into_an_empty_database_and_compared(vault: Vault, target: str) -> None:
    manifest = vault.stored()
    done = recover(vault, "--from", "latest", "--to", target)
    assert done.returncode == 0, done.stderr
    assert manifest.name in done.stdout
    assert done.stdout.count("✓") == 6
    # Nobody answers here: it is asked, and nothing fails for it.
    assert "pour essayer une connexion" in done.stdout and LATER in done.stdout
    assert count(target, "select count(*) from vapi_calls") == 30
    assert count(target, "select count(*) from backups where state in ('asked', 'running')") == 0


def test_what_a_hosted_project_is_stays_as_it_was_and_everybody_is_known_again(vault: Vault, target: str) -> None:
    person = [str(uuid4())]
    vault.db.execute("insert into auth.users (id, email) values (%s, 'revenue@drain.example')", person)
    vault.db.execute(
        "insert into auth.identities (provider_id, user_id, identity_data, provider) select id::text, id,"
        " jsonb_build_object('email', email), 'email' from auth.users where id = %s", person,
    )  # fmt: skip
    try:
        with psycopg.connect(vault.settings.db_url) as conn:
            before = conn.execute(GIVEN).fetchall()
        vault.stored()
        for replace in ([], ["--replace"]):
            assert recover(vault, "--from", "latest", "--to", target, *replace).returncode == 0
        with psycopg.connect(target) as conn:
            assert conn.execute(GIVEN).fetchall() == before
            known = conn.execute("select email from auth.identities where user_id = %s", person).fetchone()
            assert known == ("revenue@drain.example",)
    finally:
        vault.db.execute("delete from auth.users where id = %s", person)


def test_what_is_there_is_not_replaced_unless_told_and_comes_back(vault: Vault, target: str) -> None:
    vault.stored()
    assert recover(vault, "--from", "latest", "--to", target).returncode == 0
    with psycopg.connect(target, autocommit=True) as conn:
        conn.execute("update leads set note = 'écrit depuis'")
    refused = recover(vault, "--from", "latest", "--to", target)
    assert refused.returncode == 1 and "--replace" in refused.stderr
    assert count(target, "select count(*) from leads where note = 'écrit depuis'") > 0
    assert recover(vault, "--from", "latest", "--to", target, "--replace", said="non\n").returncode == 1
    assert recover(vault, "--from", "latest", "--to", target, "--replace").returncode == 0
    assert count(target, "select count(*) from leads where note = 'écrit depuis'") == 0
    back = sorted(path.name for path in vault.store.glob("retour-*.age"))
    assert recover(vault, "--from", back[-1], "--to", target, "--replace").returncode == 0
    assert count(target, "select count(*) from leads where note = 'écrit depuis'") > 0


def test_interrupted_it_leaves_what_was_there_and_can_be_run_again(vault: Vault, target: str) -> None:
    vault.stored()
    recover(vault, "--from", "latest", "--to", target)
    with psycopg.connect(target) as holder:
        holder.execute("lock table public.leads in share mode")
        command = [sys.executable, "-m", "backend.recover", "--from", "latest", "--to", target, "--replace", "--yes"]
        started = subprocess.Popen(command, cwd=ROOT, env=environment(vault), stdout=subprocess.DEVNULL)
        _wait_until_blocked(target)
        started.kill()
        started.wait()
        holder.rollback()
    assert count(target, "select count(*) from vapi_calls") == 30
    assert recover(vault, "--from", "latest", "--to", target, "--replace").returncode == 0


READABLE = (b"PGDMP", b"Refoulement", b"@bench.example")


def test_killed_it_leaves_nothing_that_can_be_read_and_the_next_start_sweeps(
    vault: Vault, target: str, tmp_path: Path
) -> None:
    vault.stored()
    (work := tmp_path / "work").mkdir()
    own = environment(vault, BACKUP_WORK_DIR=str(work))
    recover(vault, "--from", "latest", "--to", target)
    with psycopg.connect(target) as holder:
        holder.execute("lock table public.leads in share mode")
        command = [sys.executable, "-m", "backend.recover", "--from", "latest", "--to", target, "--replace", "--yes"]
        with subprocess.Popen(command, cwd=ROOT, env=own, stdout=subprocess.DEVNULL) as started:
            _wait_until_blocked(target)
            started.kill()
        holder.rollback()
    left = [path for path in work.rglob("*") if path.is_file()]
    assert [path.name for path in left if path.name.endswith(".age")], "nothing was going on when it was killed"
    assert not [path for path in left if any(word in path.read_bytes() for word in READABLE)]
    assert all(path.stat().st_mode & 0o077 == 0 for path in work.iterdir())
    BackupWorker(vault.settings.model_copy(update={"BACKUP_WORK_DIR": work}), threading.Event()).close()
    assert list(work.iterdir()) == []


def test_what_the_database_refuses_is_said_in_its_own_words(vault: Vault, target: str) -> None:
    vault.stored()
    with psycopg.connect(target, autocommit=True) as conn:
        conn.execute("insert into auth.users (id, email) values (gen_random_uuid(), 'la@drain.example')")
        conn.execute("create schema others; create table others.lean (id uuid references auth.users (id))")
        conn.execute("insert into others.lean select id from auth.users")
    done = recover(vault, "--from", "latest", "--to", target)
    assert done.returncode == 1
    assert 'update or delete on table "users" violates foreign key constraint' in done.stderr
    assert "la@drain.example" not in done.stderr and "aura lieu seul" not in done.stderr
    assert count(target, "select count(*) from auth.users") == 1


def test_a_database_without_a_sign_in_service_is_refused(vault: Vault, env: dict[str, str]) -> None:
    vault.stored()
    plain = hosted_database.create(env["SUPABASE_DB_URL"], "recover_plain", "template0")
    try:
        done = recover(vault, "--from", "latest", "--to", plain)
        assert done.returncode == 1 and "projet Supabase" in done.stderr
    finally:
        databases.drop(env["SUPABASE_DB_URL"], "recover_plain")


def test_a_table_that_was_dropped_comes_back_with_its_rules(vault: Vault, target: str) -> None:
    manifest = vault.stored()
    recover(vault, "--from", "latest", "--to", target)
    with psycopg.connect(target, autocommit=True) as conn:
        conn.execute("drop table public.leads cascade")
    done = recover(vault, "--from", "latest", "--to", target, "--table", "public.leads")
    assert done.returncode == 0, done.stderr
    assert count(target, "select count(*) from leads") == 24
    with measure.connect(target) as db:
        found = measure.structure(db)
    assert found == manifest.structure


def test_with_another_key_nothing_is_touched(vault: Vault, target: str) -> None:
    vault.stored()
    (key := vault.store.parent / "key.txt").unlink()
    make_pair(key)
    done = recover(vault, "--from", "latest", "--to", target)
    assert done.returncode == 1 and "clé privée" in done.stderr
    assert count(target, "select count(*) from pg_tables where schemaname = 'public'") == 0


def test_every_command_of_the_page_works_as_written(vault: Vault, target: str) -> None:
    vault.stored()
    blocks = [re.sub(r"(?m)^ +", "", found.group(2)) for found in COMMANDS.finditer(PAGE.read_text(encoding="utf-8"))]
    assert len(blocks) >= 8
    recover(vault, "--from", "latest", "--to", target)
    with psycopg.connect(target, autocommit=True) as conn:
        conn.execute("delete from leads")
    new = hosted_database.create(target, "recover_new")
    try:
        for block in blocks:
            own = environment(vault, SUPABASE_DB_URL=target, NOUVELLE_BASE=new, HOME=str(vault.store.parent))
            # The person at the keyboard says yes, each time.
            done = subprocess.run(["bash", "-euo", "pipefail", "-c", block], cwd=ROOT, env=own, input="oui\n" * 3,
                                  text=True, capture_output=True, timeout=150, check=False)  # fmt: skip
            assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
        assert count(target, "select count(*) from leads") == 24
        assert count(new, "select count(*) from leads") == 24
    finally:
        databases.drop(target, "recover_new")


def _wait_until_blocked(url: str, within_s: float = 40) -> None:
    deadline = time.monotonic() + within_s
    blocked = "select count(*) from pg_locks where not granted"
    while count(url, blocked) == 0:
        assert time.monotonic() < deadline
        time.sleep(0.05)
