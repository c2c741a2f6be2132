"""A person as Supabase's clients expect to read them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from backend.local.gateway.errors import AuthRefusal
from backend.local.gateway.store import Row


def public(user: Row) -> dict[str, Any]:
    """The user object of the sign-in service's answers; never the password's hash."""
    return {
        "id": str(user["id"]),
        "aud": user["aud"],
        "role": user["role"],
        "email": user["email"],
        "email_confirmed_at": _iso(user["email_confirmed_at"]),
        "confirmed_at": _iso(user["email_confirmed_at"]),
        "phone": user["phone"] or "",
        "last_sign_in_at": _iso(user["last_sign_in_at"]),
        "app_metadata": user["raw_app_meta_data"],
        "user_metadata": user["raw_user_meta_data"],
        "identities": [],
        "created_at": _iso(user["created_at"]),
        "updated_at": _iso(user["updated_at"]),
        "is_anonymous": user["is_anonymous"],
        "banned_until": _iso(user["banned_until"]),
    }


def refuse_banned(user: Row) -> None:
    """Raises AuthRefusal while the person is banned."""
    if user["banned_until"] and user["banned_until"] > datetime.now(UTC):
        raise AuthRefusal(400, "user_banned", "User is banned")


def _iso(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None
