"""What the newer PostgREST of hosted projects answers where 12.0, which this stack has, says something else."""

from __future__ import annotations

import json
import re
import time
from base64 import urlsafe_b64decode
from typing import Any

UNDEFINED_TABLE = re.compile(r'relation "(?:public\.)?(?P<table>[^"]+)" does not exist')
FROM_THE_FUTURE = {"code": "PGRST303", "details": None, "hint": None, "message": "JWT issued at future"}

Answer = dict[str, Any]


def is_from_the_future(token: str) -> bool:
    """True for a token dated later than now: the clocks of a hosted project differ at times, by some seconds."""
    try:
        middle = token.split(".")[1]
        claims = json.loads(urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
        return float(claims["iat"]) > time.time()
    except (IndexError, ValueError, KeyError, TypeError):
        # No token of ours: for PostgREST to refuse.
        return False


def newer(status: int, content: bytes, *, is_call: bool) -> Answer | None:
    """The newer answer; None where there is no difference."""
    try:
        error = json.loads(content)
    except ValueError:
        return None
    if not isinstance(error, dict):
        return None
    if status == 401:
        return {**error, "code": "PGRST303"} if error.get("message") == "JWT expired" else None
    return None if is_call else _unknown_table(error)


def _unknown_table(error: Answer) -> Answer | None:
    """Looked for in the schema cache there; 12.0 lets Postgres answer."""
    found = UNDEFINED_TABLE.search(str(error.get("message")))
    if found is None or error.get("code") != "42P01":
        return None
    message = f"Could not find the table 'public.{found['table']}' in the schema cache"
    return {"code": "PGRST205", "details": None, "hint": None, "message": message}
