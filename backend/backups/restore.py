"""A copy into a project that has its sign-in service: all of it or nothing, as an owner who is no superuser."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from backend.backups import measure
from backend.backups.archive import Archive, first_error
from backend.backups.errors import BackupError
from backend.backups.run import Run
from backend.db import query
from backend.postgres import programs

# Of the sign-in service: the rows of its accounts. Its tables are there, and not ours to make.
USERS = " TABLE DATA auth users "
ACCOUNTS = (USERS, " TABLE DATA auth identities ", " TABLE DATA auth mfa_factors ")
# These come with any database.
THERE_ALREADY = (" SCHEMA - public ", " COMMENT - SCHEMA public ", " ACL - SCHEMA public ")
# What the provider's own superuser gives to what it makes: each project has it, and nobody but it may say so.
PROVIDERS = " supabase_admin"
ENDS_WITHIN_S = 2.0


def restore(run: Run, archive: Archive, db_url: str) -> None:
    """Make room and restore, in one transaction. Raises BackupError; then the target is as it was."""
    entries = _ours(archive.entries(run))
    before = _providers_part(db_url)
    with _transaction(run, db_url) as sql:
        sql.write(query("recover_clear").encode() + b"\n")
        # Accounts before the rows that lean on them: the sign-in service has its keys.
        _write(run, archive, [one for one in entries if USERS in one], sql)
        _write(run, archive, [one for one in entries if USERS not in one], sql)
        sql.write(query("recover_defaults").encode() + b"\n")
    if changed := sorted(before.items() ^ _providers_part(db_url).items()):
        raise BackupError("schema_differs", changed[0][0])


def restore_dropped(run: Run, archive: Archive, db_url: str, table: str, *, others_keys: bool) -> None:
    """A dropped table and whatever went with it (indexes, keys, functions, rights). Raises BackupError.

    `others_keys` False: without other tables' keys, which rows of today may contradict.
    """
    there = {_object(line) for line in _entries_now(run, db_url, archive.encrypted.with_suffix(".now"))}
    gone = [line for line in _ours(archive.entries(run)) if _is_gone(line, there, table)]
    own = f" FK CONSTRAINT {table.replace('.', ' ')} "
    with _transaction(run, db_url) as sql:
        wanted = [one for one in gone if others_keys or " FK CONSTRAINT " not in one or own in one]
        _write(run, archive, wanted, sql)


def _write(run: Run, archive: Archive, entries: Sequence[str], sql: IO[bytes]) -> None:
    sql.flush()
    archive.write_sql(run, entries, sql)


@contextmanager
def _transaction(run: Run, db_url: str) -> Iterator[IO[bytes]]:
    """Where to write SQL; committed at the end. Cut short by anything, nothing of it happened."""
    command = [programs.program("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--no-password", "--file=-"]
    with (
        tempfile.TemporaryFile() as said,
        run.program(command, programs.environment(db_url), stdin=subprocess.PIPE, stderr=said) as process,
    ):
        assert process.stdin is not None
        try:
            process.stdin.write(b"set statement_timeout to 0;\nbegin;\n")
            yield process.stdin
            # Only here: a pipe that merely ends commits nothing.
            process.stdin.write(b"commit;\n")
            process.stdin.close()
            process.wait()
        except (BackupError, BrokenPipeError):
            # When it was the database that refused, its own words say why.
            with suppress(subprocess.TimeoutExpired):
                process.wait(ENDS_WITHIN_S)
            run.check()
            if not process.returncode:
                raise
        run.check()
        if process.returncode != 0:
            raise BackupError("not_restorable", first_error(said))


def _providers_part(db_url: str) -> dict[str, str]:
    """What no recovery may change: whose `public` is, what the provider gives, where names are looked up."""
    with measure.connect(db_url) as conn:
        rows = conn.execute(query("recover_providers_part").encode()).fetchall()
    return {row["name"]: row["what"] for row in rows}


def _ours(entries: Sequence[str]) -> list[str]:
    return [line for line in entries if _is_ours(f"{line} ")]


def _is_ours(line: str) -> bool:
    if line.startswith(";") or any(entry in line for entry in THERE_ALREADY):
        return False
    if " DEFAULT ACL " in line and line.rstrip().endswith(PROVIDERS):
        return False
    # `3371; 1259 16385 TABLE auth users postgres`: number, catalogue, object, then type, schema, name, owner.
    is_auth = " auth " in f" {' '.join(line.split()[3:7])} "
    return not is_auth or any(entry in line for entry in ACCOUNTS)


def _entries_now(run: Run, db_url: str, file: Path) -> list[str]:
    """What is in the target's own schemas: its structure only, which holds nobody's name."""
    options = ["--format=custom", "--schema-only", "--schema=public", "--schema=private", "--no-password"]
    command = [programs.program("pg_dump"), *options, f"--file={file}"]
    with (
        tempfile.TemporaryFile() as said,
        run.program(command, programs.environment(db_url), stderr=said) as process,
    ):
        process.wait()
        run.check()
        if process.returncode != 0:
            raise BackupError("dump_failed", first_error(said))
    listed = subprocess.run([programs.program("pg_restore"), "--list", str(file)], capture_output=True, text=True,
                            check=True)  # fmt: skip
    return listed.stdout.splitlines()


def _object(line: str) -> str:
    """Type, schema and name; without the numbers, which are each archive's own."""
    return " ".join(line.split()[3:-1])


def _is_gone(line: str, there: set[str], name: str) -> bool:
    schema, _, table = name.partition(".")
    if " TABLE DATA " in line:
        return f" TABLE DATA {schema} {table} " in line
    if " SEQUENCE SET " in line:
        return f" SEQUENCE SET {schema} {table}_" in line
    return _object(line) not in there
