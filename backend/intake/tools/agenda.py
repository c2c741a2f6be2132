"""What Paul's tools read of the agenda: hours, what is taken, and the visits that may be the caller's own."""

from __future__ import annotations

from datetime import datetime

from psycopg.rows import dict_row

from backend.appointments.calendar import Calendar
from backend.appointments.own import OwnVisit
from backend.db import Pool, query
from backend.intake.tools.action import ToolAction, ToolContext
from backend.vapi.lead_facts import LeadFacts


async def calendar(pool: Pool, from_at: datetime) -> Calendar:
    """All of it as it is now."""
    async with pool.connection() as conn, conn.cursor(row_factory=dict_row) as cursor:
        row = await (await cursor.execute(query("calendar"), [from_at])).fetchone()
    assert row is not None, "booking_settings always has its one row"
    return Calendar.from_json(row["calendar"])


async def agenda(
    pool: Pool, asked: ToolContext, lead: LeadFacts, ref: str | None = None
) -> tuple[Calendar, list[OwnVisit]]:
    """The calendar as it is now, and the visits to come that may be this person's, those that the same message asks for
    included."""
    params = {"call": asked.vapi_call_id, "caller": asked.caller, "phone": lead.phone, "ref": ref, "at": asked.at}
    async with pool.connection() as conn, conn.cursor(row_factory=dict_row) as cursor:
        row = await (await cursor.execute(query("agenda"), params)).fetchone()
    assert row is not None, "booking_settings always has its one row"
    return Calendar.from_json(row["calendar"]), [OwnVisit.from_json(visit) for visit in row["visits"]] + [
        _about_to_be(step, step.lead, step.starts_at)
        for step in asked.before
        if step.action == "book" and step.lead and step.starts_at
    ]


def _about_to_be(step: ToolAction, lead: LeadFacts, starts_at: datetime) -> OwnVisit:
    return OwnVisit(
        id=None, starts_at=starts_at, minutes=step.minutes or 0, booked=True, address=lead.address, name=lead.name,
        phone=lead.phone, ref=None, booked_from=None, in_this_call=True,
    )  # fmt: skip
