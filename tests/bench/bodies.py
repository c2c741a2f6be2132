"""Message bodies for load: the example call, told again for as many calls as wanted."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

SEQUENCE = Path(__file__).parent.parent / "payloads" / "sequences" / "call-a.in-order.jsonl"
_ORIGINAL_ID = "019aa1c4-3d20-7f11-8b0e-6d2f4a9c1e01"
_TOOL_IDS = ("call_Qb7LeadT4remblay0001", "call_Qb7Rendezvous000002")
# Five slots a week, long after the visits that other rows may have, and before 2100: no moment beyond is believed.
_FIRST_MONDAY = datetime(2040, 1, 2, 13, tzinfo=UTC)
SLOTS = 15_000


def calls(count: int, *, first: int = 0) -> list[list[bytes]]:
    """The bodies of `count` whole calls, a list a call, each with ids, caller and slot of its own (SLOTS in all)."""
    if first + count > SLOTS:
        raise ValueError(f"there are {SLOTS} slots, not {first + count}")
    lines = SEQUENCE.read_text(encoding="utf-8").splitlines()
    return [_one_call(lines, number) for number in range(first, first + count)]


def _one_call(lines: list[str], number: int) -> list[bytes]:
    call_id = str(uuid.uuid4())
    phone = f"+1450{5550000 + number % 10_000:07d}"
    start = _FIRST_MONDAY + timedelta(weeks=number // 5, days=number % 5)
    bodies = []
    for line in lines:
        text = line.replace(_ORIGINAL_ID, call_id).replace("+14505550134", phone)
        for tool_id in _TOOL_IDS:
            text = text.replace(tool_id, f"{tool_id}-{call_id[:8]}")
        text = text.replace("2026-11-20T13:00:00-05:00", start.isoformat())
        answer: dict[str, Any] = json.loads(text)
        message = answer.get("message", answer)
        if message["type"] == "tool-calls" and "prendre_rendez_vous" in json.dumps(message["toolCallList"]):
            # Asked the day before the visit: Paul books two weeks ahead at most.
            message["timestamp"] = round((start - timedelta(days=1)).timestamp() * 1000)
        bodies.append(json.dumps({"message": message}, ensure_ascii=False).encode())
    return bodies
