"""A person: as their row is found, and as Supabase's clients expect to read them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from backend.local.gateway import store
from backend.local.gateway.errors import AuthRefusal
from backend.local.gateway.store import Connection, Row

# Supabase Auth reads these into texts that cannot be missing: such a row breaks whatever looks at it.
NEVER_NULL = (
    "confirmation_token", "recovery_token", "email_change", "email_change_token_new", "email_change_token_current",
    "phone_change", "phone_change_token", "reauthentication_token", "role", "created_at", "updated_at",
)  # fmt: skip
TIMES = ("email_confirmed_at", "invited_at", "confirmed_at", "confirmation_sent_at", "recovery_sent_at",
         "last_sign_in_at")  # fmt: skip


async def by_email(conn: Connection, email: str) -> Row | None:
    """The person of that address. Raises AuthRefusal (500) for a row that lacks what it must hold."""
    return _whole(await store.one(conn, "people.by_email", email=email))


async def by_id(conn: Connection, user_id: object) -> Row | None:
    """The person of that number. Raises AuthRefusal (500) for a row that lacks what it must hold."""
    return _whole(await store.one(conn, "people.by_id", user_id=user_id))


async def known(conn: Connection, user_id: object) -> Row:
    """The same, for whoever asks about nobody. Raises AuthRefusal (404)."""
    user = await by_id(conn, user_id)
    if user is None:
        raise AuthRefusal(404, "user_not_found", "User not found")
    return user


def refuse_banned(user: Row, status: int = 400) -> None:
    """Raises AuthRefusal while the person is banned."""
    if user["banned_until"] and user["banned_until"] > datetime.now(UTC):
        raise AuthRefusal(status, "user_banned", "User is banned")


async def told(conn: Connection, user: Row) -> dict[str, Any]:
    """The user object of the service's answers; never the password's hash."""
    identities = await store.many(conn, "people.identities", user_id=user["id"])
    factors = [factor(each) for each in await store.many(conn, "factors.of_person", user_id=user["id"])]
    more = {"factors": factors} if factors else {}
    return {**listed(user), **more, "identities": [_plain(each) for each in identities]}


def listed(user: Row) -> dict[str, Any]:
    """The same in the administrator's list: without what lies in other tables."""
    banned = user["banned_until"] and user["banned_until"] > datetime.now(UTC)
    times = {name: _iso(user[name]) for name in TIMES if user[name]}
    return {
        "id": str(user["id"]),
        "aud": user["aud"],
        "role": user["role"],
        "email": user["email"] or "",
        "phone": user["phone"] or "",
        **times,
        "app_metadata": user["raw_app_meta_data"] or {},
        "user_metadata": user["raw_user_meta_data"] or {},
        "identities": None,
        "created_at": _iso(user["created_at"]),
        "updated_at": _iso(user["updated_at"]),
        **({"banned_until": _iso(user["banned_until"])} if banned else {}),
        "is_anonymous": user["is_anonymous"],
    }


def factor(row: Row) -> dict[str, Any]:
    """A second factor as its person and the administrator see it: without its secret."""
    named = {"friendly_name": row["friendly_name"]} if row["friendly_name"] else {}
    return {
        "id": str(row["id"]),
        "created_at": _iso(row["created_at"]),
        "updated_at": _iso(row["updated_at"]),
        "status": row["status"],
        **named,
        "factor_type": row["factor_type"],
        "phone": row["phone"] or "",
        "last_challenged_at": _iso(row["last_challenged_at"]),
    }


def _whole(user: Row | None) -> Row | None:
    if user and any(user[name] is None for name in NEVER_NULL):
        raise AuthRefusal(500, "unexpected_failure", "Database error querying schema")
    return user


def _plain(row: Row) -> dict[str, Any]:
    return {name: _iso(value) if isinstance(value, datetime) else _text(value) for name, value in row.items()}


def _text(value: object) -> object:
    return value if isinstance(value, dict | None) else str(value)


def _iso(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None
