"""From the cause, committed, to the message in the provider's hands; and what a worker costs that has nothing to do.

Urgent leads, each with a number of its own by which its message is known; ended by the clock of the stand-in for Brevo,
which runs on this machine. Busy: a thousand alerts are due already when the measured ones are raised.
"""

from __future__ import annotations

import re
import time
from typing import Any

import psutil
import psycopg

from backend.local import state
from backend.local.home import Home
from tests.bench.figure import Figure
from tests.brevo_standin import Standin, in_stack
from tests.local_stack import Stack

ALONE = 60
QUEUED = 1000
WHILE_BUSY = 40
IDLE_FOR_S = 30.0
WITHIN_S = 180.0
LIMIT_P95_MS = 1000.0
NUMBER = re.compile(r"450 555-(\d{4})")
# Two of the same second are two: the number says which.
RAISE = """
    insert into leads (ref, source, created_at, phone, city, description, urgency)
    select 'B-' || n, 'tool', clock_timestamp(), '+1450555' || to_char(n, 'FM0000'), 'Longueuil',
           'Refoulement au sous-sol', 'urgent' from generate_series(%s::integer, %s::integer) as n
"""
READY = """
    truncate leads, alerts, recipients cascade;
    insert into recipients (full_name, phone, email, on_call_rank)
    values ('Guillaume', '+15145550100', 'guillaume@drainfortin.example', 1);
    update alert_rules set enabled = kind in ('urgent_lead', 'lead');
    update alert_settings set receipt_minutes = 60, ack_minutes = 600
"""


def measure(stack: Stack) -> list[Figure]:
    """Idle first, then with a thousand queued, then doing nothing."""
    brevo = in_stack(stack.env)
    with psycopg.connect(stack.db_url, autocommit=True) as db:
        db.execute(READY)
        brevo.reset()
        alone = _alone(db, brevo)
        # What is still to be told of them would be forgotten with them.
        _until_quiet(db)
        busy, per_second = _busy(db, brevo)
        _until_quiet(db)
    return [
        Figure("alert_handed_over_idle_p50", _at(alone, 0.5), "ms", f"{ALONE} urgent alerts, one at a time"),
        Figure("alert_handed_over_idle_p95", _at(alone, 0.95), "ms", f"at most {LIMIT_P95_MS:.0f}", LIMIT_P95_MS),
        Figure("alert_handed_over_busy_p50", _at(busy, 0.5), "ms", f"{WHILE_BUSY} raised behind {QUEUED} queued"),
        Figure("alert_handed_over_busy_p95", _at(busy, 0.95), "ms", "no limit set"),
        Figure("alert_sends_per_second", per_second, "1/s", f"one worker, {QUEUED + WHILE_BUSY} alerts"),
        _idle(stack),
    ]


def _alone(db: psycopg.Connection, brevo: Standin) -> list[float]:
    committed = {}
    for number in range(ALONE):
        committed[number] = _raise(db, number, number)
        _until(brevo, number + 1)
        # Not in step with the worker's own look around every two seconds.
        time.sleep(0.13)
    received = _received(brevo)
    return sorted((received[number] - at) * 1000 for number, at in committed.items())


def _busy(db: psycopg.Connection, brevo: Standin) -> tuple[list[float], float]:
    brevo.reset()
    started = _raise(db, 1000, 1000 + QUEUED - 1)
    committed = {}
    for number in range(5000, 5000 + WHILE_BUSY):
        committed[number] = _raise(db, number, number)
        time.sleep(0.05)
    _until(brevo, QUEUED + WHILE_BUSY)
    received = _received(brevo)
    took = max(received.values()) - started
    return sorted((received[number] - at) * 1000 for number, at in committed.items()), len(received) / took


def _idle(stack: Stack) -> Figure:
    running = state.read(Home(stack.home))
    assert running is not None
    worker = psutil.Process(running.children["worker"].pid)
    before = worker.cpu_times()
    time.sleep(IDLE_FOR_S)
    after = worker.cpu_times()
    spent = after.user + after.system - before.user - before.system
    result = f"of one processor, over {IDLE_FOR_S:.0f} s with its probes and heartbeats"
    return Figure("worker_idle_cpu", spent / IDLE_FOR_S * 100, "%", result)


def _raise(db: psycopg.Connection, first: int, last: int) -> float:
    """Commit the cause; the moment when it was committed."""
    db.execute(RAISE, [first, last])
    return time.time()


def _until(brevo: Standin, count: int) -> None:
    deadline = time.monotonic() + WITHIN_S
    while len(brevo.received(channel="sms")["sms"]) < count:
        assert time.monotonic() < deadline, f"not {count} messages in {WITHIN_S:.0f} s"
        # Asking for a long list often would be what is measured.
        time.sleep(0.02 if count < QUEUED else 1.0)


def _received(brevo: Standin) -> dict[int, float]:
    """When each number's message was taken."""
    return {_number(one): float(one["at"]) for one in brevo.received(channel="sms")["sms"]}


def _number(one: dict[str, Any]) -> int:
    found = NUMBER.search(one["content"])
    assert found, "a message without the caller's number"
    return int(found[1])


def _until_quiet(db: psycopg.Connection) -> None:
    deadline = time.monotonic() + WITHIN_S
    while (row := db.execute("select count(*) from alerts where state <> 'delivered'").fetchone()) and row[0]:
        assert time.monotonic() < deadline, f"{row[0]} alerts are not delivered"
        time.sleep(0.5)


def _at(took_ms: list[float], share: float) -> float:
    return took_ms[min(int(len(took_ms) * share), len(took_ms) - 1)]
