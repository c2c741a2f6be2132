"""What a soak sent is compared with what is there: whatever is taken away or doubled is found, and runs are kept."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import httpx
import psycopg
import pytest

from backend.load.__main__ import main
from backend.local.standins.vapi.replay import keep_nothing
from tests.drills.load.book import Book
from tests.drills.load.caller import Line, drawn
from tests.drills.load.verify import Verdict, verify
from tests.local_stack import Stack
from tests.people import sign_in

Received = dict[str, list[dict[str, Any]]]
# Vapi's pauses between two attempts do not matter here: the webhook is there.
SPEED = 3000.0
SAID = "(select g.id from call_logs g join vapi_calls c on c.id = g.call_id where g.kind = 'said' limit 1)"


@pytest.fixture
def told(clean_db: psycopg.Connection, stack: Stack) -> tuple[Book, Received]:
    """Two calls that leave a lead, each told to one person as Brevo would say."""
    book = Book()
    numbers = [_number("lead_only"), _number("urgent_booking")]
    asyncio.run(_play(stack, book, numbers))
    # Nobody is on call in an empty base: what the worker would have had sent is written here.
    attempts = clean_db.execute(
        "insert into alert_attempts (alert_id, channel, state) select id, 'sms', 'delivered' from alerts"
        " where kind in ('lead', 'urgent_lead') returning id::text"
    ).fetchall()
    sms = [{"tags": [row[0]], "channel": "sms", "recipient": "+15145550100"} for row in attempts]
    return book, {"sms": sms, "email": []}


async def _play(stack: Stack, book: Book, numbers: list[int]) -> None:
    async with httpx.AsyncClient() as http:
        secret = stack.env["VAPI_WEBHOOK_SECRET"]
        line = Line(http, f"{stack.webhook_url}/vapi", secret, book, keep_nothing)
        for number in numbers:
            await line.call(number, SPEED)


def _number(scenario: str) -> int:
    return next(number for number in count(9_000_000) if drawn(Random(number), number).name == scenario)


def _nothing(db: psycopg.Connection, book: Book, received: Received) -> None:
    return


def _sql(*statements: str) -> Callable[[psycopg.Connection, Book, Received], None]:
    def change(db: psycopg.Connection, book: Book, received: Received) -> None:
        for statement in statements:
            db.execute(statement.encode())

    return change


def _sent_again(db: psycopg.Connection, book: Book, received: Received) -> None:
    received["sms"].append(received["sms"][0])


def _never_sent(db: psycopg.Connection, book: Book, received: Received) -> None:
    received["sms"].pop()


def _never_arrived(db: psycopg.Connection, book: Book, received: Received) -> None:
    next(iter(book.calls.values())).keys.add("another message")


Counts = dict[str, int]
CHANGES: list[tuple[Callable[[psycopg.Connection, Book, Received], None], Counts, Counts]] = [
    (_nothing, {}, {}),
    (_never_arrived, {"event": 1}, {}),
    (_sql("delete from private.inbox where id = (select min(id) from private.inbox)"), {"event": 1}, {}),
    (
        _sql("update private.inbox set applied_at = null, error = 'x', due_at = 'infinity' where type = 'hang' or id ="
             " (select min(id) from private.inbox)"), {"event applied": 1}, {},
    ),
    # Its visit goes with it.
    (_sql("delete from leads where urgency = 'urgent'"), {"lead": 1, "appointment": 1}, {}),
    (
        _sql("insert into leads (ref, source, created_at, phone, urgency)"
             " select ref || '-2', source, created_at, phone, urgency from leads where urgency = 'urgent'"),
        {"alert": 1, "lead of its call": 1}, {"lead": 1},
    ),
    (_sql("delete from appointments"), {"appointment": 1}, {}),
    (_never_sent, {"alert": 1}, {}),
    (_sent_again, {}, {"alert": 1}),
    (_sql(f"delete from call_logs where id = {SAID}"), {"line": 1}, {}),
    (
        _sql("insert into call_logs (call_id, at, kind, speaker, text, source)"
             f" select call_id, at, kind, speaker, text, source from call_logs where id = {SAID}"), {}, {"line": 1},
    ),
    (
        _sql("delete from call_logs where id = (select min(id) from call_logs where kind = 'tool')"),
        {"tool call": 1}, {},
    ),
]  # fmt: skip


def test_whatever_is_missing_or_twice_is_found(
    told: tuple[Book, Received], clean_db: psycopg.Connection
) -> None:  # fmt: skip
    book, received = told
    for number, (change, lost, twice) in enumerate(CHANGES):
        changed = {channel: list(messages) for channel, messages in received.items()}
        pages = {call_id: set(page.keys) for call_id, page in book.calls.items()}
        with clean_db.transaction(force_rollback=True):
            change(clean_db, book, changed)
            found = verify(clean_db, book, changed)
        for call_id, keys in pages.items():
            book.calls[call_id].keys = keys
        assert _counted(found) == (lost, twice), f"change {number}: {found}"


def _counted(verdict: Verdict) -> tuple[Counts, Counts]:
    return (
        {what: times for what, times in verdict.lost.items() if times},
        {what: times for what, times in verdict.twice.items() if times},
    )


def test_a_run_is_kept_once_and_never_changed(
    clean_db: psycopg.Connection, stack: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "soak.json"
    file.write_text(json.dumps(_soak()), encoding="utf-8")
    monkeypatch.setenv("EVIDENCE_DB_URL", stack.db_url)
    assert (main(["record", str(file)]), main(["record", str(file)])) == (0, 0)
    assert clean_db.execute("select kind, in_real_time, calls, held from load_runs").fetchall() == [
        ("soak", False, 100, True)
    ]
    for change in ("update load_runs set speed = 1", "delete from load_runs"):
        with pytest.raises(psycopg.errors.RaiseException):
            clean_db.execute(change.encode())
    (shown,) = sign_in(stack.env, "owner").rpc("load_history", p_limit=5).json()
    assert (shown["speed"], shown["in_real_time"], shown["release"]) == (360, False, "abc")
    assert sign_in(stack.env, "staff").table("GET", "load_runs").json() == []


def test_the_database_itself_refuses_hours_that_did_not_pass(clean_db: psycopg.Connection) -> None:
    claimed = json.dumps(_soak() | {"speed": 1, "real_hours": 48})
    with pytest.raises(psycopg.errors.CheckViolation):
        clean_db.execute("select private.record_load_run(%s::jsonb)", [claimed])


def _soak() -> dict[str, Any]:
    ended = datetime.now(UTC)
    return {
        "kind": "soak", "started_at": (ended - timedelta(minutes=8)).isoformat(), "finished_at": ended.isoformat(),
        "speed": 360.0, "real_hours": 8 / 60, "calls_per_day": 50, "calls": 100, "lost": 0, "twice": 0,
        "p95_ms": 40.0, "held": True, "release": "abc",
    }  # fmt: skip
