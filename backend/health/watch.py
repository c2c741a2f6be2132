"""The watch that one worker at a time keeps: a round each minute, check-ins, and a heartbeat to whom watches us."""

from __future__ import annotations

from collections import deque
from typing import cast

import httpx
from pydantic_core import to_json

from backend import observe
from backend.db import AWAY, Pool, query
from backend.health.probes.reading import NOT_SET, Reading, ask, take
from backend.health.probes.round import Round

# What each job is called at Sentry, and how often it comes when it does not come once a day.
MONITORS = {
    "worker": ("service-de-fond", 5), "probes": ("sondes", 5), "reconciliation": ("ecart-vapi", 5),
    "backup": ("sauvegarde", 5), "proof": ("epreuve-de-sauvegarde", 5), "digest": ("bilan-du-matin", 5),
}  # fmt: skip
# An outage of the database of about an hour is drawn afterwards; no more is kept for it.
MOST_WAITING = 1_000


class Watch:
    """Owned by the worker's loop."""

    def __init__(self, pool: Pool, http: httpx.AsyncClient, round_: Round, name: str, dead_man_url: str) -> None:
        self._pool = pool
        self._http = http
        self._round = round_
        self._name = name
        self._dead_man_url = dead_man_url
        self._waiting: deque[Reading] = deque(maxlen=MOST_WAITING)
        self._is_mine = False

    async def keep(self) -> None:
        """A round, if it is ours to make. Raises what the database raises; then the readings wait for it."""
        try:
            mine = await self._claim()
        except AWAY:
            if self._is_mine:
                self._waiting.extend(await self._round.measure())
            raise
        self._is_mine = self._is_mine or mine
        if not mine:
            return
        self._waiting.extend(await self._round.measure())
        await self._write()
        await self._check_in(None)
        await self._tell_we_live()

    async def _claim(self) -> bool:
        async with self._pool.connection() as conn:
            row = await (await conn.execute(query("claim_round"), [self._name])).fetchone()
        return bool(row and row["claimed"])

    async def _write(self) -> None:
        readings = list(self._waiting)
        async with self._pool.connection() as conn:
            await conn.execute(query("note_readings"), [to_json([one.as_row() for one in readings]).decode()])
        self._waiting.clear()

    async def _check_in(self, failing: str | None) -> None:
        async with self._pool.connection() as conn:
            rows = await (await conn.execute(query("take_check_ins"), [failing])).fetchall()
        for row in rows:
            monitor, every_min = MONITORS[str(row["job"])]
            daily_at = cast(str | None, row["daily_at"])
            observe.check_in(monitor, ok=bool(row["ok"]), daily_at=daily_at, every_min=every_min)

    async def _tell_we_live(self) -> None:
        """Only after a round was kept whole: whoever hears nothing for minutes raises the alarm without us."""
        self._waiting.extend(await take("dead_man", self._call_dead_man))
        await self._write()

    async def _call_dead_man(self) -> list[Reading]:
        if not self._dead_man_url:
            return [Reading("dead_man", False, detail=NOT_SET)]
        response, ms = await ask(self._http, self._dead_man_url)
        detail = None if response.is_success else f"HTTP {response.status_code}"
        return [Reading("dead_man", response.is_success, ms, detail)]
