"""`/admin/users`: what the holder of the secret key may do about people."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from psycopg.types.json import Jsonb
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from backend.local.gateway import caller, factors, passwords, people, reading, store
from backend.local.gateway.errors import AuthRefusal
from backend.local.gateway.links import EMAIL_PROVIDER
from backend.local.gateway.service import Service
from backend.local.gateway.store import Connection, Row

# As Go writes a duration, in the units that people use.
DURATION = re.compile(r"(?:(?P<hours>\d{1,7})h)?(?:(?P<minutes>\d{1,7})m)?(?:(?P<seconds>\d{1,7})s)?")


def routes(service: Service) -> list[Route]:
    """Where each call is answered."""

    async def create(request: Request) -> Response:
        caller.admit_admin(service, request)
        body = await reading.json_object(request)
        kept = await _kept(reading.password(body))
        async with store.transaction(service.pool) as conn:
            return JSONResponse(await people.told(conn, await _create(conn, body, kept)))

    async def page(request: Request) -> Response:
        caller.admit_admin(service, request)
        number, size = reading.number(request, "page", 1), reading.number(request, "per_page", 50)
        async with store.connection(service.pool) as conn:
            found = await store.many(conn, "people.page", size=size, skip=(number - 1) * size)
        return JSONResponse({"users": [people.listed(user) for user in found], "aud": "authenticated"})

    async def read(request: Request) -> Response:
        caller.admit_admin(service, request)
        async with store.connection(service.pool) as conn:
            user = await people.known(conn, reading.named_id(request, "user_id"))
            return JSONResponse(await people.told(conn, user))

    async def change(request: Request) -> Response:
        caller.admit_admin(service, request)
        body = await reading.json_object(request)
        async with store.transaction(service.pool) as conn:
            user = await people.known(conn, reading.named_id(request, "user_id"))
            await _change(service, conn, user, body)
            return JSONResponse(await people.told(conn, await people.known(conn, user["id"])))

    async def remove(request: Request) -> Response:
        caller.admit_admin(service, request)
        user_id = reading.named_id(request, "user_id")
        async with store.transaction(service.pool) as conn:
            await people.known(conn, user_id)
            await store.run(conn, "people.remove", user_id=user_id)
        return JSONResponse({})

    return [
        Route("/admin/users", create, methods=["POST"]),
        Route("/admin/users", page, methods=["GET"]),
        Route("/admin/users/{user_id}", read, methods=["GET"]),
        Route("/admin/users/{user_id}", change, methods=["PUT"]),
        Route("/admin/users/{user_id}", remove, methods=["DELETE"]),
        *_factor_routes(service),
    ]


def ban(written: str) -> timedelta | None:
    """How long a ban lasts; None for `none`, which ends it. Raises AuthRefusal."""
    if written == "none":
        return None
    found = DURATION.fullmatch(written)
    parts = {name: int(n) for name, n in found.groupdict().items() if n} if found else {}
    if not parts:
        raise AuthRefusal(400, "validation_failed", f"invalid format for ban duration: {written!r}")
    return timedelta(**parts)


def _factor_routes(service: Service) -> list[Route]:
    async def list_factors(request: Request) -> Response:
        caller.admit_admin(service, request)
        async with store.connection(service.pool) as conn:
            user = await people.known(conn, reading.named_id(request, "user_id"))
            found = await store.many(conn, "factors.of_person", user_id=user["id"])
        return JSONResponse([people.factor(each) for each in found])

    async def remove_factor(request: Request) -> Response:
        caller.admit_admin(service, request)
        async with store.transaction(service.pool) as conn:
            user = await people.known(conn, reading.named_id(request, "user_id"))
            factor_id = reading.named_id(request, "factor_id")
            found = await store.one(conn, "factors.one", factor_id=factor_id, user_id=user["id"])
            if found is None:
                raise AuthRefusal(404, "mfa_factor_not_found", "Factor not found")
            await factors.remove(conn, user["id"], factor_id)
        return JSONResponse(people.factor(found))

    return [
        Route("/admin/users/{user_id}/factors", list_factors, methods=["GET"]),
        Route("/admin/users/{user_id}/factors/{factor_id}", remove_factor, methods=["DELETE"]),
    ]


async def _kept(password: str) -> str:
    # No password, or a weak one: an administrator may. One that bcrypt cannot take is a fault of the service's own.
    try:
        return await passwords.hashed(password) if password else ""
    except ValueError:
        raise AuthRefusal(500, "unexpected_failure", "bcrypt: password length exceeds 72 bytes") from None


async def _create(conn: Connection, body: dict[str, Any], kept: str) -> Row:
    app, person = Jsonb({**EMAIL_PROVIDER, **reading.an_object(body, "app_metadata")}), body.get("user_metadata") or {}
    user = await store.one(conn, "people.create", email=reading.email(body), password=kept, app=app,
                           person=Jsonb(person), confirmed=False)  # fmt: skip
    if user is None:
        raise AuthRefusal(422, "email_exists", "A user with this email address has already been registered")
    if body.get("email_confirm"):
        await store.run(conn, "people.confirm", user_id=user["id"])
    return await people.known(conn, user["id"])


async def _change(service: Service, conn: Connection, user: Row, body: dict[str, Any]) -> None:
    user_id = user["id"]
    await store.run(conn, "people.describe", user_id=user_id, app=Jsonb(reading.an_object(body, "app_metadata")),
                    person=Jsonb(reading.an_object(body, "user_metadata")))  # fmt: skip
    if "ban_duration" in body:
        await store.run(conn, "people.ban", user_id=user_id, duration=ban(reading.text(body, "ban_duration")))
    if body.get("email_confirm"):
        await store.run(conn, "people.confirm", user_id=user_id)
    if "password" in body:
        password = reading.password(body)
        passwords.refuse_weak(password, service.boxes)
        await store.run(conn, "people.set_password", user_id=user_id, password=await passwords.hashed(password))
        await store.run(conn, "sessions.close_all", user_id=user_id)
