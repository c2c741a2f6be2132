"""Carries out what was asked about accounts. Each done twice comes to the same: a dead worker harms nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from backend.brevo.client import Brevo
from backend.db import Pool, query
from backend.messaging import SendError
from backend.supabase.auth_admin import AccessLink, AccountError, AuthAdmin, fingerprint
from backend.team import text

BATCH = 5
# Shutting somebody out is never given up; a link that nobody could be sent is, after a day of trying.
MOST_ATTEMPTS = 30
FIRST_WAIT_S, LONGEST_WAIT_S = 5.0, 3600.0


@dataclass(frozen=True, slots=True)
class Order:
    """One thing asked about one account."""

    id: UUID
    kind: str
    user_id: UUID | None
    email: str
    full_name: str
    attempts: int


class Accounts:
    """One worker's hands: the database, Supabase Auth when there is a key, and Brevo for the message."""

    def __init__(self, pool: Pool, auth: AuthAdmin | None, brevo: Brevo, console_url: str) -> None:
        self._pool = pool
        self._auth = auth
        self._brevo = brevo
        self._console_url = console_url

    async def carry_out(self) -> bool:
        """Claim and do one batch; True when more may be due."""
        rows = await self._rows("claim_accounts", BATCH)
        for row in rows:
            await self._settle(Order(**row))
        return len(rows) == BATCH

    async def _settle(self, order: Order) -> None:
        try:
            await self._do(order)
        except AccountError as error:
            await self._rows("settle_account", order.id, error.reason, again(order, passing=error.passing))
        except SendError as error:
            # Without the message nothing was spent: the next one carries a new link, and the old link is void.
            await self._rows("settle_account", order.id, "no_email", again(order, passing=not error.permanent))
        else:
            await self._rows("settle_account", order.id, None, None)

    async def _do(self, order: Order) -> None:
        auth = self._auth
        if auth is None:
            raise AccountError("no_key", passing=order.kind in ("suspend", "restore"))
        match order.kind:
            case "suspend":
                await auth.shut_out(cast(UUID, order.user_id))
                await self._rows("end_sessions_of", order.user_id)
            case "restore":
                await auth.let_in(cast(UUID, order.user_id))
            case "invite":
                link = await auth.invite(order.email)
                await self._rows("welcome_person", order.id, link.user_id)
                await self._send(order, link)
            case _:
                await self._send(order, await auth.recover(order.email))

    async def _send(self, order: Order, link: AccessLink) -> None:
        # Before it goes out: the console lets in no link that is not known here.
        await self._rows("keep_access_link", fingerprint(link.proof), link.user_id)
        words = text.body(order.kind, order.full_name, text.address(self._console_url, link))
        await self._brevo.send_email(order.email, text.SUBJECTS[order.kind], words, str(order.id))

    async def _rows(self, name: str, *values: Any) -> list[dict[str, Any]]:
        async with self._pool.connection() as conn:
            cursor = await conn.execute(query(name), values)
            return await cursor.fetchall() if cursor.description else []


def again(order: Order, *, passing: bool) -> datetime | None:
    """When to try again: later each time; None to give up."""
    if not passing or (order.attempts >= MOST_ATTEMPTS and order.kind in ("invite", "link")):
        return None
    wait = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** min(order.attempts - 1, 12))
    return datetime.now(UTC) + timedelta(seconds=wait)
