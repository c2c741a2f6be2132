"""What the same call said before of the person a tool call is about: nobody is asked for it again."""

from __future__ import annotations

from datetime import datetime, timedelta

from psycopg.rows import dict_row

from backend.db import Pool, query
from backend.intake.people import people
from backend.intake.recent import known_of
from backend.intake.statement import Source, Statement, key_of
from backend.intake.told import Known
from backend.intake.tools.action import ToolAction, ToolContext
from backend.vapi.lead_facts import LeadFacts
from backend.vapi.tool_calls import ToolCall


async def known_with(pool: Pool, asked: ToolContext, call: ToolCall, lead: LeadFacts) -> LeadFacts:
    """All that is known of the person once these words are said too."""
    known = _known(known_of(str(pool.conninfo), asked.vapi_call_id).statements, asked, call, lead)
    if known.name and known.phone and known.address:
        return known
    # Another program may have been told the rest.
    return _known(await _said_in_call(pool, asked), asked, call, lead)


def _known(said: tuple[Statement, ...], asked: ToolContext, call: ToolCall, lead: LeadFacts) -> LeadFacts:
    before = [*said, *_said_with_it(asked.before, asked)]
    now = statement(call.id, call.name, lead, asked.at, len(asked.before))
    known = people([*(one for one in before if one.key != now.key), now])
    return next(person.facts for person in known if now in person.said)


def statement(
    tool_call_id: str, tool: str, lead: LeadFacts, at: datetime, place: int, note: str | None = None
) -> Statement:
    """What a tool call said; those that come in one message were made one after the other."""
    source: Source = "tool" if tool == "enregistrer_lead" else "booking"
    return Statement(key_of(tool_call_id), source, at + timedelta(microseconds=place), lead, note)


async def _said_in_call(pool: Pool, asked: ToolContext) -> tuple[Statement, ...]:
    async with pool.connection() as conn, conn.cursor(row_factory=dict_row) as cursor:
        row = await (await cursor.execute(query("said_in_call"), [asked.vapi_call_id])).fetchone()
    return Known.from_json(row["said"]).statements if row else ()


def _said_with_it(before: tuple[ToolAction, ...], asked: ToolContext) -> list[Statement]:
    return [statement(step.id, step.name, step.lead, asked.at, n) for n, step in enumerate(before) if step.lead]
