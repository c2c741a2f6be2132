"""Migrations: each once, two machines at once, never half of one, never a changed one, never one that is too late."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from backend.db import SQL_FOLDER
from backend.migrate import MigrationError, migrate
from backend.schema.declared import read
from tests.blank_database import Tree, blank_database
from tests.local_stack import ROOT

NEW = "migrations/9001_new.sql"
ALL = sorted(file.name for file in (*read().migrations, *read().code))


@pytest.fixture
def blank(env: dict[str, str]) -> Iterator[str]:
    with blank_database(env["SUPABASE_DB_URL"], "migrate_test") as url:
        yield url


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path / "sql")


def one(url: str, question: str) -> object:
    with psycopg.connect(url) as conn:
        row = conn.execute(question.encode()).fetchone()
    assert row is not None
    return row[0]


def test_all_is_applied_once_and_the_second_time_nothing(blank: str) -> None:
    assert sorted(migrate(blank)) == ALL
    written = "select md5(string_agg(xmin::text, ',' order by oid)) from pg_proc"
    before = one(blank, written)
    assert migrate(blank) == []
    assert one(blank, written) == before


def test_the_command_says_what_it_applied(blank: str) -> None:
    work = {**os.environ, "DRAIN_ENVIRONMENT_ONLY": "1", "SUPABASE_DB_URL": blank}
    command = [sys.executable, "-m", "backend.migrate"]
    first, second = (
        subprocess.run(command, cwd=ROOT, env=work, capture_output=True, text=True, check=True).stdout for _ in range(2)
    )
    assert "appliqué: migrations/0001_access.sql\n" in first
    assert first.count("\n") == len(read().migrations) + 4
    assert second == "rien à appliquer\n"


def test_two_machines_at_once_share_the_work_without_harm(blank: str) -> None:
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(migrate, [blank, blank])
    assert sorted(first + second) == ALL


def test_a_migration_that_fails_leaves_nothing_and_is_named(blank: str, tree: Tree) -> None:
    tree.write(NEW, "create table private.good (id int)")
    tree.write("migrations/9002_bad.sql", "create table private.half (id int); select 1/0")
    with pytest.raises(MigrationError, match=r"9002_bad\.sql.*division by zero"):
        migrate(blank, tree.folder)
    assert one(blank, "select to_regclass('private.good') is not null and to_regclass('private.half') is null")


def test_after_a_migration_that_failed_the_next_run_completes_the_rest(blank: str, tree: Tree) -> None:
    tree.write(NEW, "select 1/0")
    with pytest.raises(MigrationError):
        migrate(blank, tree.folder)
    tree.write(NEW, "select 1")
    migrate(blank, tree.folder)
    assert one(blank, "select count(*) from public.alert_rules") == 16
    assert one(blank, "select has_function_privilege('authenticated', 'public.status_line()', 'execute')")


def test_a_migration_changed_after_it_was_applied_is_refused(blank: str, tree: Tree) -> None:
    migrate(blank, tree.folder)
    tree.replace("migrations/0009_recordings.sql", "-- ", "-- Now: ")
    with pytest.raises(MigrationError, match=r"0009_recordings\.sql a changé après avoir été appliqué"):
        migrate(blank, tree.folder)


def test_a_number_below_what_was_applied_is_refused(blank: str, tree: Tree) -> None:
    migrate(blank, tree.folder)
    tree.write("migrations/0009b_late.sql", "select 1")
    with pytest.raises(MigrationError, match=r"0009b_late\.sql vient après coup"):
        migrate(blank, tree.folder)


def test_a_database_ahead_of_this_program_is_left_alone(blank: str, tree: Tree) -> None:
    tree.write(NEW, "select 1")
    migrate(blank, tree.folder)
    with pytest.raises(MigrationError, match=r"plus récente que ce programme: 9001_new\.sql"):
        migrate(blank, SQL_FOLDER)


def test_a_database_of_the_embedded_stack_from_before_is_told_what_to_do(blank: str) -> None:
    with psycopg.connect(blank, autocommit=True) as conn:
        conn.execute("create schema private; create table private.schema_migrations (name text, sha256 text)")
        conn.execute("insert into private.schema_migrations values ('0001_foundation.sql', '')")
    with pytest.raises(MigrationError, match=r"python -m backend\.local down --wipe") as refused:
        migrate(blank)
    assert "\n" not in str(refused.value)


def test_what_a_table_needs_of_a_changed_check_is_there_before_the_table(blank: str, tree: Tree) -> None:
    migrate(blank, tree.folder)
    tree.write(
        "functions/week/checks.sql",
        "create or replace function private.is_odd(p integer) returns boolean language plpgsql immutable\n"
        "set search_path = ''\nas $$ begin return p % 2 = 1; end $$;\n",
    )
    tree.write(NEW, "create table private.odd (n integer check (private.is_odd(n)))")
    assert migrate(blank, tree.folder) == [NEW, "functions/week/checks.sql"]


def test_rows_that_settings_begin_with_do_not_come_back_once_deleted(blank: str, tree: Tree) -> None:
    migrate(blank, tree.folder)
    with psycopg.connect(blank, autocommit=True) as conn:
        conn.execute("delete from public.opening_hours where weekday = 5")
    tree.replace("seed.sql", "-- The rows", "-- Rows")
    assert migrate(blank, tree.folder) == ["seed.sql"]
    assert one(blank, "select count(*) from public.opening_hours") == 4


def test_a_table_that_is_new_gets_its_first_rows(blank: str, tree: Tree) -> None:
    migrate(blank, tree.folder)
    tree.write(NEW, "create table private.colours (name text primary key)")
    tree.write(
        "seed.sql", tree.read("seed.sql") + "\ninsert into private.colours values ('bleu') on conflict do nothing;\n"
    )
    migrate(blank, tree.folder)
    assert one(blank, "select name from private.colours") == "bleu"
