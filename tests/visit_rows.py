"""Visits as they lie in the database: what the week is drawn of."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import psycopg

from tests.lead_rows import lead

COLUMNS = ("status", "confirmed", "assigned_to", "is_test")


def visit(db: psycopg.Connection, number: int, starts_at: datetime, **given: Any) -> str:
    """A visit of an hour and a half, half an hour's drive after it, at a lead of its own; its id."""
    chosen = {"status": "booked", "confirmed": True, "assigned_to": None, "is_test": False}
    chosen |= {name: value for name, value in given.items() if name in COLUMNS}
    of_lead = {name: value for name, value in given.items() if name not in COLUMNS}
    made = db.execute(
        "insert into appointments (lead_id, starts_at, ends_at, busy, requested_at, status, confirmed, assigned_to,"
        " is_test) values (%(lead)s, %(start)s, %(end)s, tstzrange(%(start)s, %(free)s), now(), %(status)s,"
        " %(confirmed)s, %(assigned_to)s, %(is_test)s) returning id",
        {
            "lead": lead(db, number, **{"status": "booked"} | of_lead), "start": starts_at,
            "end": starts_at + timedelta(minutes=90), "free": starts_at + timedelta(minutes=120), **chosen,
        },
    ).fetchone()  # fmt: skip
    assert made
    return str(made[0])
