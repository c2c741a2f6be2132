"""What Paul's tools read of the agenda: hours, what is taken, and the visits that may be the caller's own."""

from __future__ import annotations

import time
from datetime import datetime

from psycopg.rows import dict_row

from backend.appointments.calendar import Calendar
from backend.appointments.own import OwnVisit
from backend.db import Pool, query
from backend.intake.tools.action import ToolAction, ToolContext
from backend.vapi.lead_facts import LeadFacts

# Every booking asks for the hours, and they change once a year.
HOURS_ARE_GOOD_FOR_S = 10.0
_hours_read: dict[str, tuple[float, Calendar | None]] = {}


async def hours(pool: Pool, from_at: datetime) -> Calendar:
    """Opening hours and settings, up to HOURS_ARE_GOOD_FOR_S old; what is busy in it is not to be believed."""
    database = str(pool.conninfo)
    read_at, known = _hours_read.get(database, (0.0, None))
    if known is None or time.monotonic() - read_at > HOURS_ARE_GOOD_FOR_S:
        known = await calendar(pool, from_at)
        _hours_read[database] = time.monotonic(), known
    return known


async def calendar(pool: Pool, from_at: datetime) -> Calendar:
    """All of it as it is now."""
    async with pool.connection() as conn, conn.cursor(row_factory=dict_row) as cursor:
        row = await (await cursor.execute(query("calendar"), [from_at])).fetchone()
    assert row is not None, "booking_settings always has its one row"
    return Calendar.from_json(row["calendar"])


async def own_visits(pool: Pool, asked: ToolContext, lead: LeadFacts, ref: str | None = None) -> list[OwnVisit]:
    """The visits to come that may be this person's, those that the same message asks for included."""
    params = [asked.vapi_call_id, asked.caller, lead.phone, ref, asked.at]
    async with pool.connection() as conn, conn.cursor(row_factory=dict_row) as cursor:
        row = await (await cursor.execute(query("visits_of"), params)).fetchone()
    assert row is not None, "an aggregate always gives a row"
    return [OwnVisit.from_json(visit) for visit in row["visits"]] + [
        _about_to_be(step, step.lead, step.starts_at)
        for step in asked.before
        if step.action == "book" and step.lead and step.starts_at
    ]


def _about_to_be(step: ToolAction, lead: LeadFacts, starts_at: datetime) -> OwnVisit:
    return OwnVisit(
        id=None, starts_at=starts_at, minutes=step.minutes or 0, booked=True, address=lead.address, name=lead.name,
        phone=lead.phone, ref=None, booked_from=None, in_this_call=True,
    )  # fmt: skip
