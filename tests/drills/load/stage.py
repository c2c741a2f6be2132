"""The stack that a run plays on: its own, empty, told to one person; and when everything it was given is done."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import psycopg

from tests.brevo_standin import Standin, in_stack
from tests.drills.alert_room import AlertRoom
from tests.local_stack import ROOT, Stack, command, start

PERSON = """
    insert into recipients (full_name, phone, email, on_call_rank, starts, ends)
    values ('Essai de charge', '+15145550100', 'charge@drainfortin.example', 1, '00:00', '23:59:59')
"""
UNAPPLIED = "select count(*) from private.inbox where applied_at is null"
OVERDUE = "select count(*) from alerts where due_at < clock_timestamp() - interval '10 seconds'"
OPEN = "select count(*) from alerts where state not in ('delivered', 'acknowledged')"
# Where a day passes in minutes, these would wait real minutes for something that was hours ago.
ACCELERATED = (
    "update alert_rules set bundle_minutes = 0",
    "update alert_settings set throttle_count = 1000000, receipt_minutes = 0.5",
)
SCALED = "bundling and throttling of alerts off, receipt awaited 30 s; Vapi's retries and all leases in real time"


@dataclass(frozen=True)
class Backlog:
    """What waits: messages not applied or still in the journal, alerts overdue, alerts not yet delivered."""

    unapplied: int
    journal: int
    overdue: int
    open: int

    @property
    def growing(self) -> bool:
        """True when work is left that should have been done by now."""
        return bool(self.unapplied or self.journal or self.overdue)


@contextmanager
def own_stack(name: str) -> Iterator[Stack]:
    """A fresh one without console, wiped afterwards."""
    home = ROOT / ".local" / name
    try:
        yield start(home, "--no-console", "--no-demo", "--fresh")
    finally:
        command(home, "down", "--wipe")


def prepare(stack: Stack, *, accelerated: bool) -> None:
    """One person to tell, of new leads alone, who never acknowledges: a message repeated for that is not twice."""
    with psycopg.connect(stack.db_url, autocommit=True) as db:
        db.execute("update alert_rules set enabled = kind in ('urgent_lead', 'lead')")
        db.execute("update alert_settings set ack_minutes = 1000000")
        for statement in ACCELERATED if accelerated else ():
            db.execute(statement)
        db.execute(PERSON)
    if accelerated:
        # A hundred look-ups an hour would be one in half a second.
        brevo(stack).command(others_per_hour=0)


def brevo(stack: Stack) -> Standin:
    """The stack's stand-in for Brevo."""
    return in_stack(stack.env)


def received(stack: Stack) -> dict[str, list[dict[str, Any]]]:
    """What Brevo really has."""
    result = brevo(stack).received()
    return {channel: result[channel] for channel in ("sms", "email")}


def backlog(stack: Stack) -> Backlog | None:
    """What waits now; None while that cannot be told."""
    try:
        journal = httpx.get(f"{stack.webhook_url}/readyz", timeout=5).json()["journal"]["length"]
        with psycopg.connect(stack.db_url, autocommit=True, connect_timeout=3) as db:
            counted = [_count(db, sql) for sql in (UNAPPLIED, OVERDUE, OPEN)]
    except (httpx.HTTPError, psycopg.Error, ValueError, KeyError):
        return None
    return Backlog(counted[0], int(journal), counted[1], counted[2])


def settle(stack: Stack, within_s: float, *, hurry_s: float = 0.0) -> float:
    """Wait until nothing waits any more, each second counting for the alerts as `hurry_s` more; how long that took."""
    desk, began = AlertRoom.of(stack), time.monotonic()
    while time.monotonic() - began < within_s:
        now = backlog(stack)
        if now is not None and not now.growing and now.open == 0:
            break
        if hurry_s:
            with contextlib.suppress(psycopg.Error):
                desk.pass_time(hurry_s)
        time.sleep(1.0)
    # A message too many would still be on its way.
    time.sleep(2.0)
    return time.monotonic() - began


def _count(db: psycopg.Connection, sql: str) -> int:
    row = db.execute(sql).fetchone()
    assert row is not None
    return int(row[0])
