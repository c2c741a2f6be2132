"""A backup and its proof against plain `pg_dump -Fc` and `pg_restore` of the same database, taken in turn.

The worker is one that has proven before: the empty cluster that rooms begin as is there already.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from backend.backups import keys
from backend.backups.settings import BackupSettings
from backend.backups.work import BackupWorker
from backend.postgres import programs
from tests.bench import databases
from tests.bench.figure import Figure
from tests.local_stack import ROOT, Stack

SIZES = (("1k", 1_000, 9), ("100k", 100_000, 3))
BACKUP_LIMIT, PROOF_LIMIT = 1.3, 1.6
# Of the worker while it dumps and proves a hundred times more.
MEMORY_LIMIT = 1.15
ASK = "select private.ask_backup('hand', 'bench:' || clock_timestamp())"
PLAIN = "bench_plain"


@dataclass(frozen=True)
class Seconds:
    """The best of several turns: what else the machine was doing is nobody's cost."""

    dump: float
    restore: float
    backup: float
    proof: float


def measure(stack: Stack) -> Sequence[Figure]:
    """Both sizes, and the memory that the worker's process needed for each."""
    figures: list[Figure] = []
    memory: list[float] = []
    for label, calls, turns in SIZES:
        url = databases.make(stack.db_url, f"bench_backup_{label}", calls)
        with tempfile.TemporaryDirectory() as folder:
            settings = _settings(url, Path(folder))
            seconds = _turns(stack, settings, Path(folder), turns)
            memory.append(_peak_mb(settings))
        figures += _figures(label, seconds)
        figures.append(Figure(f"backup_{label}_worker_peak", memory[-1], "MB", "backup and proof, resident"))
        databases.drop(stack.db_url, f"bench_backup_{label}")
    growth = memory[1] / memory[0]
    figures.append(Figure("backup_memory_large_over_small", growth, "", "100,000 calls against 1,000", MEMORY_LIMIT))
    return figures


def _figures(label: str, s: Seconds) -> list[Figure]:
    plain = s.dump + s.restore
    return [
        Figure(f"backup_{label}_dump", s.dump, "s", "plain pg_dump -Fc"),
        Figure(f"backup_{label}_restore", s.restore, "s", "plain pg_restore"),
        Figure(f"backup_{label}", s.backup, "s", "counted, hashed, encrypted, read back, recorded"),
        Figure(f"backup_{label}_proof", s.proof, "s", "fetched, restored elsewhere, compared, read"),
        Figure(f"backup_{label}_over_dump", s.backup / s.dump, "", "against plain pg_dump", BACKUP_LIMIT),
        Figure(f"backup_{label}_proven_over_plain", (s.backup + s.proof) / plain, "", "against both", PROOF_LIMIT),
    ]


def _turns(stack: Stack, settings: BackupSettings, folder: Path, turns: int) -> Seconds:
    keeper = BackupWorker(settings, threading.Event())
    try:
        _ours(keeper, settings)
        taken = [(*_plain(stack, settings, folder), *_ours(keeper, settings)) for _ in range(turns)]
    finally:
        keeper.close()
    return Seconds(*(min(column) for column in zip(*taken, strict=True)))


def _plain(stack: Stack, settings: BackupSettings, folder: Path) -> tuple[float, float]:
    file = folder / "plain.dump"
    dump = [programs.program("pg_dump"), "-Fc", f"--file={file}"]
    # Whoever may not be a superuser owns what he restores, and gives no rights for others.
    restore = [programs.program("pg_restore"), "--no-owner", "--no-privileges", "--dbname=", str(file)]
    with psycopg.connect(stack.db_url, autocommit=True) as conn:
        conn.execute(f"drop database if exists {PLAIN} with (force)".encode())
        conn.execute(f"create database {PLAIN}".encode())
    target = make_conninfo(stack.db_url, dbname=PLAIN)
    took = _timed(dump, settings.db_url), _timed(restore, target)
    databases.drop(stack.db_url, PLAIN)
    return took


def _timed(command: list[str], url: str) -> float:
    started = time.perf_counter()
    subprocess.run(command, env=dict(programs.environment(url)), check=True, capture_output=True)
    return time.perf_counter() - started


def _ours(keeper: BackupWorker, settings: BackupSettings) -> tuple[float, float]:
    with psycopg.connect(settings.db_url, autocommit=True) as conn:
        conn.execute(ASK)
        started = time.perf_counter()
        keeper.work_one()
        between = time.perf_counter()
        keeper.work_one()
        ended = time.perf_counter()
        # As a worker does when there is nothing to do: the next room is laid out.
        keeper.housekeeping()
        row = conn.execute("select state, failure from backup_proofs order by asked_at desc limit 1").fetchone()
    assert row == ("proven", None), row
    return between - started, ended - between


def _settings(url: str, folder: Path) -> BackupSettings:
    public = keys.make_pair(folder / "key.txt")
    given = {"SUPABASE_DB_URL": url, "BACKUP_STORE": str(folder / "copies"), "BACKUP_PUBLIC_KEYS": public}
    return BackupSettings(**given, BACKUP_PRIVATE_KEY_FILE=folder / "key.txt")  # type: ignore[arg-type]


def _peak_mb(settings: BackupSettings) -> float:
    """One backup and its proof in a process of its own; what it needed at most."""
    own = {
        name: str(getattr(settings, name)) for name in ("BACKUP_STORE", "BACKUP_PUBLIC_KEYS", "BACKUP_PRIVATE_KEY_FILE")
    }
    command = [sys.executable, "-m", "tests.bench.backup_process"]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **own, "SUPABASE_DB_URL": settings.db_url},
                          check=True, capture_output=True, text=True)  # fmt: skip
    return float(done.stdout)
