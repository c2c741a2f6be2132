"""`/factors`: the second factor (TOTP), from its enrolment to its end."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from psycopg.errors import UniqueViolation
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from backend.local.gateway import caller, limits, reading, refresh_tokens, sessions, store, totp
from backend.local.gateway.caller import SignedIn
from backend.local.gateway.errors import AuthRefusal
from backend.local.gateway.service import Service
from backend.local.gateway.store import Connection, Row


def routes(service: Service) -> list[Route]:
    """Where each call is answered."""

    async def enroll(request: Request) -> Response:
        token = caller.admit(service, request)
        body = await reading.json_object(request)
        async with store.transaction(service.pool) as conn:
            asking = await caller.person(service, conn, token)
            return JSONResponse(await _enroll(service, conn, asking, body))

    async def challenge(request: Request) -> Response:
        token = caller.admit(service, request, limits.CHALLENGE)
        async with store.transaction(service.pool) as conn:
            asking = await caller.person(service, conn, token)
            factor = await _factor(conn, asking, request)
            made = await store.one(conn, "factors.challenge", factor_id=factor["id"], address=reading.address(request))
        assert made is not None
        expires = int(made["created_at"] + service.boxes.challenge_s)
        return JSONResponse({"id": str(made["id"]), "type": factor["factor_type"], "expires_at": expires})

    async def verify(request: Request) -> Response:
        token = caller.admit(service, request, limits.ANSWER)
        body = await reading.json_object(request)
        async with store.transaction(service.pool) as conn:
            asking = await caller.person(service, conn, token)
            await store.run(conn, "people.lock", user_id=asking.user["id"])
            factor = await _factor(conn, asking, request)
            proven = await _prove(service, conn, factor, body, reading.address(request))
            if proven:
                return JSONResponse(await _strengthen(service, conn, asking, factor))
        # Outside: what is too old was thrown away, although the request is refused.
        raise AuthRefusal(422, "mfa_challenge_expired", "MFA challenge has expired, verify against another challenge.")

    async def unenroll(request: Request) -> Response:
        token = caller.admit(service, request)
        async with store.transaction(service.pool) as conn:
            asking = await caller.person(service, conn, token)
            factor = await _factor(conn, asking, request)
            if factor["status"] == "verified" and not asking.has_second_factor:
                raise AuthRefusal(422, "insufficient_aal", "AAL2 required to unenroll verified factor")
            await remove(conn, asking.user["id"], factor["id"])
        return JSONResponse({"id": str(factor["id"])})

    return [
        Route("/factors", enroll, methods=["POST"]),
        Route("/factors/{factor_id}", unenroll, methods=["DELETE"]),
        Route("/factors/{factor_id}/challenge", challenge, methods=["POST"]),
        Route("/factors/{factor_id}/verify", verify, methods=["POST"]),
    ]


async def remove(conn: Connection, user_id: UUID, factor_id: UUID) -> None:
    """The factor is no more; sessions that showed it go on without, from their next renewal."""
    await store.run(conn, "people.lock", user_id=user_id)
    await store.run(conn, "factors.remove", factor_id=factor_id)
    await store.run(conn, "sessions.weaken", factor_id=factor_id)


async def _enroll(service: Service, conn: Connection, asking: SignedIn, body: dict[str, Any]) -> dict[str, Any]:
    if body.get("factor_type") != "totp":
        raise AuthRefusal(400, "validation_failed", "factor_type needs to be totp, phone, or webauthn")
    await _refuse_enrolment(service, conn, asking)
    name, secret = str(body.get("friendly_name") or ""), totp.new_secret()
    try:
        made = await store.one(conn, "factors.enroll", user_id=asking.user["id"], name=name, secret=secret)
    except UniqueViolation:
        words = "A factor with this friendly name for this user already exists"
        raise AuthRefusal(422, "mfa_factor_name_conflict", words) from None
    assert made is not None
    uri = totp.uri(secret, str(body.get("issuer") or "127.0.0.1"), asking.user["email"])
    shown = {"qr_code": totp.picture(uri), "secret": secret, "uri": uri}
    return {"id": str(made["id"]), "type": "totp", "friendly_name": name, "totp": shown}


async def _refuse_enrolment(service: Service, conn: Connection, asking: SignedIn) -> None:
    if not service.boxes.totp:
        raise AuthRefusal(422, "mfa_totp_enroll_not_enabled", "MFA enroll is disabled for TOTP")
    if len(await store.many(conn, "factors.of_person", user_id=asking.user["id"])) >= service.boxes.most_factors:
        words = "Maximum number of enrolled factors reached, unenroll to continue"
        raise AuthRefusal(422, "too_many_enrolled_mfa_factors", words)
    if await caller.must_show_factor(conn, asking):
        raise AuthRefusal(403, "insufficient_aal", "AAL2 required to enroll a new factor")


async def _factor(conn: Connection, asking: SignedIn, request: Request) -> Row:
    factor_id = reading.named_id(request, "factor_id")
    factor = await store.one(conn, "factors.one", factor_id=factor_id, user_id=asking.user["id"])
    if factor is None:
        raise AuthRefusal(404, "mfa_factor_not_found", "Factor not found")
    return factor


async def _prove(service: Service, conn: Connection, factor: Row, body: dict[str, Any], address: str) -> bool:
    """False for a challenge that is too old. Raises AuthRefusal for all else that is not right."""
    challenge_id, code = _id(body), str(body.get("code", ""))
    found = await store.one(conn, "factors.challenged", challenge_id=challenge_id, factor_id=factor["id"],
                            address=address, lives_s=service.boxes.challenge_s)  # fmt: skip
    if found is None:
        raise AuthRefusal(422, "mfa_factor_not_found", "MFA factor with the provided challenge ID not found")
    if found["is_spent"] or not found["is_from_here"]:
        raise AuthRefusal(422, "mfa_ip_address_mismatch", "Challenge and verify IP addresses mismatch.")
    if found["is_old"]:
        await store.run(conn, "factors.drop_challenge", challenge_id=challenge_id)
        return False
    if not totp.is_right(factor["secret"], code):
        raise AuthRefusal(422, "mfa_verification_failed", "Invalid TOTP code entered")
    await store.run(conn, "factors.answered", challenge_id=challenge_id)
    return True


async def _strengthen(service: Service, conn: Connection, asking: SignedIn, factor: Row) -> dict[str, Any]:
    """This session has the second factor; every session of the person without it ends."""
    user_id, session_id = asking.user["id"], asking.session["id"]
    await store.run(conn, "sessions.lock", session_id=session_id)
    await store.run(conn, "factors.verified", factor_id=factor["id"])
    await store.run(conn, "factors.drop_unverified", user_id=user_id)
    await store.run(conn, "sessions.strengthen", session_id=session_id, factor_id=factor["id"])
    await store.run(conn, "sessions.close_weaker", session_id=session_id, user_id=user_id)
    session = await store.one(conn, "sessions.one", session_id=session_id, user_id=user_id)
    if session is None:
        raise AuthRefusal(403, "session_not_found", "Session from session_id claim in JWT does not exist")
    following = await refresh_tokens.replaced(conn, session)
    return await sessions.pair(service, conn, asking.user, session, following)


def _id(body: dict[str, Any]) -> UUID:
    try:
        return UUID(str(body.get("challenge_id", "")))
    except ValueError:
        raise AuthRefusal(400, "validation_failed", "challenge_id must be an UUID") from None
