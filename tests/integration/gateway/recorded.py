"""What the real Supabase Auth was recorded to answer: status, code, and the fields that are there.

`answers.jsonl` holds one answer a line; `like` names an earlier one with the same fields.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx

ANSWERS = Path(__file__).with_name("answers.jsonl")
RECORDED = {row["name"]: row for row in map(json.loads, ANSWERS.read_text(encoding="utf-8").splitlines())}


def check(name: str, answer: httpx.Response) -> Any:
    """The body of an answer that is as recorded: same status, same code, no field less."""
    recorded = RECORDED[name]
    body: Any = answer.json() if answer.content else {}
    code = (body.get("error_code") or body.get("code")) if answer.status_code >= 400 else None
    assert (answer.status_code, code) == (recorded["status"], recorded.get("code")), f"{name}: {answer.text[:300]}"
    fields = RECORDED[recorded.get("like", name)].get("fields", [])
    assert [field for field in fields if not _has(body, field.split("."))] == [], f"{name}: {answer.text[:300]}"
    return body


def _has(found: Any, way: list[str]) -> bool:
    if not way:
        return True
    if way[0] == "0":
        return isinstance(found, list) and bool(found) and _has(found[0], way[1:])
    return isinstance(found, dict) and way[0] in found and _has(found[way[0]], way[1:])
