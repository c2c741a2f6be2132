"""The rows that a set of messages comes down to, without what is drawn anew each time (ids, numbers, own clocks)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import psycopg

from backend.db import open_pool
from backend.intake import recent
from backend.intake.store import Delivery, take
from backend.vapi.message import read
from tests.emptying import empty_tables

Rows = dict[str, list[dict[str, Any]]]

_TABLES = {
    "vapi_calls": "select to_jsonb(c) - 'id' from vapi_calls c order by vapi_call_id",
    "leads": """
        select to_jsonb(l) - array['id', 'call_id', 'ref', 'updated_at'] || jsonb_build_object('call', c.vapi_call_id)
        from leads l join vapi_calls c on c.id = l.call_id order by c.vapi_call_id, l.phone, l.name, l.created_at""",
    "appointments": """
        select to_jsonb(a) - array['id', 'lead_id', 'call_id', 'created_at', 'version', 'changed_at']
            || jsonb_build_object('call', c.vapi_call_id, 'lead', l.phone)
        from appointments a join leads l on l.id = a.lead_id join vapi_calls c on c.id = a.call_id
        order by c.vapi_call_id, a.starts_at""",
    "call_logs": """
        select to_jsonb(g) - array['id', 'call_id', 'tool_ms', 'answered_at']
            || jsonb_build_object('call', c.vapi_call_id, 'text', regexp_replace(g.text, 'DF-\\d+-\\d+', 'DF'))
        from call_logs g join vapi_calls c on c.id = g.call_id
        order by c.vapi_call_id, g.at, g.kind, g.speaker, g.text""",
    "call_search": """
        select to_jsonb(s) - 'call_id' || jsonb_build_object('call', c.vapi_call_id)
        from call_search s join vapi_calls c on c.id = s.call_id order by c.vapi_call_id""",
}


def final_rows(db: psycopg.Connection) -> Rows:
    """Every business row, table by table, in an order of its own."""
    return {table: [row[0] for row in db.execute(sql).fetchall()] for table, sql in _TABLES.items()}


def empty(db: psycopg.Connection) -> None:
    """Take away every business row, every message and what was counted from them; and what this very process, taking
    messages in as the webhook does, remembers of their calls."""
    recent._recent.clear()
    empty_tables(
        db,
        "vapi_calls",
        "leads",
        "appointments",
        "call_logs",
        "call_search",
        "private.inbox",
        "private.latency_rollups",
        "private.slow_calls",
        "private.latency_stale",
        numbers_anew=True,
    )


def rows_after(db: psycopg.Connection, url: str, bodies: Sequence[bytes]) -> Rows:
    """What an empty database comes to hold when these messages are taken in, in this order."""

    async def run() -> list[str]:
        async with open_pool(url, size=1) as pool:
            return [(await take(pool, Delivery(read(one)))).outcome for one in bodies]

    empty(db)
    assert "failed" not in asyncio.run(run())
    return final_rows(db)
