"""`POST /token`: signing in with a password, and renewing a session."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from backend.local.gateway import caller, limits, passwords, people, reading, sessions, store
from backend.local.gateway.boxes import Boxes
from backend.local.gateway.errors import AuthRefusal
from backend.local.gateway.service import Service


def routes(service: Service) -> list[Route]:
    """Both grants, at one address."""

    async def token(request: Request) -> Response:
        caller.admit(service, request, limits.TOKEN)
        body = await reading.json_object(request)
        grant = request.query_params.get("grant_type")
        if grant == "password":
            return JSONResponse(await _by_password(service, request, body))
        if grant == "refresh_token":
            return JSONResponse(await sessions.renew(service, reading.text(body, "refresh_token")))
        raise AuthRefusal(400, "invalid_credentials", "unsupported_grant_type")

    return [Route("/token", token, methods=["POST"])]


async def _by_password(service: Service, request: Request, body: dict[str, Any]) -> dict[str, Any]:
    _refuse_by_box(service.boxes)
    email, password = reading.text(body, "email"), reading.password(body)
    async with store.connection(service.pool) as conn:
        user = await people.by_email(conn, email)
    if user is None:
        raise _wrong()
    people.refuse_banned(user)
    # The connection was given back first: hashing takes longer than the queries.
    if not await passwords.matches(user["encrypted_password"], password):
        raise _wrong()
    if user["email_confirmed_at"] is None:
        raise AuthRefusal(400, "email_not_confirmed", "Email not confirmed")
    async with store.transaction(service.pool) as conn:
        opened = await sessions.open_session(service, conn, user, "password", caller.whence(request))
    return {**opened, "weak_password": passwords.weakness(password, service.boxes)}


def _refuse_by_box(boxes: Boxes) -> None:
    if boxes.captcha:
        raise AuthRefusal(400, "captcha_failed", "captcha protection: request disallowed (no captcha_token found)")
    if not boxes.email_provider:
        raise AuthRefusal(422, "email_provider_disabled", "Email logins are disabled")


def _wrong() -> AuthRefusal:
    return AuthRefusal(400, "invalid_credentials", "Invalid login credentials")
