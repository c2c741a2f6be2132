"""A code with its values, as SQL hands it over: beside it as JSON, or after it in one column of text."""

from __future__ import annotations

import json
from typing import Any


def values_of(written: str | None) -> dict[str, Any]:
    """The values that came with a code, as JSON; none when it is anything else."""
    try:
        read = json.loads(written or "")
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def split(coded: str) -> tuple[str, dict[str, Any]]:
    """What `private.coded` put together: `odd_volume {"calls": 3, "usual": 12}`."""
    code, _, values = coded.partition(" ")
    return code, values_of(values)
