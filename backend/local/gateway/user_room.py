"""`/user` and `/logout`: a person about themselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from backend.local.gateway import caller, limits, passwords, people, reading, store
from backend.local.gateway.caller import SignedIn
from backend.local.gateway.errors import AuthRefusal
from backend.local.gateway.service import Service
from backend.local.gateway.store import Connection

SCOPES = {"global": "sessions.close_all", "local": "sessions.close", "others": "sessions.close_others"}
REAUTHENTICATE_AFTER = timedelta(hours=24)


def routes(service: Service) -> list[Route]:
    """Where each call is answered."""

    async def read(request: Request) -> Response:
        token = caller.admit(service, request)
        async with store.connection(service.pool) as conn:
            asking = await caller.person(service, conn, token)
            return JSONResponse(await people.told(conn, asking.user))

    async def change(request: Request) -> Response:
        token = caller.admit(service, request, limits.USER)
        body = await reading.json_object(request)
        async with store.transaction(service.pool) as conn:
            asking = await caller.person(service, conn, token)
            if "password" in body:
                await _change_password(service, conn, asking, body)
            return JSONResponse(await people.told(conn, await people.known(conn, asking.user["id"])))

    async def leave(request: Request) -> Response:
        token = caller.admit(service, request)
        closing = SCOPES.get(request.query_params.get("scope", "global"))
        if closing is None:
            raise AuthRefusal(400, "validation_failed", "Unsupported logout scope")
        async with store.transaction(service.pool) as conn:
            asking = await caller.person(service, conn, token)
            user_id = asking.user["id"]
            await store.run(conn, "people.lock", user_id=user_id)
            await store.run(conn, closing, user_id=user_id, session_id=asking.session["id"])
        return Response(status_code=204)

    return [
        Route("/user", read, methods=["GET"]),
        Route("/user", change, methods=["PUT"]),
        Route("/logout", leave, methods=["POST"]),
    ]


async def _change_password(service: Service, conn: Connection, asking: SignedIn, body: dict[str, Any]) -> None:
    """Every other session of the person ends with the old password. Raises AuthRefusal."""
    user, password = asking.user, reading.password(body)
    if await caller.must_show_factor(conn, asking):
        raise AuthRefusal(401, "insufficient_aal", "AAL2 session is required to update email or password")
    await _refuse_unproven(service, conn, asking, body)
    passwords.refuse_weak(password, service.boxes)
    if await passwords.matches(user["encrypted_password"], password):
        raise AuthRefusal(422, "same_password", "New password should be different from the old password.")
    await store.run(conn, "people.set_password", user_id=user["id"], password=await passwords.hashed(password))
    await store.run(conn, "sessions.close_others", user_id=user["id"], session_id=asking.session["id"])


async def _refuse_unproven(service: Service, conn: Connection, asking: SignedIn, body: dict[str, Any]) -> None:
    boxes, session = service.boxes, asking.session
    if boxes.reauthentication and datetime.now(UTC) - session["created_at"] > REAUTHENTICATE_AFTER:
        raise AuthRefusal(400, "reauthentication_needed", "Password update requires reauthentication")
    methods = await store.many(conn, "sessions.methods", session_id=session["id"])
    # Whoever came by a link has forgotten the old one.
    if not boxes.current_password or any(way["method"] == "otp" for way in methods):
        return
    if not body.get("current_password"):
        raise AuthRefusal(400, "current_password_required", "Current password required when setting new password.")
    current = reading.password(body, "current_password")
    if not await passwords.matches(asking.user["encrypted_password"], current):
        raise AuthRefusal(400, "current_password_invalid", "Current password is not valid.")
