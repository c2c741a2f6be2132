"""Takes a message in: stored and applied, or stored with its error. The webhook, the replay and the worker all come here."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

from psycopg import AsyncConnection, errors
from psycopg.rows import dict_row

from backend import observe
from backend.db import Pool, query
from backend.inbox.tools import answer_tools
from backend.tools.spoken import noted
from backend.vapi.message import Message, read
from backend.vapi.tool_calls import results

Via = Literal["webhook", "journal", "reconciliation"]
Outcome = Literal["applied", "duplicate", "stored", "failed"]
Conn = AsyncConnection[dict[str, object]]
# Two messages of one call may lock each other out; Postgres then picks one to be tried again.
TRIES = 4
_LOST_RACE = (errors.DeadlockDetected, errors.SerializationFailure)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a message. `reply` is the JSON that Vapi reads back, None when it reads none."""

    outcome: Outcome
    type: str
    reply: dict[str, Any] | None = None


async def receive(pool: Pool, body: bytes, received_at: datetime | None = None, via: Via = "webhook") -> Receipt:
    """Read, store and apply one body. Raises NotAnEnvelope; psycopg.Error when the database could not take it."""
    message = read(body)
    async with pool.connection() as conn:
        return await store(conn, message, received_at, via)


async def store(conn: Conn, message: Message, received_at: datetime | None = None, via: Via = "webhook") -> Receipt:
    """Store and apply a message that was read; tried again when another message of the same call was in the way."""
    for attempt in range(TRIES):
        try:
            return await _store_once(conn, message, received_at, via)
        except _LOST_RACE:
            if attempt == TRIES - 1:
                raise
    raise AssertionError("unreachable")


async def _store_once(conn: Conn, message: Message, received_at: datetime | None, via: Via) -> Receipt:
    if not message.tool_calls or message.facts is None:
        return Receipt(await _receive_event(conn, message, received_at, via, message.error), message.type)
    try:
        outcome, reply = await answer_tools(conn, message, received_at, via)
    except _LOST_RACE:
        raise
    except (errors.OperationalError, errors.InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 (whatever it is, the message is kept with it, and it is reported)
        observe.report(error, message_type=message.type)
        failed = await _receive_event(conn, message, received_at, via, _reason(error))
        return Receipt(failed, message.type, results(noted(message.tool_calls)))
    return Receipt(cast(Outcome, outcome), message.type, reply)


def _reason(error: Exception) -> str:
    # The primary message only: a detail line may repeat what the caller said.
    if isinstance(error, errors.Error):
        return f"{error.sqlstate}: {error.diag.message_primary}"
    return type(error).__name__


async def _receive_event(
    conn: Conn, message: Message, received_at: datetime | None, via: Via, error: str | None
) -> Outcome:
    facts = None if message.facts is None else json.dumps(message.facts.as_json(), default=str, ensure_ascii=False)
    values = [
        message.dedupe_key,
        message.type,
        message.vapi_call_id,
        message.happened_at,
        received_at,
        via,
        message.body,
        facts,
        error,
    ]
    async with conn.cursor(row_factory=dict_row) as cursor:
        row = await (await cursor.execute(query("receive_event"), values)).fetchone()
    assert row is not None, "receive_event answers one row"
    return cast(Outcome, row["outcome"])
