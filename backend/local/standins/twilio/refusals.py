"""Errors as Twilio words them."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response


class Refusal(Exception):
    """An answer that takes nothing."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


def answer(_: Request, error: Exception) -> Response:
    """Its body: code, message, where to read more, status."""
    assert isinstance(error, Refusal)
    more = f"https://www.twilio.com/docs/errors/{error.code}"
    body = {"code": error.code, "message": error.message, "more_info": more, "status": error.status}
    return JSONResponse(body, error.status)


AUTHENTICATE = (401, 20003, "Authenticate")
TOO_MANY = (429, 20429, "Too Many Requests")
NOT_FOUND = (404, 20404, "The requested resource was not found")
