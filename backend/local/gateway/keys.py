"""API keys: who may knock at all, and the role token that a key stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hmac import compare_digest

from backend.local.gateway.tokens import Tokens

BROWSER = re.compile(rb"Mozilla/|Chrome/|Safari/|Firefox/|Edg/|Opera", re.IGNORECASE)
BEARER = b"bearer "

MISSING = {
    "message": "No API key found in request",
    "hint": "No `apikey` request header or url param was found.",
}
INVALID = {
    "message": "Invalid API key",
    "hint": "Double check your Supabase `anon` or `service_role` API key.",
}
SECRET_IN_BROWSER = {
    "message": "Forbidden use of secret API key in browser",
    "hint": "Secret API keys can only be used in a protected environment and should never be used in a browser.",
}


@dataclass(frozen=True)
class Admitted:
    """The role of the key, and the token to act with: the person's own, or the key's."""

    role: str
    token: str


class Refused(Exception):
    """401, with hosted Supabase's body."""

    def __init__(self, body: dict[str, str]) -> None:
        super().__init__(body["message"])
        self.body = body


class Keys:
    """The two keys of this install."""

    def __init__(self, publishable: str, secret: str, tokens: Tokens) -> None:
        self._publishable = publishable.encode()
        self._secret = secret.encode()
        self._anonymous = Admitted("anon", tokens.for_role("anon"))
        self._service = Admitted("service_role", tokens.for_role("service_role"))

    def admit(self, headers: dict[bytes, bytes]) -> Admitted:
        """Check the key (lower-case header names). Raises Refused."""
        key = headers.get(b"apikey", b"")
        if not key:
            raise Refused(MISSING)
        by_key = self._of(key)
        if by_key is self._service and BROWSER.search(headers.get(b"user-agent", b"")):
            raise Refused(SECRET_IN_BROWSER)
        bearer = _bearer(headers.get(b"authorization", b""))
        if bearer in (b"", key):
            return by_key
        if bearer.count(b".") != 2:
            raise Refused(INVALID)
        return Admitted(by_key.role, bearer.decode("latin-1"))

    def is_service(self, admitted: Admitted) -> bool:
        """True for the secret key acting as itself, and not for a person's token beside it."""
        return admitted is self._service

    def _of(self, key: bytes) -> Admitted:
        if compare_digest(key, self._publishable):
            return self._anonymous
        if compare_digest(key, self._secret):
            return self._service
        raise Refused(INVALID)


def _bearer(authorization: bytes) -> bytes:
    if authorization[: len(BEARER)].lower() != BEARER:
        return b""
    return authorization[len(BEARER) :].strip()
