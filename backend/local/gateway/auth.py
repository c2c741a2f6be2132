"""`/auth/v1`: the few calls of Supabase Auth that the console and the tests make."""

from __future__ import annotations

from uuid import UUID

import jwt
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from backend.local.gateway import passwords, reading, store
from backend.local.gateway.admin import Admin
from backend.local.gateway.errors import AuthRefusal
from backend.local.gateway.keys import Admitted, Keys, Refused
from backend.local.gateway.links import Links
from backend.local.gateway.people import public, refuse_banned
from backend.local.gateway.sessions import Sessions
from backend.local.gateway.store import Pool, Row
from backend.local.gateway.tokens import Claims, Tokens

SCOPES = ("global", "local", "others")


class Auth:
    """The sign-in service."""

    def __init__(self, pool: Pool, tokens: Tokens, keys: Keys) -> None:
        self._pool = pool
        self._tokens = tokens
        self._keys = keys
        self._sessions = Sessions(pool, tokens)
        self._links = Links(pool, self._sessions, tokens.issuer)

    @property
    def routes(self) -> list[Route]:
        """Where each call is answered."""
        return [
            Route("/token", self._token, methods=["POST"]),
            Route("/user", self._user, methods=["GET"]),
            Route("/logout", self._logout, methods=["POST"]),
            Route("/user", self._change_user, methods=["PUT"]),
            Route("/verify", self._verify, methods=["POST"]),
            *Admin(self._pool, self._keys, self._links).routes,
        ]

    async def _token(self, request: Request) -> Response:
        self._admit(request)
        body = await reading.json_object(request)
        grant = request.query_params.get("grant_type")
        if grant == "password":
            return JSONResponse(
                await self._sessions.sign_in(reading.text(body, "email"), reading.text(body, "password"))
            )
        if grant == "refresh_token":
            return JSONResponse(await self._sessions.renew(reading.text(body, "refresh_token")))
        raise AuthRefusal(400, "validation_failed", "unsupported_grant_type")

    async def _user(self, request: Request) -> Response:
        user, _ = await self._person(request)
        return JSONResponse(public(user))

    async def _change_user(self, request: Request) -> Response:
        """Only the password, of all that hosted Supabase lets a person change of themselves."""
        user, _ = await self._person(request)
        password = reading.text(await reading.json_object(request), "password")
        reading.refuse_weak(password)
        kept = await passwords.hashed(password)
        async with self._pool.connection() as conn:
            changed = await store.one(conn, "set_password", user_id=user["id"], password=kept)
        return JSONResponse(public(changed or user))

    async def _verify(self, request: Request) -> Response:
        self._admit(request)
        body = await reading.json_object(request)
        return JSONResponse(await self._links.spend(reading.text(body, "type"), reading.text(body, "token_hash")))

    async def _logout(self, request: Request) -> Response:
        scope = request.query_params.get("scope", "global")
        if scope not in SCOPES:
            raise AuthRefusal(400, "validation_failed", f"Unsupported logout scope {scope!r}")
        user, claims = await self._person(request)
        async with self._pool.connection() as conn:
            await store.run(conn, "close_sessions", user_id=user["id"], session_id=claims.session_id, scope=scope)
        return Response(status_code=204)

    def _admit(self, request: Request) -> Admitted:
        return self._keys.admit(dict(request.scope["headers"]))

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
