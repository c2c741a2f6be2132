"""What the sign-in service reads from a request, or refuses."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import UUID

from starlette.requests import Request

from backend.local.gateway.errors import AuthRefusal

EMAIL = re.compile(r"[^@\s\x00]+@[^@\s\x00]+")


async def json_object(request: Request) -> dict[str, Any]:
    """The body. Raises AuthRefusal for anything but a JSON object."""
    try:
        found = json.loads(await request.body())
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise AuthRefusal(400, "bad_json", "Could not parse request body as JSON")
    return found


def text(body: dict[str, Any], name: str) -> str:
    """A field that must be there. Raises AuthRefusal."""
    value = body.get(name)
    # A zero byte is valid JSON and no valid text for Postgres.
    if not isinstance(value, str) or not value or "\x00" in value:
        raise AuthRefusal(400, "validation_failed", f"missing or invalid {name}")
    return value


def password(body: dict[str, Any], name: str = "password") -> str:
    """A password as it was typed, an empty one too; it is compared with a hash and never kept. Raises AuthRefusal."""
    value = body.get(name, "")
    if not isinstance(value, str):
        raise AuthRefusal(400, "bad_json", "Could not parse request body as JSON")
    return value


def email(body: dict[str, Any]) -> str:
    """An address that could be one, in small letters. Raises AuthRefusal."""
    given = text(body, "email")
    if not EMAIL.fullmatch(given):
        raise AuthRefusal(400, "validation_failed", "Unable to validate email address: invalid format")
    return given.lower()


def an_object(body: dict[str, Any], name: str) -> dict[str, Any]:
    """A field that is an object, or an empty one."""
    value = body.get(name)
    return value if isinstance(value, dict) else {}


def number(request: Request, name: str, default: int) -> int:
    """A number of the query, within reason."""
    given = request.query_params.get(name, "")
    return max(1, min(int(given), 1000)) if given.isdecimal() else default


def named_id(request: Request, name: str) -> UUID:
    """What the path names. Raises AuthRefusal."""
    try:
        return UUID(request.path_params[name])
    except ValueError:
        raise AuthRefusal(404, "validation_failed", f"{name} must be an UUID") from None


def address(request: Request) -> str:
    """Where the request comes from, by the word of whoever forwarded it; a console is one address for its people."""
    forwarded = request.headers.get("x-forwarded-for", "").partition(",")[0].strip()
    return forwarded or (request.client.host if request.client else "127.0.0.1")
