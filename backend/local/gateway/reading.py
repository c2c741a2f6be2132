"""What the sign-in service reads from a request, or refuses."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from starlette.requests import Request

from backend.local.gateway import passwords
from backend.local.gateway.errors import AuthRefusal


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


def an_object(body: dict[str, Any], name: str) -> dict[str, Any]:
    """A field that is an object, or an empty one."""
    value = body.get(name)
    return value if isinstance(value, dict) else {}


def number(request: Request, name: str, default: int) -> int:
    """A number of the query, within reason."""
    given = request.query_params.get(name, "")
    return max(1, min(int(given), 1000)) if given.isdecimal() else default


def user_id(request: Request) -> UUID:
    """The person that the path names. Raises AuthRefusal."""
    try:
        return UUID(request.path_params["user_id"])
    except ValueError:
        raise AuthRefusal(404, "validation_failed", "user_id must be an UUID") from None


def refuse_weak(password: str) -> None:
    """Raises AuthRefusal for a password that is too short."""
    if len(password) < passwords.SHORTEST:
        message = f"Password should be at least {passwords.SHORTEST} characters."
        raise AuthRefusal(422, "weak_password", message, weak_password={"reasons": ["length"], "message": message})
