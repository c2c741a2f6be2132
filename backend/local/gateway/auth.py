"""`/auth/v1`: the few calls of Supabase Auth that the console and the tests make."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import jwt
from psycopg.types.json import Jsonb
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from backend.local.gateway import passwords, store
from backend.local.gateway.errors import AuthRefusal
from backend.local.gateway.keys import Admitted, Keys, Refused
from backend.local.gateway.people import public, refuse_banned
from backend.local.gateway.sessions import Sessions
from backend.local.gateway.store import Pool, Row
from backend.local.gateway.tokens import Claims, Tokens

SCOPES = ("global", "local", "others")
EMAIL_PROVIDER = {"provider": "email", "providers": ["email"]}


class Auth:
    """The sign-in service."""

    def __init__(self, pool: Pool, tokens: Tokens, keys: Keys) -> None:
        self._pool = pool
        self._tokens = tokens
        self._keys = keys
        self._sessions = Sessions(pool, tokens)

    @property
    def routes(self) -> list[Route]:
        """Where each call is answered."""
        return [
            Route("/token", self._token, methods=["POST"]),
            Route("/user", self._user, methods=["GET"]),
            Route("/logout", self._logout, methods=["POST"]),
            Route("/admin/users", self._create_user, methods=["POST"]),
            Route("/admin/users", self._list_users, methods=["GET"]),
        ]

    async def _token(self, request: Request) -> Response:
        self._admit(request)
        body = await _json(request)
        grant = request.query_params.get("grant_type")
        if grant == "password":
            return JSONResponse(await self._sessions.sign_in(_text(body, "email"), _text(body, "password")))
        if grant == "refresh_token":
            return JSONResponse(await self._sessions.renew(_text(body, "refresh_token")))
        raise AuthRefusal(400, "validation_failed", "unsupported_grant_type")

    async def _user(self, request: Request) -> Response:
        user, _ = await self._person(request)
        return JSONResponse(public(user))

    async def _logout(self, request: Request) -> Response:
        scope = request.query_params.get("scope", "global")
        if scope not in SCOPES:
            raise AuthRefusal(400, "validation_failed", f"Unsupported logout scope {scope!r}")
        user, claims = await self._person(request)
        async with self._pool.connection() as conn:
            await store.run(conn, "close_sessions", user_id=user["id"], session_id=claims.session_id, scope=scope)
        return Response(status_code=204)

    async def _create_user(self, request: Request) -> Response:
        self._admit_administrator(request)
        body = await _json(request)
        email, password = _text(body, "email"), _text(body, "password")
        _refuse_weak(password)
        kept = await passwords.hashed(password)
        app, person = {**EMAIL_PROVIDER, **_object(body, "app_metadata")}, _object(body, "user_metadata")
        async with self._pool.connection() as conn:
            user = await store.one(conn, "create_user", email=email, password=kept, app=Jsonb(app),
                                   person=Jsonb(person), confirmed=bool(body.get("email_confirm")))  # fmt: skip
        if user is None:
            raise AuthRefusal(422, "email_exists", "A user with this email address has already been registered")
        return JSONResponse(public(user))

    async def _list_users(self, request: Request) -> Response:
        self._admit_administrator(request)
        page, size = _number(request, "page", 1), _number(request, "per_page", 50)
        async with self._pool.connection() as conn:
            users = await store.many(conn, "list_users", size=size, skip=(page - 1) * size)
        return JSONResponse({"users": [public(user) for user in users], "aud": "authenticated"})

    def _admit(self, request: Request) -> Admitted:
        return self._keys.admit(dict(request.scope["headers"]))

    def _admit_administrator(self, request: Request) -> None:
        if not self._keys.is_service(self._admit(request)):
            raise AuthRefusal(403, "not_admin", "User not allowed")

    async def _person(self, request: Request) -> tuple[Row, Claims]:
        claims = self._claims(self._admit(request).token)
        async with self._pool.connection() as conn:
            user = await store.one(conn, "user_by_id", user_id=claims.user_id)
            lives = await store.one(conn, "session_lives", session_id=claims.session_id, user_id=claims.user_id)
        if user is None:
            raise AuthRefusal(403, "user_not_found", "User from sub claim in JWT does not exist")
        if not lives or not lives["lives"]:
            raise AuthRefusal(403, "session_not_found", "Session from session_id claim in JWT does not exist")
        refuse_banned(user)
        return user, claims

    def _claims(self, token: str) -> Claims:
        try:
            claims = self._tokens.read(token)
            UUID(claims.user_id), UUID(claims.session_id)
        except (jwt.InvalidTokenError, ValueError):
            raise AuthRefusal(403, "bad_jwt", "invalid JWT: unable to parse or verify signature") from None
        return claims


async def refused(request: Request, error: Exception) -> Response:
    """An API key that is missing or wrong."""
    assert isinstance(error, Refused)
    return JSONResponse(error.body, 401)


async def _json(request: Request) -> dict[str, Any]:
    try:
        found = json.loads(await request.body())
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise AuthRefusal(400, "bad_json", "Could not parse request body as JSON")
    return found


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    # A zero byte is valid JSON and no valid text for Postgres.
    if not isinstance(value, str) or not value or "\x00" in value:
        raise AuthRefusal(400, "validation_failed", f"missing or invalid {name}")
    return value


def _object(body: dict[str, Any], name: str) -> dict[str, Any]:
    value = body.get(name)
    return value if isinstance(value, dict) else {}


def _number(request: Request, name: str, default: int) -> int:
    given = request.query_params.get(name, "")
    return max(1, min(int(given), 1000)) if given.isdecimal() else default


def _refuse_weak(password: str) -> None:
    if len(password) < passwords.SHORTEST:
        message = f"Password should be at least {passwords.SHORTEST} characters."
        raise AuthRefusal(422, "weak_password", message, weak_password={"reasons": ["length"], "message": message})
