"""Carries a diversion on: set the line, read it back, watch it, put it back. Every request may be made twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from psycopg.types.json import Jsonb

from backend.db import Pool, query
from backend.plan_b import exercise
from backend.plan_b.model import Diversion
from backend.vapi import phone_line
from backend.vapi.api import Vapi
from backend.vapi.api_values import VapiError
from backend.vapi.phone_line import PhoneLine

MAX_STEPS = 12
CHECK_EVERY_S = 60.0
# A person waits: asked again soon, then less often for as long as it takes.
AGAIN_AFTER_S = (2.0, 5.0, 10.0, 30.0)
EXERCISE_LOOK_S = 1.0
# Refused for good: asking again changes nothing.
FOR_GOOD = frozenset({"refused_key", "refused_account", "no_credits", "unknown_call", "refused", "no_vapi", "no_line"})


class PlanB:
    """One worker's hands: the database, and our line at Vapi when there is one."""

    def __init__(self, pool: Pool, vapi: Vapi | None, line_id: str) -> None:
        self._pool = pool
        self._vapi = vapi
        self._line_id = line_id

    async def carry_on(self) -> None:
        """Do what is to be done about the diversion under way, if any."""
        for _ in range(MAX_STEPS):
            rows = await self._rows("claim_diversion")
            given = rows[0]["given"] if rows else None
            if not isinstance(given, dict):
                return
            one = Diversion.from_json(given)
            try:
                await self._step(one)
            except VapiError as error:
                await self._went_wrong(one, error.reason)

    async def _step(self, one: Diversion) -> None:
        if self._vapi is None:
            raise VapiError("no_vapi", "no key")
        if not self._line_id:
            raise VapiError("no_line", "VAPI_LINE_ID is missing")
        judged = self._verdict(one, self._vapi)
        if judged:
            await self._rows("judge_exercise", one.id, judged.passed, judged.why)
        elif one.state == "asked":
            await self._divert(one, self._vapi)
        elif one.state == "ending":
            await self._put_back(one, self._vapi)
        elif one.is_exercise:
            await self._exercise(one)
        else:
            await self._check(one, self._vapi)

    def _verdict(self, one: Diversion, vapi: Vapi) -> exercise.Verdict | None:
        if not one.is_exercise or one.state == "ending":
            return None
        return exercise.verdict(one, exercise.LISTEN_STANDIN_S if vapi.simulated else exercise.LISTEN_S)

    async def _divert(self, one: Diversion, vapi: Vapi) -> None:
        line = await phone_line.read(vapi.rest, self._line_id)
        before = one.hooks_before if one.hooks_before is not None else line.own_hooks
        await self._rows("keep_hooks", one.id, Jsonb(before), vapi.simulated)
        await phone_line.set_hooks(vapi.rest, self._line_id, line.provider, phone_line.diverted(before, one.to_number))
        seen = await self._read_back(vapi)
        if seen.diverted_to != one.to_number:
            raise VapiError("not_confirmed", "the line reads back otherwise")
        await self._note(one, diverted=True, after_s=EXERCISE_LOOK_S if one.is_exercise else CHECK_EVERY_S)

    async def _put_back(self, one: Diversion, vapi: Vapi) -> None:
        line = await phone_line.read(vapi.rest, self._line_id)
        before = one.hooks_before if one.hooks_before is not None else line.own_hooks
        await phone_line.set_hooks(vapi.rest, self._line_id, line.provider, before)
        seen = await self._read_back(vapi)
        if seen.diverted_to is not None:
            raise VapiError("not_confirmed", "the line reads back otherwise")
        await self._note(one, diverted=False, after_s=0.0)

    async def _check(self, one: Diversion, vapi: Vapi) -> None:
        seen = await self._read_back(vapi)
        await self._note(one, diverted=seen.diverted_to == one.to_number, after_s=CHECK_EVERY_S)

    async def _exercise(self, one: Diversion) -> None:
        if one.trial is None:
            await self._rows("dial_exercise", one.id)
            return
        await self._rows("release_diversion", one.id, _after(one.now, EXERCISE_LOOK_S))

    async def _read_back(self, vapi: Vapi) -> PhoneLine:
        return await phone_line.read(vapi.rest, self._line_id)

    async def _note(self, one: Diversion, *, diverted: bool, after_s: float) -> None:
        await self._rows("note_line", one.id, diverted, _after(one.now, after_s))

    async def _went_wrong(self, one: Diversion, reason: str) -> None:
        untouched = one.state == "asked" and one.hooks_before is None
        if untouched and reason in FOR_GOOD:
            await self._rows("diversion_went_wrong", one.id, reason, None)
            return
        wait_s = AGAIN_AFTER_S[min(one.tries, len(AGAIN_AFTER_S) - 1)]
        await self._rows("diversion_went_wrong", one.id, reason, _after(one.now, wait_s))

    async def _rows(self, name: str, *values: Any) -> list[dict[str, object]]:
        async with self._pool.connection() as conn:
            cursor = await conn.execute(query(name), values)
            return await cursor.fetchall() if cursor.description else []


def _after(now: datetime, seconds: float) -> datetime:
    return now + timedelta(seconds=seconds)
