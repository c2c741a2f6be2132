"""What a stranger with the publishable key alone gets: all of the catalogue is asked for, and must be refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import httpx

from backend.db import Pool, query
from backend.readiness.settings import ReadinessSettings

PATIENCE_S = 10.0
# "Refused", as PostgREST and Postgres say it.
REFUSED = frozenset({401, 403})


@dataclass(frozen=True, slots=True)
class Tried:
    """How much was asked for, and what was not refused."""

    tables: int = 0
    functions: int = 0
    open: tuple[str, ...] = ()
    # Why nothing can be said: not_set, away.
    error: str | None = None


async def try_everything(pool: Pool, http: httpx.AsyncClient, settings: ReadinessSettings) -> Tried:
    """Ask for each table, view and function of the public schema as nobody."""
    if not settings.SUPABASE_URL or settings.SUPABASE_PUBLISHABLE_KEY is None:
        return Tried(error="not_set")
    async with pool.connection() as conn:
        objects = await (await conn.execute(query("public_objects"))).fetchall()
    stranger = _Stranger(http, settings.SUPABASE_URL, settings.SUPABASE_PUBLISHABLE_KEY.get_secret_value())
    open_ones = []
    for one in objects:
        name, is_function = str(one["name"]), bool(one["is_function"])
        try:
            status = (
                await stranger.call(name, cast(list[str], one["arguments"]))
                if is_function
                else await stranger.read(name)
            )
        except httpx.HTTPError:
            return Tried(error="away")
        if status >= 500:
            return Tried(error="away")
        if status not in REFUSED:
            open_ones.append(name)
    functions = sum(bool(one["is_function"]) for one in objects)
    return Tried(len(objects) - functions, functions, tuple(open_ones))


class _Stranger:
    def __init__(self, http: httpx.AsyncClient, url: str, key: str) -> None:
        self._http, self._url = http, f"{url.rstrip('/')}/rest/v1"
        self._headers = {"apikey": key, "authorization": f"Bearer {key}"}

    async def read(self, table: str) -> int:
        """The answer to reading one row."""
        return await self._ask("GET", f"/{table}?limit=1", None)

    async def call(self, function: str, arguments: list[str]) -> int:
        """The answer to calling it with nothing in its arguments."""
        return await self._ask("POST", f"/rpc/{function}", dict.fromkeys(arguments))

    async def _ask(self, method: str, path: str, body: Any) -> int:
        url = f"{self._url}{path}"
        answer = await self._http.request(method, url, json=body, headers=self._headers, timeout=PATIENCE_S)
        return answer.status_code
