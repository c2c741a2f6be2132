"""Who reads at the end of the chain: an account of its own, signed in as people are, that may read nothing but probes.

It has no password: the worker opens it with a one-time link, which never leaves this process.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import httpx

from backend.db import Pool, query
from backend.health.probes.reading import NOT_SET, Reading
from backend.supabase.answers import refusal
from backend.supabase.auth_admin import AccountError, AuthAdmin

EMAIL = "sonde@console.invalid"
PATIENCE_S = 10.0
RENEW_BEFORE_S = 120.0
# More than are begun while one is measured.
NEWEST = 10


@dataclass(frozen=True, slots=True)
class DataApi:
    """Where the screens read."""

    url: str
    key: str


@dataclass(frozen=True, slots=True)
class _Token:
    value: str
    ends_at: float


class ChainReader:
    """Keeps its token for as long as it is good."""

    def __init__(self, pool: Pool, http: httpx.AsyncClient, api: DataApi, accounts: AuthAdmin | None) -> None:
        self._pool = pool
        self._http = http
        self._api = api
        self._accounts = accounts
        self._token: _Token | None = None

    async def read(self, call_id: str) -> Reading:
        """`chain_read`: how long the journal of calls takes to show that call to somebody who is signed in."""
        if self._accounts is None or not self._api.url or not self._api.key:
            return Reading("chain_read", False, detail=NOT_SET)
        try:
            token = await self._signed_in(self._accounts)
            started = time.perf_counter()
            response = await self._post("/rest/v1/rpc/call_journal", {"p_limit": NEWEST}, token)
        except (httpx.HTTPError, AccountError, KeyError, ValueError) as error:
            return Reading("chain_read", False, detail=_reason(error))
        ms = (time.perf_counter() - started) * 1000
        if not response.is_success:
            self._token = None
            return Reading("chain_read", False, ms, refusal(response).code)
        seen = call_id in _ids(response)
        return Reading("chain_read", seen, ms, None if seen else "unseen")

    async def _signed_in(self, accounts: AuthAdmin) -> str:
        if self._token is None or time.time() > self._token.ends_at - RENEW_BEFORE_S:
            link = await accounts.invite(EMAIL)
            await self._keep(link.user_id)
            given = {"type": link.kind, "token_hash": link.proof}
            answer = (await self._post("/auth/v1/verify", given)).raise_for_status().json()
            self._token = _Token(str(answer["access_token"]), time.time() + float(answer["expires_in"]))
        return self._token.value

    async def _keep(self, user_id: UUID) -> None:
        async with self._pool.connection() as conn:
            await conn.execute(query("keep_chain_reader"), [user_id])

    async def _post(self, path: str, body: Mapping[str, object], token: str = "") -> httpx.Response:
        headers = {"apikey": self._api.key} | ({"authorization": f"Bearer {token}"} if token else {})
        url = f"{self._api.url.rstrip('/')}{path}"
        return await self._http.post(url, json=body, headers=headers, timeout=PATIENCE_S)


def _ids(response: httpx.Response) -> list[object]:
    """Of the calls that were shown; none in the page of a portal."""
    try:
        rows = response.json()
    except ValueError:
        return []
    return [row.get("id") for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _reason(error: Exception) -> str:
    if isinstance(error, AccountError):
        return error.reason
    return f"HTTP {error.response.status_code}" if isinstance(error, httpx.HTTPStatusError) else type(error).__name__
