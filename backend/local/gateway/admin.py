"""`/auth/v1/admin`: what the holder of the secret key may do about people."""

from __future__ import annotations

import re
from datetime import timedelta

from psycopg.types.json import Jsonb
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from backend.local.gateway import passwords, reading, store
from backend.local.gateway.errors import AuthRefusal
from backend.local.gateway.keys import Keys
from backend.local.gateway.links import EMAIL_PROVIDER, Links
from backend.local.gateway.people import public
from backend.local.gateway.store import Pool, Row

# As Go writes a duration, in the units that people use.
DURATION = re.compile(r"(?:(?P<hours>\d{1,7})h)?(?:(?P<minutes>\d{1,7})m)?(?:(?P<seconds>\d{1,7})s)?")


class Admin:
    """The administrator's calls of the sign-in service."""

    def __init__(self, pool: Pool, keys: Keys, links: Links) -> None:
        self._pool = pool
        self._keys = keys
        self._links = links

    @property
    def routes(self) -> list[Route]:
        """Where each call is answered."""
        return [
            Route("/admin/users", self._create_user, methods=["POST"]),
            Route("/admin/users", self._list_users, methods=["GET"]),
            Route("/admin/users/{user_id}", self._one_user, methods=["GET"]),
            Route("/admin/users/{user_id}", self._change_user, methods=["PUT"]),
            Route("/admin/generate_link", self._generate_link, methods=["POST"]),
        ]

    async def _create_user(self, request: Request) -> Response:
        self._admit(request)
        body = await reading.json_object(request)
        email, password = reading.text(body, "email"), reading.text(body, "password")
        reading.refuse_weak(password)
        kept = await passwords.hashed(password)
        app = {**EMAIL_PROVIDER, **reading.an_object(body, "app_metadata")}
        person = reading.an_object(body, "user_metadata")
        async with self._pool.connection() as conn:
            user = await store.one(conn, "create_user", email=email, password=kept, app=Jsonb(app),
                                   person=Jsonb(person), confirmed=bool(body.get("email_confirm")))  # fmt: skip
        if user is None:
            raise AuthRefusal(422, "email_exists", "A user with this email address has already been registered")
        return JSONResponse(public(user))

    async def _list_users(self, request: Request) -> Response:
        self._admit(request)
        page, size = reading.number(request, "page", 1), reading.number(request, "per_page", 50)
        async with self._pool.connection() as conn:
            users = await store.many(conn, "list_users", size=size, skip=(page - 1) * size)
        return JSONResponse({"users": [public(user) for user in users], "aud": "authenticated"})

    async def _one_user(self, request: Request) -> Response:
        self._admit(request)
        async with self._pool.connection() as conn:
            return _told(await store.one(conn, "user_by_id", user_id=reading.user_id(request)))

    async def _change_user(self, request: Request) -> Response:
        """Only the ban, of all that hosted Supabase lets an administrator change."""
        self._admit(request)
        body = await reading.json_object(request)
        user = reading.user_id(request)
        if "ban_duration" not in body:
            raise AuthRefusal(400, "validation_failed", "nothing that this gateway can change")
        async with self._pool.connection() as conn:
            banned = await store.one(conn, "ban_user", user_id=user, duration=ban(reading.text(body, "ban_duration")))
        return _told(banned)

    async def _generate_link(self, request: Request) -> Response:
        self._admit(request)
        body = await reading.json_object(request)
        kind, email = reading.text(body, "type"), reading.text(body, "email")
        return JSONResponse(await self._links.make(kind, email.lower(), reading.an_object(body, "data")))

    def _admit(self, request: Request) -> None:
        if not self._keys.is_service(self._keys.admit(dict(request.scope["headers"]))):
            raise AuthRefusal(403, "not_admin", "User not allowed")


def ban(written: str) -> timedelta | None:
    """How long a ban lasts; None for `none`, which ends it. Raises AuthRefusal."""
    if written == "none":
        return None
    found = DURATION.fullmatch(written)
    parts = {name: int(n) for name, n in found.groupdict().items() if n} if found else {}
    if not parts:
        raise AuthRefusal(400, "validation_failed", f"invalid format for ban duration: {written!r}")
    return timedelta(**parts)


def _told(user: Row | None) -> Response:
    if user is None:
        raise AuthRefusal(404, "user_not_found", "User not found")
    return JSONResponse(public(user))
