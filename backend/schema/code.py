"""Functions, triggers, first rows and rights: all anew, in one transaction, whenever any file of theirs changed.

Functions are made twice. The first time their bodies are not looked at, for one may call another that comes later; the
second time they are, so that a body that does not compile stops everything before anything has changed.
"""

from __future__ import annotations

import psycopg
from psycopg import errors, sql

from backend.schema import record
from backend.schema.declared import Declared, File
from backend.schema.errors import MigrationError

# Locks are asked for that calls coming in may hold for a moment, never for this long.
LOCK_TIMEOUT = "20s"
SETTINGS = f"set local search_path = ''; set local lock_timeout = '{LOCK_TIMEOUT}'"
# Right after the functions are made: this transaction's own number is the oldest of those that it, or a part of it,
# writes with.
MADE_NOW = """
    select oid::regprocedure::text from pg_proc
    where pronamespace in ('public'::regnamespace, 'private'::regnamespace)
      and age(xmin) <= age(pg_current_xact_id()::xid)
"""
TRIGGERS = """
    select c.oid::regclass::text, t.tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid
    where not t.tgisinternal and c.relnamespace in ('public'::regnamespace, 'private'::regnamespace)
"""
POLICIES = """
    select p.polname, c.oid::regclass::text from pg_policy p join pg_class c on c.oid = p.polrelid
    where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relowner = current_user::regrole
"""
OVERLOADS = """
    select oid::regprocedure::text from pg_proc where pronamespace = %s::regnamespace and proname = %s
"""


def changed(conn: psycopg.Connection, declared: Declared) -> list[str]:
    """Names of the files that are not what was applied, or are there no more."""
    known, now = record.parts(conn, "file"), {file.name: file.sha256 for file in declared.code}
    return sorted(name for name in known.keys() | now.keys() if known.get(name) != now.get(name))


def apply(conn: psycopg.Connection, declared: Declared) -> None:
    """Raises MigrationError naming the file at fault; then everything is as it was."""
    with conn.transaction():
        conn.execute(SETTINGS.encode())
        _make_functions(conn, declared)
        made = {str(row[0]) for row in conn.execute(MADE_NOW.encode()).fetchall()}
        _attach(conn, declared)
        _sow(conn, declared)
        _drop_policies(conn)
        _run(conn, declared.rights)
        _drop_what_is_gone(conn, made)
        conn.execute("set local check_function_bodies = on")
        _run(conn, declared.functions)
        record.note_parts(conn, "file", [(file.name, file.sha256) for file in declared.code])


def _make_functions(conn: psycopg.Connection, declared: Declared) -> None:
    conn.execute("set local check_function_bodies = off")
    try:
        with conn.transaction():
            for file in declared.functions:
                conn.execute(file.text.encode())
    except errors.InvalidFunctionDefinition:
        _drop_what_is_in_the_way(conn, declared)
        _run(conn, declared.functions)
    except psycopg.Error:
        # Again, to say in which file.
        _run(conn, declared.functions)


def _drop_what_is_in_the_way(conn: psycopg.Connection, declared: Declared) -> None:
    """A function cannot be replaced by one with another result: those go first. Policies may name them."""
    _drop_policies(conn)
    for name, text in declared.statements():
        try:
            with conn.transaction():
                conn.execute(text.encode())
        except errors.InvalidFunctionDefinition:
            for (signature,) in conn.execute(OVERLOADS, name.split(".")).fetchall():
                _drop(conn, signature)


def _drop(conn: psycopg.Connection, signature: str) -> None:
    try:
        conn.execute(f"drop function if exists {signature}".encode())
    except errors.DependentObjectsStillExist as error:
        raise MigrationError(
            f"{signature} sert encore à une table; une migration doit d’abord l’en retirer: {error.diag.message_detail}"
        ) from error


def _attach(conn: psycopg.Connection, declared: Declared) -> None:
    """Every trigger as it is written; those written nowhere are dropped."""
    _run(conn, declared.triggers)
    there = {(str(table), str(name)) for table, name in conn.execute(TRIGGERS.encode()).fetchall()}
    for table, name in sorted(there - declared.trigger_names()):
        statement = sql.SQL("drop trigger {} on {}").format(sql.Identifier(name), sql.Identifier(*table.split(".")))
        conn.execute(statement)


def _drop_policies(conn: psycopg.Connection) -> None:
    for name, table in conn.execute(POLICIES.encode()).fetchall():
        conn.execute(sql.SQL("drop policy {} on {}").format(sql.Identifier(name), sql.Identifier(*table.split("."))))


def _sow(conn: psycopg.Connection, declared: Declared) -> None:
    """First rows, for the tables that never had theirs."""
    sown = record.parts(conn, "seed")
    for table, text in declared.seeds():
        if table not in sown:
            try:
                conn.execute(text.encode())
            except psycopg.Error as error:
                raise MigrationError(f"seed.sql, {table}: {error}") from error
    record.note_parts(conn, "seed", [(table, "") for table in {*sown, *(table for table, _ in declared.seeds())}])


def _drop_what_is_gone(conn: psycopg.Connection, made: set[str]) -> None:
    for signature in sorted(record.parts(conn, "function").keys() - made):
        _drop(conn, signature)
    record.note_parts(conn, "function", [(signature, "") for signature in sorted(made)])


def _run(conn: psycopg.Connection, files: tuple[File, ...]) -> None:
    for file in files:
        try:
            conn.execute(file.text.encode())
        except psycopg.Error as error:
            raise MigrationError(f"{file.name}: {error}") from error
