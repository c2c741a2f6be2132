"""What a drill of the alerts works with: a stack, its stand-in for Brevo, and a clock that can be moved."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import psycopg

from tests.brevo_standin import Standin, in_stack
from tests.local_stack import ROOT, Stack

BROKEN = (psycopg.OperationalError, httpx.HTTPError)
# Everything that says when: moved back together, as if the time had passed. What a living worker holds is left alone.
MOVE = (
    "update alert_attempts t set at = t.at - %(by)s::interval,"
    " handed_over_at = t.handed_over_at - %(by)s::interval from alerts a"
    " where a.id = t.alert_id and (a.lease_until is null or a.lease_until < clock_timestamp())",
    "update alerts set due_at = due_at - %(by)s::interval where lease_until is null or lease_until < clock_timestamp()",
)
FORGET_LEASES = "update alerts set lease_until = clock_timestamp() where lease_until is not null"
RAISE = """
    insert into leads (ref, source, created_at, phone, city, description, urgency)
    select %(mark)s || '-' || n, 'tool', clock_timestamp(), '+1450555' || to_char(n, 'FM0000'), 'Longueuil',
           'Refoulement au sous-sol', %(urgency)s from generate_series(1, %(count)s) as n
"""


@dataclass(frozen=True)
class AlertRoom:
    """One stack under trial."""

    stack: Stack
    brevo: Standin

    @classmethod
    def of(cls, stack: Stack) -> AlertRoom:
        """The desk of a running stack."""
        return cls(stack, in_stack(stack.env))

    def clear(self) -> None:
        """No lead, no alert, nobody but Guillaume to tell; the stand-in forgets, and sends its events soon."""
        with self.database() as db:
            db.execute("truncate leads, alerts, recipients cascade")
            db.execute(
                "insert into recipients (full_name, phone, email, on_call_rank)"
                " values ('Guillaume', '+15145550100', 'guillaume@drainfortin.example', 1)"
            )
            # The watch and the digest have their own tests: here only leads are counted.
            db.execute("update alert_rules set enabled = kind in ('urgent_lead', 'lead')")
            # Nobody acknowledges here, and a message repeated for that is not one sent twice.
            db.execute("update alert_settings set receipt_minutes = 3, ack_minutes = 600")
        self.brevo.reset()
        self.brevo.command(event_delay_s=0.2)

    def raise_alerts(self, count: int, *, mark: str = "DF", urgency: str = "urgent") -> None:
        """That many leads in one transaction, each with a number of its own, by which it is known in what arrives."""
        with self.database() as db:
            db.execute(RAISE, {"count": count, "mark": mark, "urgency": urgency})

    def pass_time(self, seconds: float) -> None:
        """Move everything back by that long."""
        with self.database() as db, db.transaction():
            for statement in MOVE:
                db.execute(statement, {"by": f"{seconds} seconds"})

    def forget_leases(self) -> None:
        """As if a dead worker's minute had passed."""
        with self.database() as db:
            db.execute(FORGET_LEASES)

    @contextmanager
    def database(self) -> Iterator[psycopg.Connection]:
        """A superuser's connection, one statement a transaction."""
        with psycopg.connect(self.stack.db_url, autocommit=True, connect_timeout=3) as db:
            yield db

    @contextmanager
    def more_workers(self, count: int) -> Iterator[None]:
        """That many workers beside the stack's own."""
        own = {**os.environ, **self.stack.env}
        command = [sys.executable, "-m", "backend.worker"]
        workers = [subprocess.Popen(command, cwd=ROOT, env=own) for _ in range(count)]
        try:
            self.wait_for(lambda: self.listening() > count, "the workers listen")
            yield
        finally:
            for worker in workers:
                worker.kill()
                worker.wait()

    def listening(self) -> int:
        """How many workers are connected and waiting for work."""
        with self.database() as db:
            row = db.execute(
                # Each asks on the connection that listens what has come due.
                "select count(*) from pg_stat_activity where application_name = 'drain-worker'"
                " and query like 'select wake from private.work_due%'"
            ).fetchone()
        return int(row[0]) if row else 0

    def wait_for(self, condition: Callable[[], bool], what: str, within_s: float = 40) -> None:
        """Wait, whatever is broken meanwhile. Raises AssertionError when it takes too long."""
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            try:
                if condition():
                    return
            except BROKEN:
                pass
            time.sleep(0.1)
        raise AssertionError(f"not within {within_s:g} s: {what}")
