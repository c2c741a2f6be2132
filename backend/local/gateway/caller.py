"""Who asks: by which key, from where, and as which person in which session."""

from __future__ import annotations

from dataclasses import dataclass

import jwt
from starlette.requests import Request

from backend.local.gateway import people, reading, store
from backend.local.gateway.errors import AuthRefusal
from backend.local.gateway.limits import Well
from backend.local.gateway.service import Service
from backend.local.gateway.sessions import Caller
from backend.local.gateway.store import Connection, Row
from backend.local.gateway.tokens import Claims


@dataclass(frozen=True)
class SignedIn:
    """A person and the session that their access token was given in."""

    user: Row
    session: Row

    @property
    def has_second_factor(self) -> bool:
        """True when this session has shown it."""
        return bool(self.session["aal"] != "aal1")


def admit(service: Service, request: Request, well: Well | None = None) -> str:
    """The token to act with. Raises Refused for a bad key, AuthRefusal for one request too many."""
    admitted = service.keys.admit(dict(request.scope["headers"]))
    if well and service.boxes.limits:
        service.levels.draw(well, reading.address(request))
    return admitted.token


def admit_admin(service: Service, request: Request) -> None:
    """Raises AuthRefusal for anything but the secret key acting as itself."""
    if not service.keys.is_service(service.keys.admit(dict(request.scope["headers"]))):
        raise AuthRefusal(403, "not_admin", "User not allowed")


async def person(service: Service, conn: Connection, token: str) -> SignedIn:
    """The token's person, in a session that still is. Raises AuthRefusal."""
    claims = _claims(service, token)
    user = await people.by_id(conn, claims.user_id)
    if user is None:
        raise AuthRefusal(403, "user_not_found", "User from sub claim in JWT does not exist")
    people.refuse_banned(user, 403)
    session = await store.one(conn, "sessions.one", session_id=claims.session_id, user_id=claims.user_id)
    if session is None:
        raise AuthRefusal(403, "session_not_found", "Session from session_id claim in JWT does not exist")
    return SignedIn(user, session)


async def must_show_factor(conn: Connection, asking: SignedIn) -> bool:
    """True for somebody who has a second factor, in a session that has not shown it."""
    if asking.has_second_factor:
        return False
    factors = await store.many(conn, "factors.of_person", user_id=asking.user["id"])
    return any(factor["status"] == "verified" for factor in factors)


def whence(request: Request) -> Caller:
    """From where, for the session's own row."""
    return Caller(reading.address(request), request.headers.get("user-agent", ""))


def _claims(service: Service, token: str) -> Claims:
    try:
        return service.tokens.read(token)
    except (jwt.InvalidTokenError, ValueError):
        raise AuthRefusal(403, "bad_jwt", "invalid JWT: unable to parse or verify signature") from None
