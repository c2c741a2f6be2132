"""Calls as their messages came, kept with the people that each comes down to: newer code tells the same, or says why.

`python -m tests.corpus` writes down what the code at hand tells; the difference then stands in the commit, beside its
reason.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic_core import to_jsonable_python

from backend.replay.reread import StoredMessage, reread

KEPT = Path(__file__).parent / "calls.jsonl"
_RECEIVED_AT = datetime(2026, 11, 20, 15, tzinfo=UTC)


def kept() -> list[dict[str, Any]]:
    """Each call: `name`, `messages` as posted, `people` as they were told."""
    return [json.loads(line) for line in KEPT.read_text(encoding="utf-8").splitlines()]


def people_of(messages: list[Any]) -> list[dict[str, Any]]:
    """The people of a call, without what nobody said."""
    bodies = [StoredMessage(json.dumps(one), _RECEIVED_AT) for one in messages]
    rows: list[dict[str, Any]] = to_jsonable_python(reread((), bodies).people)
    return [row | {"lead": {name: value for name, value in row["lead"].items() if value}} for row in rows]
