"""Each loop of the worker runs: a real worker is started, and what it says to the database is listened to."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psycopg
import pytest

from backend.db import query
from backend.health.watch import MONITORS
from backend.worker.loops import LOOPS
from tests.local_stack import ROOT
from tests.waiting import until
from tests.wiretap import Wiretap, tapped

# By what its first question to the database is known.
ASKS = {
    "inbox": "claim_unapplied",
    "alerts": "claim_alerts",
    "trials": "claim_trial",
    "trial_schedule": "schedule_trial",
    "plan_b": "claim_diversion",
    "recordings": "claim_recordings",
    "paul_drift": "note_drift",
    "reconciliation": "claim_reconciliation",
    "accounts": "claim_accounts",
    "erasures": "claim_erasure",
    "backups": "claim_backup_work",
    "backup_store": "note_backup_store",
    "backup_schedule": "schedule_backups",
    "heartbeat": "heartbeat",
    "silence": "silence_facts",
    "unowned": "raise_unowned",
    "proofs": "proof_facts",
    "prices": "claim_prices",
    "paul_signs": "paul_sign_facts",
    "digest": "digest_facts",
    "week": "week_to_tell",
    "latency": "roll_up_stale",
    "probes": "claim_round",
    "chain": "begin_chain_probe",
    "console_measures": "keep_console_measures",
    "sentry_probe": "note_sentry_event",
    "old_sessions": "end_forgotten_sessions",
    "holidays": "note_holidays",
    "housekeeping": "forget_old_figures",
    "trail": "seal_trail",
    "evidence": "note_secrets",
    "measurements": "claim_measurement",
}
# The loops that wait for the other programs begin after eight seconds.
WITHIN_S = 60
CHANNELS = "select distinct prosrc from pg_proc where prosrc like '%pg_notify(''drain_work''%'"


class _Measures(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        sentry = {"at": datetime.now(UTC).isoformat(), "accepted": True, "event_id": "a" * 32, "detail": "HTTP 200"}
        told = {"round_trip_ms": 12.5, "round_trips": 3, "sentry": sentry}
        self.send_response(200 if self.path == "/mesures" else 404)
        self.end_headers()
        self.wfile.write(json.dumps(told).encode())


@contextmanager
def console() -> Iterator[str]:
    """A console that has measured something: the stack of the tests has none."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Measures) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@contextmanager
def worker(env: dict[str, str], folder: Path, *, away: bool = False) -> Iterator[tuple[Wiretap, Path]]:
    """A worker of the test's own on the stack's database, listened to; and what it printed."""
    log = folder / "worker.log"
    with tapped(env["SUPABASE_DB_URL"]) as tap, log.open("wb") as out, console() as console_url:
        tap.cuts_off = away
        own = {**os.environ, **env, "SUPABASE_DB_URL": tap.url, "CONSOLE_URL": console_url}
        process = subprocess.Popen([sys.executable, "-m", "backend.worker"], cwd=ROOT, env=own, stdout=out, stderr=out)
        try:
            yield tap, log
        finally:
            process.terminate()
            process.wait(30)


def _is_kept(db: psycopg.Connection) -> bool:
    kept = "select exists (select from private.probes where name = 'console_ms' and value = 12.5) and exists (select"
    row = db.execute(f"{kept} from sentry_events where program = 'console' and accepted)".encode()).fetchone()
    return bool(row and row[0])


def asked(name: str) -> str:
    """The beginning of a question, up to the first value."""
    return query(name).partition("%s")[0].strip()


@pytest.mark.timeout(120)
def test_every_loop_runs_in_a_real_worker(env: dict[str, str], clean_db: psycopg.Connection, tmp_path: Path) -> None:
    with worker(env, tmp_path) as (tap, log):
        missing, deadline = {*ASKS, "listen", "due"}, time.monotonic() + WITHIN_S
        while missing and time.monotonic() < deadline:
            time.sleep(0.2)
            missing = {name for name, what in ASKS.items() if not tap.heard(asked(what))}
            missing |= set() if tap.heard("listen drain_work") else {"listen"}
            missing |= set() if tap.heard(asked("work_due")) else {"due"}
            missing |= set() if _is_kept(clean_db) else {"what the console measured"}
        assert not missing, f"never ran: {sorted(missing)}\n{log.read_text(encoding='utf-8')}"


@pytest.mark.timeout(120)
def test_what_found_the_database_away_does_not_wait_its_whole_turn(
    env: dict[str, str], clean_db: psycopg.Connection, tmp_path: Path
) -> None:
    seldom = [loop.name for loop in LOOPS if loop.every_s > 2 * WITHIN_S and not loop.after_s and not loop.wake]
    assert "holidays" in seldom
    with worker(env, tmp_path, away=True) as (tap, log):
        until(
            lambda: all(f"loop {name}: put off" in log.read_text(encoding="utf-8") for name in seldom),
            "finding it away",
        )
        tap.cuts_off = False
        until(lambda: all(tap.heard(asked(ASKS[name])) for name in seldom), "another turn")


def test_the_table_holds_the_loops_that_are_looked_for() -> None:
    names = [loop.name for loop in LOOPS]
    assert sorted(names) == sorted(ASKS)
    assert all(loop.does for loop in LOOPS)


def test_each_wake_is_said_by_the_database_and_each_that_is_said_is_heard(db: psycopg.Connection) -> None:
    bodies = " ".join(row[0] for row in db.execute(CHANNELS).fetchall())
    said = set(re.findall(r"pg_notify\('drain_work', '(\w+)'\)", bodies))
    assert said == {loop.wake for loop in LOOPS if loop.wake}


def test_each_job_that_sentry_misses_has_its_loop() -> None:
    assert sorted(loop.check_in for loop in LOOPS if loop.check_in) == sorted(MONITORS)
