"""The first account, made before there is anybody who could invite: afterwards the screen Équipe does it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx
from psycopg import AsyncConnection
from psycopg.rows import dict_row

from backend import db
from backend.settings.base import BadSetting
from backend.settings.worker import WorkerSettings
from backend.supabase.auth_admin import AuthAdmin, fingerprint
from backend.team import text

AUTH_PATIENCE_S = 15.0


class OwnerExists(Exception):
    """Somebody owns the console already."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Who is to own the console."""

    email: str
    full_name: str


async def invite(settings: WorkerSettings, owner: Owner) -> str:
    """The address at which the first owner chooses a password.

    Whoever asks again for the same person, before they ever came in, gets a new link: the first one may have expired.
    Raises OwnerExists, BadSetting, AccountError, psycopg.Error.
    """
    secret_key = settings.SUPABASE_SECRET_KEY
    if secret_key is None or not settings.SUPABASE_URL:
        raise BadSetting("SUPABASE_URL ou SUPABASE_SECRET_KEY", "manque : un compte se crée chez Supabase")
    conninfo = db.conninfo(settings.db_url, "first-owner")
    async with (
        await AsyncConnection.connect(conninfo, row_factory=dict_row) as conn,
        httpx.AsyncClient(timeout=AUTH_PATIENCE_S) as http,
    ):
        await db.settle(conn)
        await conn.execute(db.query("one_first_owner_at_a_time"))
        await _refuse_second(conn, owner)
        # The account first: a profile needs one. Should the profile then fail, asking again finds the account.
        link = await AuthAdmin(http, settings.SUPABASE_URL, secret_key.get_secret_value()).invite(owner.email)
        await conn.execute(db.query("make_owner"), (link.user_id, owner.email, owner.full_name))
        await conn.execute(db.query("note_first_owner"), (str(link.user_id),))
        # The console lets in no link that is not known here.
        await conn.execute(db.query("keep_access_link"), (fingerprint(link.proof), link.user_id))
    return text.address(settings.CONSOLE_URL, link)


async def _refuse_second(conn: AsyncConnection[dict[str, Any]], owner: Owner) -> None:
    cursor = await conn.execute(db.query("owners"))
    for row in await cursor.fetchall():
        if row["last_seen_at"] is not None or row["email"] != owner.email:
            raise OwnerExists
