"""Goes through the calls, some at a time, each in a transaction of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import dict_row
from pydantic_core import to_json

from backend.db import query
from backend.intake.told import Known
from backend.replay.difference import Difference, differences
from backend.replay.reread import StoredMessage, reread

BATCH = 200
# No two clocks agree; much later a message may come, out of a journal or a comparison with Vapi's list.
_EARLIER = timedelta(hours=1)
_FIRST = UUID(int=0)


@dataclass(slots=True)
class Outcome:
    """How many calls were computed, and what differs."""

    calls: int = 0
    differences: list[Difference] = field(default_factory=list)


def replay(conn: psycopg.Connection[Any], *, since: datetime, call: str | None = None, apply: bool = False) -> Outcome:
    """Compute the calls since then again. Without `apply` all is rolled back, and what alerts it would raise is told;
    with it no alert is raised for what is past."""
    outcome = Outcome()
    for row, stored in _calls(conn, since, call):
        again = reread(Known.from_json(row["said"]).statements, stored, row["kept_visits"])
        given = [to_json(part).decode() for part in (again.statements, again.people, again.facts)]
        with conn.transaction(force_rollback=not apply), conn.cursor(row_factory=dict_row) as cursor:
            seen = cursor.execute(query("replay_call"), [row["id"], *given, not apply]).fetchone()
        assert seen is not None
        outcome.calls += 1
        outcome.differences += differences(row["vapi_call_id"], seen["before"], seen["after"])
    return outcome


def _calls(
    conn: psycopg.Connection[Any], since: datetime, call: str | None
) -> Iterator[tuple[dict[str, Any], list[StoredMessage]]]:
    after, after_id = datetime.min.replace(tzinfo=UTC), _FIRST
    while True:
        asked = {"since": since, "call": call, "after": after, "after_id": after_id, "limit": BATCH}
        with conn.cursor(row_factory=dict_row) as cursor:
            rows = cursor.execute(query("calls_to_replay"), asked).fetchall()
        if not rows:
            return
        stored = _messages(conn, rows)
        yield from ((row, stored[row["vapi_call_id"]]) for row in rows)
        after, after_id = rows[-1]["created_at"], rows[-1]["id"]


def _messages(conn: psycopg.Connection[Any], rows: list[dict[str, Any]]) -> dict[str, list[StoredMessage]]:
    asked = [rows[0]["created_at"] - _EARLIER, [row["vapi_call_id"] for row in rows]]
    found: dict[str, list[StoredMessage]] = defaultdict(list)
    for vapi_call_id, body, received_at in conn.execute(query("messages_of_calls"), asked).fetchall():
        found[vapi_call_id].append(StoredMessage(body, received_at))
    return found
