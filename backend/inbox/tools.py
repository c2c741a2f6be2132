"""Paul's tool calls in one transaction: message kept, each call answered once, the answers kept for a repeat."""

from __future__ import annotations

import json
import time
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import dict_row

from backend.db import query
from backend.tools.desk import Asked, Spoken, handle
from backend.vapi.message import Message
from backend.vapi.tool_calls import ToolAnswer, ToolCall, results

Conn = AsyncConnection[dict[str, object]]


async def answer_tools(
    conn: Conn, message: Message, received_at: datetime | None, via: str
) -> tuple[str, dict[str, Any]]:
    """Give the outcome (`applied` or `duplicate`) and Vapi's reply. Everything or nothing: any error undoes it all."""
    async with conn.transaction(), conn.cursor(row_factory=dict_row) as cursor:
        values = [message.dedupe_key, message.type, message.vapi_call_id, message.happened_at, received_at, via]
        kept = await (await cursor.execute(query("keep_event"), [*values, message.body])).fetchone()
        assert message.facts is not None, "a tool call always has a call"
        facts = json.dumps(message.facts.as_json(), default=str)
        row = await (await cursor.execute(query("touch_call"), [facts, message.happened_at])).fetchone()
        assert row is not None, "apply_facts answers one row"
        asked = Asked(row["call_id"], message.happened_at, message.facts.call.caller_number, via == "webhook")
        answers = [await _answer(conn, asked, call) for call in message.tool_calls]
    return ("applied" if kept and kept["id"] else "duplicate"), results(answers)


async def _answer(conn: Conn, asked: Asked, call: ToolCall) -> ToolAnswer:
    earlier = await _earlier(conn, asked.call_id, call.id)
    if earlier:
        return ToolAnswer(call, earlier.text, earlier.ok)
    started = time.perf_counter()
    spoken = await handle(conn, asked, call)
    ms = round((time.perf_counter() - started) * 1000)
    values = [asked.call_id, call.id, call.name, asked.at, spoken.text, spoken.ok, ms]
    await conn.execute(query("keep_answer"), values)
    return ToolAnswer(call, spoken.text, spoken.ok)


async def _earlier(conn: Conn, call_id: UUID, tool_call_id: str) -> Spoken | None:
    async with conn.cursor(row_factory=dict_row) as cursor:
        row = await (await cursor.execute(query("earlier_answer"), [call_id, tool_call_id])).fetchone()
    return Spoken(row["text"], bool(row["tool_ok"])) if row else None
