"""One-time links: `/admin/generate_link` makes them, whoever asked sends them, `/verify` spends them once."""

from __future__ import annotations

import secrets
from hashlib import sha224
from typing import Any

from psycopg.types.json import Jsonb
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from backend.local.gateway import caller, limits, people, reading, sessions, store
from backend.local.gateway.errors import AuthRefusal
from backend.local.gateway.service import Service
from backend.local.gateway.store import Connection, Row

INVITE, RECOVERY = "invite", "recovery"
KEPT_AS = {INVITE: "confirmation_token", RECOVERY: "recovery_token"}
EMAIL_PROVIDER = {"provider": "email", "providers": ["email"]}


def routes(service: Service) -> list[Route]:
    """Where each call is answered."""

    async def generate(request: Request) -> Response:
        caller.admit_admin(service, request)
        body = await reading.json_object(request)
        kind, email = reading.text(body, "type"), reading.email(body)
        if kind not in KEPT_AS:
            raise AuthRefusal(400, "validation_failed", "Invalid email action link type requested")
        return JSONResponse(await _make(service, kind, email, reading.an_object(body, "data")))

    async def verify(request: Request) -> Response:
        caller.admit(service, request, limits.VERIFY)
        body = await reading.json_object(request)
        kind, digest = reading.text(body, "type"), reading.text(body, "token_hash")
        if kind not in KEPT_AS:
            raise AuthRefusal(400, "validation_failed", "Verify requires a verification type")
        async with store.transaction(service.pool) as conn:
            user = await _spend(service, conn, KEPT_AS[kind], digest)
            return JSONResponse(await sessions.open_session(service, conn, user, "otp", caller.whence(request)))

    return [
        Route("/admin/generate_link", generate, methods=["POST"]),
        Route("/verify", verify, methods=["POST"]),
    ]


async def _make(service: Service, kind: str, email: str, person: dict[str, Any]) -> dict[str, Any]:
    """A new link; an older one of the same person works no more. Raises AuthRefusal."""
    code = f"{secrets.randbelow(10**6):06d}"
    digest = sha224(f"{email}{code}{secrets.token_hex(16)}".encode()).hexdigest()
    async with store.transaction(service.pool) as conn:
        user = await _whose(conn, kind, email, person)
        await store.run(conn, f"links.keep_{kind}", user_id=user["id"], hash=digest)
        await store.run(conn, "links.keep", user_id=user["id"], kind=KEPT_AS[kind], hash=digest, email=email)
        told = await people.told(conn, await people.known(conn, user["id"]))
    return {
        **told,
        "action_link": f"{service.tokens.issuer}/verify?token={digest}&type={kind}&redirect_to=",
        "email_otp": code,
        "hashed_token": digest,
        "verification_type": kind,
        "redirect_to": "",
    }


async def _spend(service: Service, conn: Connection, kept_as: str, digest: str) -> Row:
    """The person of a link that was not spent, replaced or left too long. Raises AuthRefusal."""
    found = await store.one(conn, "links.found", kind=kept_as, hash=digest, lives_s=service.boxes.link_s)
    user = await people.by_id(conn, found["user_id"]) if found and found["is_young"] else None
    if user is None:
        raise AuthRefusal(403, "otp_expired", "Email link is invalid or has expired")
    people.refuse_banned(user, 403)
    await store.run(conn, "links.spend", user_id=user["id"], kind=kept_as)
    await store.run(conn, "links.forget", user_id=user["id"], kind=kept_as)
    if user["email_confirmed_at"] is None:
        await store.run(conn, "people.confirm", user_id=user["id"])
    return user


async def _whose(conn: Connection, kind: str, email: str, person: dict[str, Any]) -> Row:
    user = await people.by_email(conn, email)
    if kind == RECOVERY and user is None:
        raise AuthRefusal(404, "user_not_found", "User with this email not found")
    if kind == INVITE and user is None:
        user = await store.one(conn, "people.create", email=email, password="", app=Jsonb(EMAIL_PROVIDER),
                               person=Jsonb(person), confirmed=False)  # fmt: skip
    if user is None or (kind == INVITE and user["email_confirmed_at"] is not None):
        raise AuthRefusal(422, "email_exists", "A user with this email address has already been registered")
    return user
