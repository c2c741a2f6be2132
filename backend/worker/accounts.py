"""Accounts in the worker: it alone holds Supabase's secret key."""

from __future__ import annotations

import httpx

from backend.db import Pool
from backend.settings.worker import WorkerSettings
from backend.supabase.auth_admin import AuthAdmin
from backend.team.accounts import Accounts
from backend.worker.brevo import open_brevo


def open_auth(http: httpx.AsyncClient, settings: WorkerSettings) -> AuthAdmin | None:
    """The administrator's side of Supabase Auth; None without an address or a key."""
    if settings.SUPABASE_SECRET_KEY is None or not settings.SUPABASE_URL:
        return None
    return AuthAdmin(http, settings.SUPABASE_URL, settings.SUPABASE_SECRET_KEY.get_secret_value())


async def carry_out_accounts(pool: Pool, http: httpx.AsyncClient, settings: WorkerSettings) -> None:
    """Everything that is due about accounts."""
    brevo = await open_brevo(pool, http, settings)
    accounts = Accounts(pool, open_auth(http, settings), brevo, settings.CONSOLE_URL)
    while await accounts.carry_out():
        pass
