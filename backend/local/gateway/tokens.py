"""The JSON Web Tokens that PostgREST and the sign-in service trust, all signed by one key of this install (ES256)."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import jwt

from backend.local.gateway.store import Row

ALGORITHM = "ES256"
AUDIENCE = "authenticated"
ROLE_S = 10 * 365 * 86_400


@dataclass(frozen=True)
class Claims:
    """Who an access token speaks of, and in which session it was given."""

    user_id: UUID
    session_id: UUID


def public_keys(signing_key: str) -> dict[str, list[dict[str, Any]]]:
    """What anybody may know of the signing key: enough to check a token."""
    key = {name: value for name, value in json.loads(signing_key).items() if name != "d"}
    return {"keys": [{**key, "alg": ALGORITHM, "use": "sig", "key_ops": ["verify"], "ext": True}]}


class Tokens:
    """Makes and reads tokens."""

    def __init__(self, signing_key: str, issuer: str) -> None:
        key = jwt.PyJWK.from_json(signing_key, ALGORITHM)
        self._private = key.key
        self._public = key.key.public_key()
        self._headers = {"kid": key.key_id}
        self.public_keys = public_keys(signing_key)
        self.issuer = issuer

    def for_role(self, role: str) -> str:
        """What an API key stands for: a role, and nobody in particular."""
        now = int(time.time())
        return self._sign({"iss": self.issuer, "role": role, "iat": now, "exp": now + ROLE_S})

    def for_person(self, user: Row, session: Row, methods: list[Row], now: int, lives_s: int) -> str:
        """Access for one person, with the claims that hosted Supabase puts in."""
        return self._sign(
            {
                "iss": self.issuer,
                "aud": AUDIENCE,
                "exp": now + lives_s,
                "iat": now,
                "sub": str(user["id"]),
                "role": user["role"],
                "aal": session["aal"],
                "amr": methods,
                "session_id": str(session["id"]),
                "email": user["email"] or "",
                "phone": user["phone"] or "",
                "is_anonymous": user["is_anonymous"],
                "app_metadata": user["raw_app_meta_data"] or {},
                "user_metadata": user["raw_user_meta_data"] or {},
            }
        )

    def read(self, token: str) -> Claims:
        """The person behind an access token. Raises ValueError or jwt.InvalidTokenError for any other token."""
        options = {"require": ["exp", "sub", "session_id"], "verify_iat": False}
        found = jwt.decode(token, self._public, [ALGORITHM], audience=AUDIENCE, options=options)  # type: ignore[arg-type]
        return Claims(UUID(found["sub"]), UUID(found["session_id"]))

    def _sign(self, claims: dict[str, Any]) -> str:
        return jwt.encode(claims, self._private, ALGORITHM, self._headers)
