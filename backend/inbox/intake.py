"""Takes messages in: stored and applied, or stored with their error. Webhook, replay and worker all come here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import psycopg
from psycopg import AsyncConnection, errors
from psycopg.rows import dict_row
from pydantic_core import to_json

from backend import observe
from backend.db import Pool, query
from backend.tools.desk import finish, work_out
from backend.tools.spoken import noted
from backend.tools.step import Asked, Step
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

    @property
    def asked(self) -> Asked:
        """The circumstances of its tool calls. From the journal: Paul already told his caller that it was noted."""
        facts = self.message.facts
        caller = facts.call.caller_number if facts else None
        return Asked(self.message.happened_at, caller, self.via == "webhook", self.via == "journal")


async def receive(pool: Pool, body: bytes, received_at: datetime | None = None, via: Via = "webhook") -> Receipt:
    """Read, store and apply one body. Raises NotAnEnvelope; psycopg.Error when the database could not take it."""
    # Dated at its receipt when it bears no date of its own: a message replayed later is not a later one.
    delivery = Delivery(read(body, received_at), received_at, via)
    async with pool.connection() as conn:
        return await take(conn, delivery)


async def take(conn: Conn, delivery: Delivery) -> Receipt:
    """Store and apply a message that was read; tried again when another message of the same call was in the way."""
    for attempt in range(TRIES):
        try:
            return (await take_all(conn, [delivery]))[0]
        except _LOST_RACE:
            if attempt == TRIES - 1:
                raise
    raise AssertionError("unreachable")


async def take_all(conn: Conn, deliveries: Sequence[Delivery]) -> list[Receipt]:
    """Store and apply several messages in one transaction: all of them are safe, or none is."""
    steps, rows = [], []
    for delivery in deliveries:
        worked_out, error = await _work_out(conn, delivery)
        steps.append(worked_out)
        rows.append(_row(delivery, worked_out, error))
    async with conn.cursor(row_factory=dict_row) as cursor:
        given = [to_json(rows, inf_nan_mode="null").decode(), [one.message.body for one in deliveries]]
        told = await (await cursor.execute(query("receive_events"), given)).fetchall()
    return [await _receipt(conn, *one) for one in zip(deliveries, steps, told, strict=True)]


async def _work_out(conn: Conn, delivery: Delivery) -> tuple[list[Step], str | None]:
    try:
        return [
            await work_out(conn, delivery.asked, call) for call in delivery.message.tool_calls
        ], delivery.message.error
    except psycopg.Error:
        raise
    except Exception as error:
        # A bug of ours must not cost the message: it is kept, can be applied after the fix, and is reported.
        observe.report(error, message_type=delivery.message.type)
        return [], type(error).__name__


async def _receipt(conn: Conn, delivery: Delivery, steps: list[Step], told: dict[str, Any]) -> Receipt:
    message = delivery.message
    if told["outcome"] == "failed":
        observe.logger.error("a message was kept but could not be applied")
    if not message.tool_calls:
        return Receipt(told["outcome"], message.type)
    if told["answers"] is None:
        # Kept with its error: Paul can at least say that it was noted.
        return Receipt(told["outcome"], message.type, results(noted(message.tool_calls)))
    answers = [
        await finish(conn, delivery.asked, call, step, answer)
        for call, step, answer in zip(message.tool_calls, steps, told["answers"], strict=True)
    ]
    return Receipt(told["outcome"], message.type, results(answers))


def _row(delivery: Delivery, steps: list[Step], error: str | None) -> dict[str, Any]:
    m = delivery.message
    return {
        "key": m.dedupe_key,
        "type": m.type,
        "vapi_call_id": m.vapi_call_id,
        "happened_at": m.happened_at,
        "received_at": delivery.received_at,
        "via": delivery.via,
        "facts": m.facts.as_object() if m.facts else None,
        "steps": steps or None,
        "error": error,
    }
