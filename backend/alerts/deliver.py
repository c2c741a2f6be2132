"""Carries alerts to their end: decide, do the one thing, ask again. Any number of workers may do so at once."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from backend import observe
from backend.alerts.carriers import Carriers
from backend.alerts.decide import decide
from backend.alerts.model import Attempt, Case
from backend.alerts.step import IN_FLIGHT_S, Drop, Escalate, GiveUp, LookUp, Rest, Send, Wait, ripe_at
from backend.alerts.store import AlertStore
from backend.messaging import REQUEST_OVER_S, AskLater, SendError

BATCH = 20
MAX_STEPS = 12
# A request that begins later would not be over when the provider's not having it counts: whoever stood still for that
# long (a stopped process, a machine put to sleep) no longer knows whether another worker has sent the message.
LATEST_START_S = IN_FLIGHT_S - REQUEST_OVER_S - 5.0


def now_s() -> float:
    """Seconds that no setting of the clock changes; on Linux they go on while the machine sleeps."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


class Delivery:
    """One worker's hands: the database, the providers, and where the links in the messages lead."""

    def __init__(self, store: AlertStore, carriers: Carriers, link_base: str) -> None:
        self._store = store
        self._carriers = carriers
        self._link_base = link_base.rstrip("/")

    async def deliver_due(self) -> bool:
        """Claim what is due and carry each one on; True when more may be due."""
        claimed = await self._store.claim(BATCH)
        await asyncio.gather(*(self._carry_on(alert_id) for alert_id in claimed))
        return len(claimed) == BATCH

    async def _carry_on(self, alert_id: UUID) -> None:
        for _ in range(MAX_STEPS):
            given = await self._store.case(alert_id)
            if not given or not await self._step(alert_id, given):
                return
        # Too many steps in a row: let others go first.
        await self._store.release(alert_id, datetime.now(UTC) + timedelta(seconds=5))

    async def _step(self, alert_id: UUID, given: dict[str, Any]) -> bool:
        case, version = self._case(given), given["alert"]["version"]
        step = decide(case)
        match step:
            case Send():
                return await self._send(alert_id, given, step)
            case LookUp(attempt):
                return await self._look_up(alert_id, case, attempt, version)
            case GiveUp(attempt):
                await self._store.record(attempt.id, "failed", permanent=True, answer="nobody: retirée de la liste")
                return True
            case Wait(until, reason, failed):
                state = "failed" if failed else None
                await self._store.release(alert_id, until, version, state=state, reason=reason)
            case Drop(reason):
                await self._store.release(alert_id, None, version, state="acknowledged", reason=reason)
            case Escalate(level):
                await self._store.release(alert_id, case.now, version, level=level)
            case Rest(reason, failed):
                state = "failed" if failed else None
                await self._store.release(alert_id, None, version, state=state, reason=reason)
        return False

    def _case(self, given: dict[str, Any]) -> Case:
        return Case.from_json(given, has_second=self._carriers.twilio is not None)

    async def _send(self, alert_id: UUID, given: dict[str, Any], send: Send) -> bool:
        version = given["alert"]["version"]
        if not given["attempts"] and not given["alert"]["urgent"]:
            await self._store.gather(alert_id)
            given = await self._store.case(alert_id)
        # Made first: between the note of an attempt and the request itself, nothing may take its time.
        link = await self._link(alert_id, send)
        began = now_s()
        attempt_id = await self._store.prepare(alert_id, send, version)
        if attempt_id is None:
            return True
        try:
            if now_s() - began > LATEST_START_S:
                raise SendError("worker_stopped", f"{now_s() - began:.0f} s")
            handed = await self._carriers.hand_over(given, send, str(attempt_id), link)
        except SendError as error:
            await self._refused(alert_id, attempt_id, error)
            return True
        answer = f"acceptée, {handed.provider_id}"
        await self._store.record(
            attempt_id, "handed_over", provider_id=handed.provider_id, answer=answer, credits=handed.credits
        )
        return True

    async def _link(self, alert_id: UUID, send: Send) -> str:
        # Nothing is asked of a customer: there is nothing to open.
        if send.channel == "call" or send.recipient.id is None:
            return ""
        return f"{self._link_base}/a/{await self._store.new_link(alert_id, send.recipient.id)}"

    async def _refused(self, alert_id: UUID, attempt_id: UUID, error: SendError) -> None:
        state = "unknown" if error.in_doubt else "failed"
        await self._store.record(attempt_id, state, permanent=error.permanent, answer=f"{error.reason}: {error.answer}")
        if error.permanent:
            observe.report(error, alert_id=str(alert_id), reason=error.reason)

    async def _look_up(self, alert_id: UUID, case: Case, first: Attempt, version: int) -> bool:
        """One that its provider tells of; while that one cannot tell, another's may."""
        others = [a for a in case.attempts if a.in_doubt and a.provider != first.provider and ripe_at(a) <= case.now]
        for attempt in (first, *others):
            try:
                found = await self._carriers.find(self._store, attempt, ripe_at(attempt), case.now)
            except AskLater as later:
                seconds, reason = later.seconds, later.reason
                continue
            await self._found(attempt.id, found)
            return True
        await self._store.release(alert_id, case.now + timedelta(seconds=seconds), version, reason=reason)
        return False

    async def _found(self, attempt_id: UUID, found: str | None) -> None:
        if found:
            await self._store.record(attempt_id, "handed_over", provider_id=found, answer=f"retrouvée, {found}")
        else:
            await self._store.record_absence(attempt_id)
