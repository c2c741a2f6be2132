"""Takes messages in: stored and applied, or stored with their error. Webhook, replay and worker all come here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

from psycopg import AsyncConnection, errors
from psycopg.rows import scalar_row
from pydantic_core import to_json

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


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message on its way in, with the moment it reached us and the way it came."""

    message: Message
    received_at: datetime | None = None
    via: Via = "webhook"


async def receive(pool: Pool, body: bytes, received_at: datetime | None = None, via: Via = "webhook") -> Receipt:
    """Read, store and apply one body. Raises NotAnEnvelope; psycopg.Error when the database could not take it."""
    delivery = Delivery(read(body), received_at, via)
    async with pool.connection() as conn:
        return await take(conn, delivery)


async def take(conn: Conn, delivery: Delivery) -> Receipt:
    """Store and apply a message that was read; tried again when another message of the same call was in the way."""
    for attempt in range(TRIES):
        try:
            return await _take_once(conn, delivery)
        except _LOST_RACE:
            if attempt == TRIES - 1:
                raise
    raise AssertionError("unreachable")


async def take_all(conn: Conn, deliveries: Sequence[Delivery]) -> list[Receipt]:
    """Store and apply several messages without tool calls in one transaction: all of them are safe, or none is."""
    outcomes = await _send(conn, [_row(delivery, delivery.message.error) for delivery in deliveries])
    return [Receipt(outcome, d.message.type) for outcome, d in zip(outcomes, deliveries, strict=True)]


async def _take_once(conn: Conn, delivery: Delivery) -> Receipt:
    message = delivery.message
    if not message.tool_calls or message.facts is None:
        return (await take_all(conn, [delivery]))[0]
    try:
        outcome, reply = await answer_tools(conn, message, delivery.received_at, delivery.via)
    except (*_LOST_RACE, errors.OperationalError, errors.InterfaceError):
        raise
    except Exception as error:
        # Whatever it is, the message is kept with it, and it is reported.
        observe.report(error, message_type=message.type)
        await _keep_failed(conn, delivery, error)
        return Receipt("failed", message.type, results(noted(message.tool_calls)))
    return Receipt(cast(Outcome, outcome), message.type, reply)


async def _keep_failed(conn: Conn, delivery: Delivery, error: Exception) -> None:
    # The primary message only: a detail line may repeat what the caller said.
    told = (
        f"{error.sqlstate}: {error.diag.message_primary}" if isinstance(error, errors.Error) else type(error).__name__
    )
    await _send(conn, [_row(delivery, told)])


async def _send(conn: Conn, rows: list[dict[str, Any]]) -> list[Outcome]:
    async with conn.cursor(row_factory=scalar_row) as cursor:
        return await (await cursor.execute(query("receive_events"), [to_json(rows).decode()])).fetchall()


def _row(delivery: Delivery, error: str | None) -> dict[str, Any]:
    m = delivery.message
    return {
        "key": m.dedupe_key,
        "type": m.type,
        "vapi_call_id": m.vapi_call_id,
        "happened_at": m.happened_at,
        "received_at": delivery.received_at,
        "via": delivery.via,
        "body": m.body,
        "facts": m.facts.as_object() if m.facts else None,
        "error": error,
    }
