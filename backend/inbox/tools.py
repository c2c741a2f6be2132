"""Paul's tool calls: each worked out in Python, then all carried out in one statement with the message that asked."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import dict_row
from pydantic_core import to_json

from backend.db import query
from backend.tools.desk import Asked, Step, offer_another, work_out
from backend.vapi.message import Message
from backend.vapi.tool_calls import ToolAnswer, ToolCall, results

Conn = AsyncConnection[dict[str, object]]


async def answer_tools(
    conn: Conn, message: Message, received_at: datetime | None, via: str
) -> tuple[str, dict[str, Any]]:
    """Give the outcome (`applied` or `duplicate`) and Vapi's reply. An error leaves nothing half done."""
    assert message.facts is not None, "a tool call always has a call"
    # Not live: Paul already told his caller that the wish was only noted.
    asked = Asked(message.happened_at, message.facts.call.caller_number, live=via == "webhook")
    steps = [await work_out(conn, asked, call) for call in message.tool_calls]
    values = [
        message.dedupe_key,
        message.type,
        message.vapi_call_id,
        message.happened_at,
        received_at,
        via,
    ]
    values += [message.body, to_json(message.facts.as_object()).decode(), to_json(steps).decode()]
    async with conn.cursor(row_factory=dict_row) as cursor:
        rows = await (await cursor.execute(query("receive_tool_calls"), values)).fetchall()
    answers = [
        await _answer(conn, asked, call, step, row)
        for call, step, row in zip(message.tool_calls, steps, rows, strict=True)
    ]
    return ("applied" if rows[0]["is_new"] else "duplicate"), results(answers)


async def _answer(conn: Conn, asked: Asked, call: ToolCall, step: Step, row: dict[str, Any]) -> ToolAnswer:
    if row["answer"] is not None:
        return ToolAnswer(call, row["answer"], bool(row["ok"]))
    started = time.perf_counter()
    words = await offer_another(conn, asked, step)
    ms = round((time.perf_counter() - started) * 1000)
    await conn.execute(
        query("keep_answer"),
        [row["call_id"], call.id, call.name, asked.at, words, False, ms],
    )
    return ToolAnswer(call, words, False)
