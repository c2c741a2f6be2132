"""What a stranger with the publishable key alone gets: all of the catalogue is asked for, and must be refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import httpx
from psycopg.rows import class_row

from backend.db import Pool, query
from backend.readiness.settings import ReadinessSettings

PATIENCE_S = 10.0
# "Refused", as PostgREST and Postgres say it.
REFUSED = frozenset({401, 403})
# Asked for a schema that no project has, PostgREST names those that it shows; the second way since its version 13.
NO_SCHEMA = "-"
SHOWN = re.compile(r"(?:must be one of the following|schemas are exposed): ([\w, ]+)")
# Supabase's own, in front of the same tables and the same rights: each of these is tried by itself.
SUPABASE_S = frozenset({"graphql_public.graphql"})


@dataclass(frozen=True, slots=True)
class Tried:
    """How much was asked for, and what was not refused."""

    tables: int = 0
    functions: int = 0
    open: tuple[str, ...] = ()
    # Why nothing can be said: not_set, away, schemas_unknown.
    error: str | None = None


@dataclass(frozen=True, slots=True)
class _Shown:
    schema: str
    name: str
    is_function: bool
    arguments: list[str]

    @property
    def label(self) -> str:
        return self.name if self.schema == "public" else f"{self.schema}.{self.name}"


async def try_everything(pool: Pool, http: httpx.AsyncClient, settings: ReadinessSettings) -> Tried:
    """Ask as nobody for each table, view and function of each schema that the Data API shows."""
    if not settings.SUPABASE_URL or settings.SUPABASE_PUBLISHABLE_KEY is None:
        return Tried(error="not_set")
    stranger = _Stranger(http, settings.SUPABASE_URL, settings.SUPABASE_PUBLISHABLE_KEY.get_secret_value())
    open_ones = []
    try:
        schemas = await stranger.schemas()
        if not schemas:
            return Tried(error="schemas_unknown")
        objects = await _shown(pool, schemas)
        for one in objects:
            status = await stranger.ask(one)
            if status >= 500:
                return Tried(error="away")
            if status not in REFUSED:
                open_ones.append(one.label)
    except httpx.HTTPError:
        return Tried(error="away")
    functions = sum(one.is_function for one in objects)
    return Tried(len(objects) - functions, functions, tuple(open_ones))


async def _shown(pool: Pool, schemas: list[str]) -> list[_Shown]:
    async with pool.connection() as conn, conn.cursor(row_factory=class_row(_Shown)) as cursor:
        found = await (await cursor.execute(query("shown_objects"), {"schemas": schemas})).fetchall()
    return [one for one in found if one.label not in SUPABASE_S]


class _Stranger:
    def __init__(self, http: httpx.AsyncClient, url: str, key: str) -> None:
        self._http, self._url = http, f"{url.rstrip('/')}/rest/v1"
        self._headers = {"apikey": key, "authorization": f"Bearer {key}"}

    async def schemas(self) -> list[str]:
        """All that the Data API shows; empty when it does not say."""
        answer = await self._send("GET", "/", None, NO_SCHEMA)
        found = SHOWN.search(answer.text)
        return [name.strip() for name in found[1].split(",")] if found else []

    async def ask(self, one: _Shown) -> int:
        """The answer to reading one row, or to calling it with nothing in its arguments."""
        if one.is_function:
            body = dict.fromkeys(one.arguments)
            return (await self._send("POST", f"/rpc/{one.name}", body, one.schema)).status_code
        return (await self._send("GET", f"/{one.name}?limit=1", None, one.schema)).status_code

    async def _send(self, method: str, path: str, body: Any, schema: str) -> httpx.Response:
        headers = {**self._headers, "accept-profile": schema, "content-profile": schema}
        return await self._http.request(method, f"{self._url}{path}", json=body, headers=headers, timeout=PATIENCE_S)
