"""The JSON Web Tokens that PostgREST and the sign-in service trust, all signed by one secret of this install."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import jwt

ALGORITHM = "HS256"
AUDIENCE = "authenticated"
ACCESS_S = 3600
ROLE_S = 10 * 365 * 86_400


@dataclass(frozen=True)
class Claims:
    """Who an access token speaks of, and in which session it was given."""

    user_id: str
    session_id: str


class Tokens:
    """Makes and reads tokens."""

    def __init__(self, secret: str, issuer: str) -> None:
        self._secret = secret
        self.issuer = issuer

    def for_role(self, role: str) -> str:
        """What an API key stands for: a role, and nobody in particular."""
        now = int(time.time())
        return self._sign({"iss": self.issuer, "role": role, "iat": now, "exp": now + ROLE_S})

    def for_person(self, user: dict[str, Any], session_id: str, now: int) -> str:
        """An hour's access for one person, with the claims that hosted Supabase puts in."""
        return self._sign(
            {
                "iss": self.issuer,
                "aud": AUDIENCE,
                "exp": now + ACCESS_S,
                "iat": now,
                "sub": str(user["id"]),
                "role": user["role"],
                "aal": "aal1",
                "amr": [{"method": "password", "timestamp": now}],
                "session_id": session_id,
                "email": user["email"] or "",
                "phone": user["phone"] or "",
                "is_anonymous": user["is_anonymous"],
                "app_metadata": user["raw_app_meta_data"],
                "user_metadata": user["raw_user_meta_data"],
            }
        )

    def read(self, token: str) -> Claims:
        """The person behind an access token. Raises jwt.InvalidTokenError for any other token."""
        required = ["exp", "sub", "session_id"]
        found = jwt.decode(token, self._secret, [ALGORITHM], audience=AUDIENCE, options={"require": required})
        return Claims(str(found["sub"]), str(found["session_id"]))

    def _sign(self, claims: dict[str, Any]) -> str:
        return jwt.encode(claims, self._secret, ALGORITHM)
