"""Refusals of the sign-in service, in the shapes that Supabase's clients read."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

VERSION_HEADER = "x-supabase-api-version"
CODE_HEADER = "x-sb-error-code"
CODES_SINCE = "2024-01-01"


class AuthRefusal(Exception):
    """A request that the sign-in service does not grant."""

    def __init__(self, status: int, code: str, message: str, **more: Any) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message
        self.more = more


async def answer(request: Request, refusal: Exception) -> Response:
    """The error body; its shape depends on the API version that the client asked for."""
    assert isinstance(refusal, AuthRefusal)
    named = {CODE_HEADER: refusal.code}
    if request.headers.get(VERSION_HEADER, "") >= CODES_SINCE:
        body = {"code": refusal.code, "message": refusal.message, **refusal.more}
        return JSONResponse(body, refusal.status, {**named, VERSION_HEADER: CODES_SINCE})
    body = {"code": refusal.status, "error_code": refusal.code, "msg": refusal.message, **refusal.more}
    return JSONResponse(body, refusal.status, named)


async def away(request: Request, _: Exception) -> Response:
    """The database does not answer: said at once, in the service's own shape."""
    return await answer(request, AuthRefusal(500, "unexpected_failure", "Database error querying schema"))
