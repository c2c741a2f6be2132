"""The auditor counts a run again and agrees; whatever one falsifies afterwards, in a table or at Brevo, it names."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import httpx
import psycopg
import pytest

from backend.local.standins.vapi.replay import keep_nothing
from tests.auditor.__main__ import main
from tests.auditor.compare import differences
from tests.auditor.sent import SentCall, read
from tests.auditor.stored import Stored
from tests.drills.load.book import Book
from tests.drills.load.caller import Line, drawn
from tests.local_stack import Stack

Run = tuple[dict[str, SentCall], list[dict[str, Any]]]
Messages = list[dict[str, Any]]
TO = "+15145550100"
# Nobody is on call in an empty base: what the worker would have had sent is written here.
SENT = """
    insert into alert_attempts (alert_id, channel, state, address) select a.id, 'sms', 'delivered', %s from alerts a
    where a.kind in ('lead', 'urgent_lead')
    returning id::text, (select l.phone from leads l join alerts x on x.lead_id = l.id where x.id = alert_id)
"""
ARRIVED = "update alerts set state = 'delivered', due_at = null where kind in ('lead', 'urgent_lead')"
ONE_SENT = "(select id from alert_attempts order by id limit 1)"
ONE_LINE = "(select min(id) from call_logs where kind = 'said')"


@pytest.fixture
def run(clean_db: psycopg.Connection, stack: Stack, tmp_path: Path) -> Run:
    """Two calls that leave a lead, one of them urgent."""
    book = Book(tape=tmp_path / "tape.jsonl")

    async def play() -> None:
        async with httpx.AsyncClient() as http:
            secret = stack.env["VAPI_WEBHOOK_SECRET"]
            line = Line(http, f"{stack.webhook_url}/vapi", secret, book, keep_nothing)
            for name in ("lead_only", "urgent_booking"):
                await line.call(next(n for n in count(9_000_000) if drawn(Random(n), n).name == name), 3000.0)

    asyncio.run(play())
    rows = clean_db.execute(SENT, [TO]).fetchall()
    clean_db.execute(ARRIVED)
    assert book.tape is not None
    return read(book.tape), [
        {"channel": "sms", "recipient": TO, "tags": [tag], "fate": "delivered",
         "content": f"Lead - {phone[2:5]} {phone[5:8]}-{phone[8:]} https://x/{tag}"}
        for tag, phone in rows
    ]  # fmt: skip


def audited(db: psycopg.Connection, sent: dict[str, SentCall], received: Messages) -> list[str]:
    stored = Stored(db, sent, [phone for call in sent.values() for phone in call.leads])
    return list(differences(sent, stored, received))


def test_an_honest_run_agrees_and_its_tape_tells_what_was_said(clean_db: psycopg.Connection, run: Run) -> None:
    sent, received = run
    assert audited(clean_db, sent, received) == []
    assert len(sent) == 2 and all(call.ended and len(call.lines) > 5 and call.tools for call in sent.values())
    assert sorted(urgent for call in sent.values() for urgent in call.leads.values()) == [False, True]


FALSE: dict[str, tuple[str, str]] = {
    "a call taken away": ("delete from vapi_calls where outcome = 'appointment'", "not there"),
    "a call never ended": (
        "update vapi_calls set status = 'queued' where id = (select call_id from leads limit 1)", "ended, stored as",
    ),
    "a line taken away": (f"delete from call_logs where id = {ONE_LINE}", "1 lines as they were said are missing, 0"),
    "a line rewritten": (
        f"update call_logs set text = text || ' merci' where id = {ONE_LINE}",
        "1 lines as they were said are missing, 1 were never said",
    ),
    "a line given to the other": (
        f"update call_logs set speaker = case speaker when 'paul' then 'caller' else 'paul' end where id = {ONE_LINE}",
        "1 lines as they were said are missing, 1 were never said",
    ),
    "a tool call taken away": (
        "delete from call_logs where id = (select min(id) from call_logs where kind = 'tool')", "tool calls told",
    ),
    "a lead taken away": ("delete from leads where urgency <> 'urgent'", "one lead was told, 0 stored"),
    "a lead of another number": (
        "update leads set phone = '+15145550177' where urgency = 'urgent'", "one lead was told, 0 stored",
    ),
    "a lead of another call": ("update leads set call_id = null where urgency = 'urgent'", "1 stored, 0 of it"),
    "an urgent lead made ordinary": ("update leads set urgency = 'low' where urgency = 'urgent'", "called it urgent"),
    "an alert taken away": ("delete from alerts where urgent", "alert stands for it"),
    "a visit taken away": ("delete from appointments", "0 stored"),
    "a delivery taken away": (f"delete from alert_attempts where id = {ONE_SENT}", "no row does"),
    "a delivery that failed": (f"update alert_attempts set state = 'failed' where id = {ONE_SENT}", "stored as failed"),
    "a delivery elsewhere": ("update alert_attempts set address = '+15145550177'", "went elsewhere"),
    "an invented delivery": (
        "insert into alert_attempts (alert_id, channel, state) select id, 'sms', 'delivered' from alerts limit 1",
        "Brevo holds no such message",
    ),
}  # fmt: skip


@pytest.mark.timeout(300)
def test_whatever_row_is_falsified_is_named(clean_db: psycopg.Connection, run: Run) -> None:
    sent, received = run
    for what, (statement, named) in FALSE.items():
        with clean_db.transaction(force_rollback=True):
            # As whoever holds the database itself could: the table's own guards sleep.
            clean_db.execute("set local session_replication_role = replica")
            changed = clean_db.execute(statement.encode()).rowcount
            clean_db.execute("set local session_replication_role = origin")
            found = audited(clean_db, sent, received)
        assert changed and any(named in one for one in found), (what, changed, found)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda received: received.pop(), "Brevo holds no message that tells of it"),
        (lambda received: received.append(received[0] | {"tags": ["another"]}), "no row does"),
        (lambda received: received.append(dict(received[0])), "came 2 times to one person"),
    ],
)
def test_what_brevo_holds_counts_and_not_what_we_say(
    clean_db: psycopg.Connection, run: Run, change: Callable[[Messages], object], named: str
) -> None:
    sent, received = run
    change(received)
    assert any(named in one for one in audited(clean_db, sent, received)), named


def test_as_a_program_it_ends_with_one_where_something_differs(
    clean_db: psycopg.Connection, run: Run, stack: Stack, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, received = run
    file = tmp_path / "received.json"
    file.write_text(json.dumps({"sms": received, "email": []}), encoding="utf-8")
    tape = str(tmp_path / "tape.jsonl")
    assert main([tape, stack.db_url, str(file)]) == 0
    assert "0 differences" in capsys.readouterr().out
    clean_db.execute("delete from leads where urgency = 'urgent'")
    assert main([tape, stack.db_url, str(file)]) == 1
