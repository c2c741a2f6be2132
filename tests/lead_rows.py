"""Leads as they lie in the database, many at once: what a table is drawn of."""

from __future__ import annotations

from typing import Any

import psycopg

COLUMNS = ("name", "city", "phone", "service", "urgency", "status", "description", "address")


def lead(db: psycopg.Connection, number: int, cost: str | None = None, **given: Any) -> str:
    """One lead, `number` minutes old, of a call that cost so much; its id."""
    values = {"name": f"Client {number:02d}", "city": "Sorel", "urgency": "normal", "status": "new"} | given
    named = {column: values.get(column) for column in COLUMNS}
    call = db.execute(
        "insert into vapi_calls (vapi_call_id, created_at, status, outcome, cost_usd)"
        " values (%s, now() - make_interval(mins => %s), 'ended', 'lead', %s) returning id",
        [f"table-{number}", number, cost],
    ).fetchone()
    assert call
    made = db.execute(
        "insert into leads (ref, source, created_at, call_id, name, city, phone, service, urgency, status, description,"
        " address) values (%(ref)s, 'tool', now() - make_interval(mins => %(number)s), %(call)s, %(name)s, %(city)s,"
        " %(phone)s, %(service)s, %(urgency)s, %(status)s, %(description)s, %(address)s) returning id",
        {"ref": f"DF-2026-{9000 + number}", "number": number, "call": call[0], **named},
    ).fetchone()
    assert made
    return str(made[0])
