"""Passwords: hashed with Argon2, away from the event loop."""

from __future__ import annotations

import secrets

from anyio import to_thread
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 6
_hasher = PasswordHasher()
# Compared with when the address is unknown: the answer takes as long, and tells no one who has an account.
_nobody = _hasher.hash(secrets.token_hex(16))


async def hashed(password: str) -> str:
    """What is kept of a password."""
    return await to_thread.run_sync(_hasher.hash, password)


async def matches(kept: str | None, password: str) -> bool:
    """True when the password is the one that was hashed."""
    found = await to_thread.run_sync(_verify, kept or _nobody, password)
    return found and kept is not None


def _verify(kept: str, password: str) -> bool:
    try:
        return _hasher.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False
