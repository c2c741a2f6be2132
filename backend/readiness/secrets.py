"""Which secrets a program holds, by salted fingerprint: how old, and whether they would do."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Literal

import psycopg
from psycopg_pool import PoolTimeout
from pydantic import SecretStr

from backend.db import Pool, query
from backend.settings import secrets as looks
from backend.settings.base import Settings
from backend.settings.places import password_in
from backend.settings.secrets import LOCAL_MARK, MIN_LENGTH

Weakness = Literal["too_short", "demonstration"]
# Hosted databases come with passwords of sixteen characters.
MIN_PASSWORD_LENGTH = 16
FINGERPRINT_LENGTH = 24
# Addresses that a service hands out: how long they are is not ours to choose.
GIVEN = frozenset({"SENTRY_DSN", "DEAD_MAN_URL"})
TELL_EVERY_S = 3600.0
TRY_AGAIN_S = 60.0


@dataclass(frozen=True, slots=True)
class Sighting:
    """One secret as it was seen in a program's settings."""

    setting: str
    fingerprint: str
    weakness: Weakness | None


def sightings(settings: Settings, salt: str) -> Iterator[Sighting]:
    """Every secret that is set."""
    for name in sorted(type(settings).model_fields):
        value = getattr(settings, name)
        if isinstance(value, SecretStr) and value.get_secret_value():
            plain = value.get_secret_value()
            yield Sighting(name, fingerprint(plain, salt), weakness(name, plain))


def fingerprint(value: str, salt: str) -> str:
    """The same secret gives the same one in this database, and in no other."""
    return hmac.new(salt.encode(), value.encode(), sha256).hexdigest()[:FINGERPRINT_LENGTH]


def weakness(name: str, value: str) -> Weakness | None:
    """Why production would refuse it."""
    if name in GIVEN:
        return None
    if name == "SUPABASE_DB_URL":
        return _weak_password(password_in(value))
    if looks.weakness(value) is None:
        return None
    return "too_short" if len(value) < MIN_LENGTH else "demonstration"


def _weak_password(password: str) -> Weakness | None:
    if LOCAL_MARK in password:
        return "demonstration"
    return "too_short" if len(password) < MIN_PASSWORD_LENGTH else None


async def note_secrets(pool: Pool, program: str, settings: Settings) -> None:
    """Tell the database which secrets this program holds right now."""
    seen = [asdict(one) for one in sightings(settings, await secret_salt(pool))]
    async with pool.connection() as conn:
        await conn.execute(query("note_secrets"), [program, json.dumps(seen)])


async def secret_salt(pool: Pool) -> str:
    """What makes this database's fingerprints worthless elsewhere."""
    async with pool.connection() as conn:
        row = await (await conn.execute(query("secret_salt"))).fetchone()
    if row is None:
        raise LookupError("private.secret_salt is empty: the first rows of this database were never put in")
    return str(row["salt"])


async def report_secrets_loop(pool: Pool, program: str, settings: Settings) -> None:
    """The same every hour; a database that is away is told later."""
    while True:
        try:
            await note_secrets(pool, program, settings)
            await asyncio.sleep(TELL_EVERY_S)
        except (psycopg.Error, PoolTimeout, OSError):
            await asyncio.sleep(TRY_AGAIN_S)
