"""Carries trials to their end: decide, do the one thing, look again. One at a time, whoever does it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from backend import observe
from backend.db import Pool, query
from backend.trials.decide import AskVapi, Dial, Fail, Find, Pass, Wait, decide, gave_up
from backend.trials.model import Trial
from backend.vapi.api import Vapi
from backend.vapi.api_values import Order, VapiError

MAX_STEPS = 12
# Vapi is to be asked gently; its stand-in may be asked at any pace.
ASK_EVERY_S = 10.0
ASK_STANDIN_EVERY_S = 1.0
# Between our clock and Vapi's.
MARGIN = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Lines:
    """Paul and his line, and the line and assistant that dial whole trials."""

    line_id: str
    assistant_id: str
    test_line_id: str
    test_assistant_id: str

    def order(self, trial: Trial) -> Order:
        """A whole trial dials Paul from the test line; else Paul dials somebody of ours."""
        line, assistant = (
            (self.test_line_id, self.test_assistant_id) if trial.is_whole else (self.line_id, self.assistant_id)
        )
        return Order(trial.name, line, assistant, trial.to_number)


class Trials:
    """One worker's hands: the database, and Vapi when there is one."""

    def __init__(self, pool: Pool, vapi: Vapi | None, lines: Lines) -> None:
        self._pool = pool
        self._vapi = vapi
        self._lines = lines

    async def carry_on(self) -> bool:
        """Take the trial that is due and do what is to be done; False when none is."""
        for _ in range(MAX_STEPS):
            rows = await self._rows("claim_trial")
            given = rows[0]["given"] if rows else None
            if not isinstance(given, dict):
                return False
            await self._step(Trial.from_json(given))
        return True

    async def _step(self, trial: Trial) -> None:
        if self._vapi is None:
            return await self._end(trial, "placed", "no_vapi")
        ask_every_s = ASK_STANDIN_EVERY_S if self._vapi.simulated else ASK_EVERY_S
        match decide(trial, ask_every_s):
            case Dial():
                await self._dial(trial, self._vapi)
            case Find():
                await self._find(trial, self._vapi)
            case AskVapi():
                await self._ask(trial, self._vapi)
            case Wait(until):
                await self._rows("release_trial", trial.id, until, trial.due_at)
            case Fail(step, reason):
                await self._end(trial, step, reason)
            case Pass():
                await self._end(trial, None, None)

    async def _dial(self, trial: Trial, vapi: Vapi) -> None:
        order = self._lines.order(trial)
        if not (order.line_id and order.assistant_id):
            return await self._end(trial, "placed", "no_lines")
        try:
            from_number = await vapi.line_number(order.line_id) if trial.is_whole else None
        except VapiError as error:
            return await self._end(trial, "placed", error.reason)
        if not await self._rows("dial_trial", trial.id, vapi.simulated, from_number):
            return
        try:
            placed = await vapi.place(order)
        except VapiError as error:
            if not error.in_doubt:
                return await self._end(trial, "placed", error.reason)
            # The phone may be ringing: it is looked for, and never dialled again.
            observe.report(error, trial_id=str(trial.id), reason=error.reason)
            await self._rows("release_trial", trial.id, trial.now, trial.due_at)
            return
        await self._rows("note_placed", trial.id, placed.vapi_call_id)
        await self._rows("release_trial", trial.id, trial.now, trial.due_at)

    async def _find(self, trial: Trial, vapi: Vapi) -> None:
        try:
            found = await vapi.find_named(trial.name, (trial.dialling_at or trial.asked_at) - MARGIN)
        except VapiError as error:
            return await self._not_found(trial, error.reason)
        if found is None:
            return await self._not_found(trial, "never_made")
        await self._rows("note_placed", trial.id, found.vapi_call_id)
        await self._rows("release_trial", trial.id, trial.now, trial.due_at)

    async def _not_found(self, trial: Trial, reason: str) -> None:
        if gave_up(trial):
            return await self._end(trial, "placed", reason)
        await self._rows("note_look", trial.id, None)
        await self._rows("release_trial", trial.id, trial.now, trial.due_at)

    async def _ask(self, trial: Trial, vapi: Vapi) -> None:
        try:
            found = await vapi.find(trial.vapi_call_id or "")
        except VapiError:
            # Whether it was picked up may still be told by the webhook.
            found = None
        answered_at = found.answered_at if found else None
        if found and found.ended_reason and not answered_at and "answered" not in trial.came:
            return await self._end(trial, "answered", found.ended_reason)
        await self._rows("note_look", trial.id, answered_at)
        await self._rows("release_trial", trial.id, trial.now, trial.due_at)

    async def _end(self, trial: Trial, step: str | None, reason: str | None) -> None:
        simulated = self._vapi.simulated if self._vapi else None
        await self._rows("end_trial", trial.id, step, reason, simulated)

    async def _rows(self, name: str, *values: Any) -> list[dict[str, object]]:
        async with self._pool.connection() as conn:
            cursor = await conn.execute(query(name), values)
            return await cursor.fetchall() if cursor.description else []
