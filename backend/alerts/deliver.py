"""Carries alerts to their end: decide, do the one thing, ask again. Any number of workers may do so at once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from backend import observe
from backend.alerts import text
from backend.alerts.decide import Escalate, GiveUp, LookUp, Rest, Send, Wait, decide
from backend.alerts.gsm7 import single
from backend.alerts.model import Case
from backend.alerts.store import AlertStore
from backend.brevo.client import Brevo, HandedOver, SendError
from backend.brevo.lookup import AskLater, LookUps, Question

BATCH = 20
MAX_STEPS = 12


class Delivery:
    """One worker's hands: the database, the provider, and where the links in the messages lead."""

    def __init__(self, store: AlertStore, brevo: Brevo, look_ups: LookUps, link_base: str) -> None:
        self._store = store
        self._look_ups = look_ups
        self._brevo = brevo
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
        case, version = Case.from_json(given), given["alert"]["version"]
        step = decide(case)
        match step:
            case Send():
                return await self._send(alert_id, given, step)
            case LookUp(attempt, ripe_at):
                question = Question(attempt.channel, str(attempt.id), attempt.at, ripe_at, case.now)
                return await self._look_up(alert_id, attempt.id, question, version)
            case GiveUp(attempt):
                await self._store.record(attempt.id, "failed", permanent=True, answer="nobody: retirée de la liste")
                return True
            case Wait(until, reason, failed):
                state = "failed" if failed else None
                await self._store.release(alert_id, until, version, state=state, reason=reason)
            case Escalate(level):
                await self._store.release(alert_id, case.now, version, level=level)
            case Rest(reason, failed):
                state = "failed" if failed else None
                await self._store.release(alert_id, None, version, state=state, reason=reason)
        return False

    async def _send(self, alert_id: UUID, given: dict[str, Any], send: Send) -> bool:
        version = given["alert"]["version"]
        if not given["attempts"] and not given["alert"]["urgent"]:
            await self._store.gather(alert_id)
            given = await self._store.case(alert_id)
        # Made first: between the note of an attempt and the request itself, nothing may take its time.
        link = f"{self._link_base}/a/{await self._store.new_link(alert_id, send.recipient.id)}"
        attempt_id = await self._store.prepare(alert_id, send, version)
        if attempt_id is None:
            return True
        try:
            handed = await self._hand_over(given, send, str(attempt_id), link)
        except SendError as error:
            await self._refused(alert_id, attempt_id, error)
            return True
        answer = f"acceptée, {handed.provider_id}"
        await self._store.record(
            attempt_id, "handed_over", provider_id=handed.provider_id, answer=answer, credits=handed.credits
        )
        return True

    async def _hand_over(self, given: dict[str, Any], send: Send, tag: str, link: str) -> HandedOver:
        if send.channel == "sms":
            sender = self._brevo.sender
            words = text.sms(given, link, sender.brand, single(sender.sms))
            return await self._brevo.send_sms(send.recipient.phone or "", words, tag)
        subject, words = text.email(given, link)
        return await self._brevo.send_email(send.recipient.email or "", subject, words, tag)

    async def _refused(self, alert_id: UUID, attempt_id: UUID, error: SendError) -> None:
        state = "unknown" if error.in_doubt else "failed"
        await self._store.record(attempt_id, state, permanent=error.permanent, answer=f"{error.reason}: {error.answer}")
        if error.permanent:
            observe.report(error, alert_id=str(alert_id), reason=error.reason)

    async def _look_up(self, alert_id: UUID, attempt_id: UUID, question: Question, version: int) -> bool:
        try:
            found = await self._look_ups.find(self._brevo, question)
        except AskLater as later:
            at = question.now + timedelta(seconds=later.seconds)
            await self._store.release(alert_id, at, version, reason=later.reason)
            return False
        if found:
            await self._store.record(attempt_id, "handed_over", provider_id=found, answer=f"retrouvée, {found}")
        else:
            await self._store.record_absence(attempt_id)
        return True
