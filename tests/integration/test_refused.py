"""A journaled message that Postgres refuses is set aside with its error; the others pass, and it is tried again."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from backend.db import open_pool
from backend.intake.retry import retry_unapplied
from backend.webhook.journal import Journal
from backend.webhook.replay import Replay
from backend.webhook.store import MessageStore
from tests.payload_files import body
from tests.rows import empty, final_rows
from tests.waiting import until

AT = datetime(2026, 11, 20, 14, 6, tzinfo=UTC)
HANG = body("vapi/hang.json")
SAVE = body("vapi/tool-calls.save-lead.json")
# What the webhook took when it was journaled, and a later version of it does not read any more.
NO_ENVELOPE = b'{"type": "tool-calls"} \x00\xff'


def replay(url: str, journal: Journal) -> None:
    async def run() -> None:
        async with open_pool(url, size=1) as pool:
            await Replay(MessageStore(pool, journal)).replay_once()

    asyncio.run(run())


def retry(url: str) -> None:
    async def run() -> None:
        async with open_pool(url, size=1) as pool:
            await retry_unapplied(pool)

    asyncio.run(run())


@pytest.fixture
def url(db: psycopg.Connection, env: dict[str, str]) -> str:
    empty(db)
    return env["SUPABASE_DB_URL"]


def waiting(db: psycopg.Connection) -> list[tuple[object, ...]]:
    return db.execute("select type, error, received_at from private.inbox where applied_at is null").fetchall()


def test_what_cannot_be_read_is_set_aside_and_the_next_one_passes(
    db: psycopg.Connection, url: str, tmp_path: Path
) -> None:
    journal = Journal(tmp_path / "j.sqlite3")
    journal.append(NO_ENVELOPE, AT)
    journal.append(SAVE, AT)
    replay(url, journal)
    assert journal.waiting() == (0, None)
    assert waiting(db) == [("unreadable", "NotAnEnvelope", AT)]
    assert len(final_rows(db)["leads"]) == 1
    db.execute("update private.inbox set due_at = now()")
    retry(url)
    # The stack's own worker looks too: whichever came first, it is tried again later and not lost.
    later = "select attempts from private.inbox where applied_at is null and due_at > now()"
    kept = until(lambda: db.execute(later).fetchall(), "its next try")
    assert len(kept) == 1 and kept[0][0] >= 2


def test_what_postgres_refuses_whole_is_set_aside_and_applied_after_the_fix(
    db: psycopg.Connection, url: str, tmp_path: Path
) -> None:
    journal = Journal(tmp_path / "j.sqlite3")
    journal.append(SAVE, AT)
    journal.append(HANG, AT)
    db.execute("alter table private.inbox add constraint broken check (type <> 'tool-calls' or error is not null)")
    try:
        replay(url, journal)
    finally:
        db.execute("alter table private.inbox drop constraint broken")
    assert journal.waiting() == (0, None)
    assert waiting(db) == [("tool-calls", "23514: CheckViolation", AT)]
    db.execute("update private.inbox set due_at = now()")
    retry(url)
    # Whoever took it: the stack's own worker looks too.
    until(lambda: not waiting(db), "its being applied")
    assert len(final_rows(db)["leads"]) == 1


def test_what_can_be_read_after_an_update_is_no_longer_due(db: psycopg.Connection, url: str) -> None:
    db.execute(
        "insert into private.inbox (dedupe_key, type, happened_at, body, applied_at, error, due_at)"
        " values ('unreadable|x', 'unreadable', now(), %s, null, 'ValueError', now())",
        [SAVE.decode()],
    )
    retry(url)
    # Whoever took it: the stack's own worker looks too.
    until(lambda: not waiting(db), "its being applied")
    assert len(final_rows(db)["leads"]) == 1


def test_what_is_refused_even_then_stays_in_the_journal(db: psycopg.Connection, url: str, tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j.sqlite3")
    journal.append(SAVE, AT)
    journal.append(HANG, AT)
    db.execute("alter table private.inbox add constraint broken check (type <> 'tool-calls')")
    try:
        replay(url, journal)
    finally:
        db.execute("alter table private.inbox drop constraint broken")
    assert journal.waiting() == (1, AT)
    assert db.execute("select type from private.inbox").fetchall() == [("hang",)]
