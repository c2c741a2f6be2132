"""The tables are those of Supabase Auth, and a row that breaks it breaks us."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest

from backend.local.gateway.people import NEVER_NULL
from tests.emptying import delete
from tests.integration.gateway.asking import Asker

SCHEMA = json.loads(Path(__file__).with_name("schema.json").read_text(encoding="utf-8"))
COLUMNS = """
    select a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
        || case when a.attnotnull then ' not null' else '' end
        || case when a.attgenerated <> '' then ' generated'
                else coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') end
    from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attrelid = %s::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum
"""
KEYS = (
    "select pg_get_constraintdef(oid) from pg_constraint where conrelid = %s::regclass and contype in ('p', 'u', 'f')"
)
UNIQUE = """
    select regexp_replace(pg_get_indexdef(i.indexrelid), '^.* ON ', '') from pg_index i
    where i.indrelid = %s::regclass and i.indisunique
    and not exists (select from pg_constraint c where c.conindid = i.indexrelid and c.contype in ('p', 'u'))
"""
OWNER = "select relowner::regrole::text, relrowsecurity from pg_class where oid = %s::regclass"


@pytest.mark.parametrize("table", SCHEMA)
def test_a_table_of_the_sign_in_service_is_as_its_own(db: psycopg.Connection, table: str) -> None:
    expected, name = SCHEMA[table], [f"auth.{table}"]
    assert [row[0] for row in db.execute(COLUMNS, name)] == expected["columns"]
    assert sorted(row[0] for row in db.execute(KEYS, name)) == sorted(expected["keys"])
    assert sorted(row[0] for row in db.execute(UNIQUE, name)) == sorted(expected["unique"])
    assert db.execute(OWNER, name).fetchone() == ("supabase_auth_admin", expected["row_level_security"])


@pytest.mark.parametrize("column", NEVER_NULL)
def test_nothing_where_a_text_must_be_breaks_that_persons_sign_in(
    asker: Asker, ana: dict[str, Any], db: psycopg.Connection, column: str
) -> None:
    db.execute(f"update auth.users set {column} = null where id = %s".encode(), [ana["id"]])
    assert asker.password(ana["email"]).status_code == 500
    assert asker.password(ana["email"]).json()["code"] == "unexpected_failure"
    delete(db, "delete from auth.users where id = %s", [ana["id"]])


@pytest.mark.parametrize("column", ["instance_id", "aud"])
def test_a_person_without_instance_or_audience_is_nobody(
    asker: Asker, ana: dict[str, Any], db: psycopg.Connection, column: str
) -> None:
    db.execute(f"update auth.users set {column} = null where id = %s".encode(), [ana["id"]])
    assert asker.password(ana["email"]).json()["code"] == "invalid_credentials"


def test_a_missing_identity_breaks_no_sign_in(asker: Asker, ana: dict[str, Any], db: psycopg.Connection) -> None:
    db.execute("delete from auth.identities where user_id = %s", [ana["id"]])
    assert asker.password(ana["email"]).status_code == 200


def test_passwords_are_kept_as_bcrypt_hashes_as_a_hosted_copy_holds_them(
    asker: Asker, ana: dict[str, Any], db: psycopg.Connection
) -> None:
    kept = db.execute("select encrypted_password from auth.users where id = %s", [ana["id"]]).fetchone()
    assert kept and kept[0].startswith("$2b$10$")
    # As Go writes it, and so a hosted project.
    go = "$2a$" + kept[0].removeprefix("$2b$")
    db.execute("update auth.users set encrypted_password = %s where id = %s", [go, ana["id"]])
    assert asker.password(ana["email"]).status_code == 200


def test_with_its_database_away_the_service_says_so_soon_and_comes_back(asker: Asker, ana: dict[str, Any]) -> None:
    assert asker.stack.command("kill", "postgres", "--held", "10").returncode == 0
    started = time.monotonic()
    answer = asker.password(ana["email"])
    assert (answer.status_code, answer.json()["code"]) == (500, "unexpected_failure")
    assert time.monotonic() - started < 2
    until_it_is_back(asker.stack.db_url)
    # At once, however long it was away.
    assert asker.password(ana["email"]).status_code == 200


def until_it_is_back(db_url: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            return psycopg.connect(db_url, connect_timeout=2).close()
        except psycopg.OperationalError:
            assert time.monotonic() < deadline
            time.sleep(0.2)
