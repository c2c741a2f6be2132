"""Refusals in Brevo's shape: a status, and `{"code", "message"}`."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

NO_SUCH_PAGE = {404: ("document_not_found", "Document not found"), 405: ("method_not_allowed", "Method not allowed")}


class Refusal(Exception):
    """A request that is not granted."""

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})


def missing(name: str) -> Refusal:
    """A parameter that should be there."""
    return Refusal(400, "missing_parameter", f"{name} is missing")


def invalid(message: str) -> Refusal:
    """A parameter that makes no sense."""
    return Refusal(400, "invalid_parameter", message)


async def answer(_: Request, refusal: Exception) -> Response:
    """The body of a refusal."""
    assert isinstance(refusal, Refusal)
    return JSONResponse({"code": refusal.code, "message": refusal.message}, refusal.status, refusal.headers)


async def answer_no_such_page(_: Request, error: Exception) -> Response:
    """Starlette's own 404 and 405, said in Brevo's shape."""
    assert isinstance(error, HTTPException)
    code, message = NO_SUCH_PAGE.get(error.status_code, ("bad_request", error.detail))
    return JSONResponse({"code": code, "message": message}, error.status_code, error.headers)
