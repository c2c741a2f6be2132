"""Paul's desk in a test: bodies go in, what he is answered comes out."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import psycopg
import pytest

from backend.db import open_pool
from backend.intake.store import receive
from tests.payload_files import envelope, message
from tests.rows import empty

SAVE, BOOK = "vapi/tool-calls.save-lead.json", "vapi/tool-calls.book-appointment.json"


@pytest.fixture
def desk(db: psycopg.Connection, env: dict[str, str]) -> Any:
    """Post bodies to Paul's desk, at once when several are given, and return his answers."""
    empty(db)

    def post(*bodies: bytes) -> list[dict[str, Any]]:
        async def run() -> list[dict[str, Any]]:
            async with open_pool(env["SUPABASE_DB_URL"], size=4) as pool:
                receipts = await asyncio.gather(*(receive(pool, one) for one in bodies))
                return [receipt.reply or {} for receipt in receipts]

        return asyncio.run(run())

    return post


def ask(
    tool: str, arguments: dict[str, Any], *, call: str = "019aa1c4-3d20-7f11-8b0e-6d2f4a9c1e01", id: str = "t1"
) -> bytes:
    fields = message(SAVE)
    fields["call"]["id"] = call
    fields["toolCallList"] = [
        {"id": id, "type": "function", "function": {"name": tool, "arguments": json.dumps(arguments)}}
    ]
    return envelope(fields)


def said(reply: dict[str, Any]) -> str:
    [result] = reply["results"]
    return str(result.get("result") or "erreur: " + result["error"])


def slot(hour: int, **more: Any) -> dict[str, Any]:
    return {
        "lead_telephone": "+14505550134",
        "debut": f"2026-11-20T{hour:02d}:00:00-05:00",
        "duree_minutes": 90,
        **more,
    }
