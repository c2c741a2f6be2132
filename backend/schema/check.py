"""Compares a database with what is written in `sql/`: what is missing there, too many, or otherwise.

What is written is built in a Postgres of its own that exists for the length of the comparison; the database itself is
only read.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg

from backend.db import SQL_FOLDER, query
from backend.postgres.os_user import OsUser, become
from backend.postgres.processes import die_with_parent
from backend.postgres.scratch import ScratchPostgres
from backend.schema.difference import Difference, How
from backend.schema.run import migrate

Objects = dict[tuple[str, str], str]


class _Undisturbed:
    """Work that nobody stops."""

    def check(self) -> None:
        """Goes on."""

    @contextmanager
    def program(
        self, command: Sequence[str], environment: Mapping[str, str], *, stderr: int | None, user: OsUser | None
    ) -> Iterator[subprocess.Popen[bytes]]:
        """A program that outlives neither us nor the block."""
        process = subprocess.Popen(
            command, env=dict(environment), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=stderr, cwd="/",
            preexec_fn=die_with_parent(os.getpid(), signal.SIGKILL), **become(user),
        )  # fmt: skip
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def differences(db_url: str, work_dir: Path, folder: Path = SQL_FOLDER) -> list[Difference]:
    """Every difference, by kind and name. Raises PostgresError where no Postgres can be started to compare with."""
    with psycopg.connect(db_url) as conn:
        found = objects(conn)
    return compared(found, written(work_dir, folder))


def objects(conn: psycopg.Connection) -> Objects:
    """What there is, in words that are the same on every server."""
    conn.execute("set search_path = ''")
    rows = conn.execute(query("schema_objects").encode()).fetchall()
    return {(str(kind), str(name)): str(what) for kind, name, what in rows}


def compared(found: Objects, written: Objects) -> list[Difference]:
    """What differs between the two."""
    told: list[Difference] = []
    for kind, name in sorted(found.keys() | written.keys()):
        here, there = found.get((kind, name)), written.get((kind, name))
        if here != there:
            how: How = "missing" if here is None else "unknown" if there is None else "differs"
            told.append(Difference(kind, name, how))
    return told


def written(work_dir: Path, folder: Path = SQL_FOLDER) -> Objects:
    """What `sql/` comes to, on a server of its own. Raises PostgresError where none can be started."""
    scratch = ScratchPostgres(work_dir)
    try:
        with scratch.room(_Undisturbed()) as (db_url, _):
            return _build(db_url, folder)
    finally:
        scratch.close()


def _build(db_url: str, folder: Path) -> Objects:
    migrate(db_url, folder)
    with psycopg.connect(db_url) as conn:
        return objects(conn)
