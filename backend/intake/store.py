"""Takes messages in: stored and applied, or stored with their error. Webhook, replay and worker all come here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

import psycopg
from psycopg import AsyncConnection, errors
from psycopg.rows import dict_row
from psycopg_pool import PoolTimeout
from pydantic_core import to_json

from backend import observe
from backend.db import Pool, query
from backend.intake.recent import known_of, remember
from backend.intake.statement import Statement, key_of, report_key
from backend.intake.told import Known, Told, tell
from backend.intake.tools.action import ToolAction, ToolContext
from backend.intake.tools.changed_since import with_told
from backend.intake.tools.handlers import finish, work_out_all
from backend.intake.tools.said import statement
from backend.intake.tools.spoken import noted
from backend.vapi.lead_facts import LeadFacts
from backend.vapi.message import Message, read
from backend.vapi.tool_calls import results

Via = Literal["webhook", "journal", "reconciliation"]
Outcome = Literal["applied", "duplicate", "stored", "failed"]
Conn = AsyncConnection[dict[str, object]]
# A row of `receive_events`: `outcome`, and `answers` to the tool calls.
StoredRow = dict[str, Any]
# Two messages of one call may lock each other out, the same message may come twice at once; Postgres then picks one to
# be tried again.
TRIES = 4
# A call's messages may overtake one another a few times, not for ever.
TELLINGS = 10
_LOST_RACE = (errors.DeadlockDetected, errors.SerializationFailure, errors.UniqueViolation)


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
    def asked(self) -> ToolContext:
        """The circumstances of its tool calls. From the journal: Paul already told his caller that it was noted."""
        facts = self.message.facts
        caller, line = (facts.call.caller_number, facts.call.line_number) if facts else (None, None)
        live, noted = self.via == "webhook", self.via == "journal"
        return ToolContext(self.message.happened_at, caller, live, noted, self.message.vapi_call_id, line=line)


@dataclass(frozen=True, slots=True)
class PendingMessage:
    """A message ready to be stored: its tool calls worked out, and all but the raw body written as one JSON row.

    `known` is what its people were told from, `new` what it says of them itself.
    """

    delivery: Delivery
    steps: list[ToolAction]
    row: str
    known: Known
    new: tuple[Statement, ...]
    error: str | None

    @property
    def may_be_noted_otherwise(self) -> bool:
        """A booking that comes too late to be discussed leaves a note when its hour is taken: the database knows."""
        return any(step.action == "book" and step.wish for step in self.steps)


async def receive(pool: Pool, body: bytes, received_at: datetime | None = None, via: Via = "webhook") -> Receipt:
    """Read, store and apply one body. Raises NotAnEnvelope; psycopg.Error when the database could not take it."""
    # Dated at its receipt when it bears no date of its own: a message replayed later is not a later one.
    return await take(pool, Delivery(read(body, received_at), received_at, via))


async def take(pool: Pool, delivery: Delivery) -> Receipt:
    """Store and apply a message that was read; tried again when another message of the same call was in the way."""
    parcel, row = await store_told(pool, await pack(pool, delivery), lambda one: store_alone(pool, one))
    return await answer(pool, parcel, row)


async def store_told(
    pool: Pool, parcel: PendingMessage, store_one: Callable[[PendingMessage], Awaitable[StoredRow]]
) -> tuple[PendingMessage, StoredRow]:
    """Store a message; told anew as often as more was said in its call than we knew. Raises what `store_one` raises."""
    database, call_id = str(pool.conninfo), parcel.delivery.message.vapi_call_id
    for _ in range(TELLINGS):
        row = await store_one(parcel)
        if row["outcome"] != "stale":
            if row["outcome"] == "applied" and row["answers"] and parcel.new and not parcel.may_be_noted_otherwise:
                remember(database, call_id, parcel.known.with_more(row["answers"][0]["call_id"], parcel.new))
            return parcel, row
        # Worked out anew too: what Paul asks for depends on what was said already.
        remember(database, call_id, Known.from_json(row["answers"]))
        parcel = await pack(pool, parcel.delivery)
    raise errors.SerializationFailure("the call went on saying more")


async def store_alone(pool: Pool, parcel: PendingMessage) -> StoredRow:
    """Store and apply one message, trying again after a lost race. Raises what the database raised."""
    for attempt in range(TRIES):
        try:
            async with pool.connection() as conn:
                return (await store(conn, [parcel]))[0]
        except _LOST_RACE:
            if attempt == TRIES - 1:
                raise
    raise AssertionError("unreachable")


async def store(conn: Conn, parcels: Sequence[PendingMessage]) -> list[StoredRow]:
    """Store and apply several messages in one transaction: all of them are safe, or none is."""
    bodies = [one.delivery.message.body for one in parcels]
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(query("receive_events"), [rows_of(parcels), bodies])
        return await cursor.fetchall()


def rows_of(parcels: Sequence[PendingMessage]) -> str:
    """The JSON that `receive_events` takes, a row a message."""
    return f"[{','.join([one.row for one in parcels])}]"


async def pack(pool: Pool, delivery: Delivery) -> PendingMessage:
    """Work a message's tool calls out. Raises psycopg.Error; a bug of ours is told in the row instead."""
    message, steps, error = delivery.message, [], delivery.message.error
    try:
        steps = await work_out_all(pool, delivery.asked, message.tool_calls)
    except (psycopg.Error, PoolTimeout):
        raise
    except Exception as bug:
        # It must not cost the message: it is kept, can be applied after the fix, and is reported.
        observe.report(bug, message_type=message.type)
        error = type(bug).__name__
    return _pending(delivery, steps, known_of(str(pool.conninfo), message.vapi_call_id), error)


async def answer(pool: Pool, parcel: PendingMessage, stored_row: StoredRow) -> Receipt:
    """What Vapi is answered, now that the message is stored."""
    message = parcel.delivery.message
    if stored_row["outcome"] == "failed":
        observe.logger.error("a message was kept but could not be applied")
    if not message.tool_calls:
        return Receipt(stored_row["outcome"], message.type)
    if stored_row["answers"] is None:
        # Kept with its error: Paul can at least say that it was noted.
        asked = parcel.delivery.asked
        return Receipt(
            stored_row["outcome"], message.type, results(noted(message.tool_calls, asked.caller, asked.line))
        )
    answers = [
        await finish(pool, parcel.delivery.asked, call, step, one)
        for call, step, one in zip(message.tool_calls, parcel.steps, stored_row["answers"], strict=True)
    ]
    return Receipt(stored_row["outcome"], message.type, results(answers))


def _pending(delivery: Delivery, steps: list[ToolAction], known: Known, error: str | None) -> PendingMessage:
    new = () if error else _said(delivery.message, steps)
    told = [tell(_before(known, new[:n]), (one,)) for n, one in enumerate(new)]
    by_key = {one.key: result for one, result in zip(new, told, strict=True)}
    of_report = next((by_key[one.key] for one in new if one.source == "report"), None)
    said, at = (*known.statements, *new), delivery.message.happened_at
    steps = [with_told(step, by_key.get(key_of(step.id)), said, at) for step in steps]
    return PendingMessage(delivery, steps, _row(delivery, steps, of_report, error), known, new, error)


def _said(message: Message, steps: Sequence[ToolAction]) -> tuple[Statement, ...]:
    """What a message says of people; tool calls that come together were made one after the other."""
    at, lead = message.happened_at, message.facts.details.get("lead") if message.facts else None
    if isinstance(lead, LeadFacts):
        return (Statement(report_key(message.dedupe_key), "report", at, lead),)
    return tuple(
        statement(step.id, step.name, step.lead, at, n, step.wish if step.action == "wish" else None)
        for n, step in enumerate(steps)
        if step.lead and step.action in ("lead", "book", "wish")
    )


def _before(known: Known, new: Sequence[Statement]) -> Known:
    return known if not new else replace(known.with_more(known.call_id or "", new), call_id=known.call_id)


def _row(delivery: Delivery, steps: list[ToolAction], told: Told | None, error: str | None) -> str:
    m = delivery.message
    facts = m.facts.as_object() if m.facts else None
    row = {
        "key": m.dedupe_key,
        "type": m.type,
        "vapi_call_id": m.vapi_call_id,
        "happened_at": m.happened_at,
        "received_at": delivery.received_at,
        "via": delivery.via,
        "facts": facts | {"told": told} if facts and told else facts,
        "steps": steps or None,
        "error": error,
    }
    return to_json(row, inf_nan_mode="null").decode()
