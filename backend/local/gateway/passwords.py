"""Passwords: hashed with bcrypt as Supabase Auth does, so that people of a copy sign in wherever it is restored."""

from __future__ import annotations

import string
from typing import Any

import bcrypt
from anyio import to_thread

from backend.local.gateway.boxes import Boxes
from backend.local.gateway.errors import AuthRefusal

# bcrypt looks at no more.
LONGEST_BYTES = 72
COST = 10
SETS = {"lower": string.ascii_lowercase, "upper": string.ascii_uppercase, "digits": string.digits}


async def hashed(password: str) -> str:
    """What is kept of a password, away from the event loop. Raises ValueError for one that is too long."""
    return await to_thread.run_sync(lambda: bcrypt.hashpw(password.encode(), bcrypt.gensalt(COST)).decode())


async def matches(kept: str | None, password: str) -> bool:
    """True when the password is the one that was hashed."""
    return bool(kept) and await to_thread.run_sync(_verify, str(kept), password)


def missed(password: str, boxes: Boxes) -> list[str]:
    """Which rules of the project the password does not keep."""
    characters = set(password)
    lacks = [name for name in boxes.password_characters if not characters & _set(name, characters)]
    found = {
        "length": len(password) < boxes.password_length,
        "characters": bool(lacks),
        "pwned": password in boxes.leaked_passwords,
    }
    return [reason for reason, is_missed in found.items() if is_missed]


def refuse_weak(password: str, boxes: Boxes) -> None:
    """Raises AuthRefusal with the reasons."""
    if len(password.encode()) > LONGEST_BYTES:
        raise AuthRefusal(400, "validation_failed", f"Password cannot be longer than {LONGEST_BYTES} characters")
    if reasons := missed(password, boxes):
        raise AuthRefusal(422, "weak_password", _sentence(boxes), weak_password={"reasons": reasons})


def weakness(password: str, boxes: Boxes) -> dict[str, Any] | None:
    """What a sign-in says about a password that the rules of today would refuse."""
    reasons = missed(password, boxes)
    return {"message": _sentence(boxes), "reasons": reasons} if reasons else None


def _verify(kept: str, password: str) -> bool:
    try:
        return bcrypt.checkpw(password.encode(), kept.encode())
    except ValueError:
        # Longer than bcrypt takes, or no hash of its kind.
        return False


def _set(name: str, characters: set[str]) -> set[str]:
    if name == "symbols":
        return {one for one in characters if not one.isalnum()}
    return set(SETS[name])


def _sentence(boxes: Boxes) -> str:
    return f"Password should be at least {boxes.password_length} characters."
