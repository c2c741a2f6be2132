"""The night's jobs on the two nights on which the clock changes, and on nights on which somebody sets it an hour off:
each night has one copy, one digest, and is cleared out once. Postgres lives in the time that the drill gives it; the
worker, who would ask it each minute, is held down, and the drill asks instead, every twenty minutes of that time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg

from tests.drills.faults.shim import Shim

TORONTO = ZoneInfo("America/Toronto")
STEP, NIGHT, HOUR = timedelta(minutes=20), timedelta(hours=12), timedelta(hours=1)
# As the worker asks.
JOBS = (
    "select private.schedule_backups()",
    "select private.raise_digest(d ->> 'day', 'x', 'x', false) from private.digest_facts() d where d is not null",
    "select private.finish_purge(id, null) from (select private.claim_purge() as id) x where id is not null",
    "update backups set state = 'stored', due_at = null where state = 'asked'",
)
MADE = """
    select (select count(*) from backups where cause_key like 'night:%'),
        (select count(*) from alerts where cause_key like 'digest:%'), (select count(*) from purge_runs)
"""
FIRST = "insert into backups (cause_key, reason, state, due_at) values ('first', 'schedule', 'stored', null)"


@dataclass(frozen=True)
class Evening:
    """One night: when it begins in Toronto, and after how much of it the clock is set off by how much."""

    name: str
    begins: datetime
    off: tuple[tuple[timedelta, timedelta], ...] = ()

    def moments(self) -> Iterator[datetime]:
        """What the clock says at each step."""
        passed = timedelta()
        while passed <= NIGHT:
            wrong = [by for since, by in self.off if passed >= since]
            yield self.begins.astimezone(UTC) + passed + (wrong[-1] if wrong else timedelta())
            passed += STEP


NIGHTS = (
    Evening("an hour ahead from 01:00 to 05:00", datetime(2027, 1, 13, 22, tzinfo=TORONTO),
            ((3 * HOUR, HOUR), (7 * HOUR, 0 * HOUR))),
    Evening("an hour behind from 03:40 on", datetime(2027, 1, 19, 22, tzinfo=TORONTO), ((5 * HOUR + 2 * STEP, -HOUR),)),
    Evening("an hour ahead, set right at 02:40", datetime(2027, 1, 26, 22, tzinfo=TORONTO),
            ((timedelta(), HOUR), (4 * HOUR + 2 * STEP, 0 * HOUR))),
    Evening("summer time begins (14 March 2027)", datetime(2027, 3, 13, 22, tzinfo=TORONTO)),
    Evening("summer time ends (7 November 2027)", datetime(2027, 11, 6, 22, tzinfo=TORONTO)),
)  # fmt: skip
HEADLINE = f"{'night':<52}{'copies':>8}{'digests':>9}{'purges':>8}"


def prepare(db: psycopg.Connection) -> None:
    """Copies and clearing out are switched on; one copy has been made long ago, the night makes one more."""
    for statement in (FIRST, "update backup_settings set enabled = true", "update alert_rules set enabled = true",
                      "update private.purge_plan set due_at = private.next_purge()"):  # fmt: skip
        db.execute(statement.encode())


def lived_through(db: psycopg.Connection, shim: Shim, evening: Evening) -> tuple[str, bool]:
    """A row of the table, and whether each job was done once."""
    before: tuple[int, ...] = ()
    for moment in evening.moments():
        shim.wish(ahead=round((moment - datetime.now(UTC)).total_seconds()))
        for job in JOBS:
            db.execute(job.encode())
        # What the evening before still owed is no part of this night.
        before = before or _made(db)
    made = tuple(now - then for now, then in zip(_made(db), before, strict=True))
    is_right = made == (1, 1, 1)
    line = f"{evening.name:<52}{made[0]:>8}{made[1]:>9}{made[2]:>8}"
    return line + ("" if is_right else "  BROKEN"), is_right


def _made(db: psycopg.Connection) -> tuple[int, ...]:
    row = db.execute(MADE.encode()).fetchone()
    assert row is not None
    return tuple(row)
