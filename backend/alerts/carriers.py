"""The providers side by side: hands a message to the one that was decided on, and asks it what it has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backend.alerts import customer_text, text
from backend.alerts.gsm7 import single
from backend.alerts.model import Attempt
from backend.alerts.step import Send
from backend.alerts.store import AlertStore, digest
from backend.brevo.client import Brevo
from backend.brevo.lookup import LookUps, Question
from backend.messaging import HandedOver, SendError
from backend.twilio import lookup
from backend.twilio.client import Twilio


@dataclass(frozen=True, slots=True)
class Carriers:
    """Brevo, what it said of late, and the second provider where one is set up."""

    brevo: Brevo
    look_ups: LookUps
    twilio: Twilio | None = None

    async def hand_over(self, given: dict[str, Any], send: Send, tag: str, link: str) -> HandedOver:
        """Raises SendError."""
        if send.provider == "twilio":
            return await self._by_twilio(given, send, tag, link)
        if send.channel == "sms":
            sender = self.brevo.sender
            words = _words(given, link, sender.brand, sender.sms)
            return await self.brevo.send_sms(send.recipient.phone or "", words, tag)
        subject, words = text.email(given, link)
        return await self.brevo.send_email(send.recipient.email or "", subject, words, tag)

    async def _by_twilio(self, given: dict[str, Any], send: Send, tag: str, link: str) -> HandedOver:
        if self.twilio is None:
            # Decided by a worker that has it, handed over by one that has not.
            raise SendError("refused_key", "not set up")
        phone = send.recipient.phone or ""
        if send.channel == "call":
            return await self.twilio.call(phone, tag)
        account = self.twilio.account
        return await self.twilio.send_sms(phone, _words(given, link, account.brand, account.number), tag)

    async def find(self, store: AlertStore, attempt: Attempt, ripe_at: datetime, now: datetime) -> str | None:
        """The provider's id of an attempt in doubt, or None when it has not got it. Raises AskLater."""
        if attempt.provider == "brevo" and attempt.channel != "call":
            question = Question(attempt.channel, str(attempt.id), attempt.at, ripe_at, now)
            return await self.look_ups.find(self.brevo, question)
        return await self._at_twilio(store, attempt)

    async def _at_twilio(self, store: AlertStore, attempt: Attempt) -> str | None:
        marks = await store.marks(attempt.id)
        links = None if marks["links"] is None else frozenset(marks["links"])
        known = frozenset(marks["known"])
        sought = lookup.Sought(
            "call" if attempt.channel == "call" else "sms", marks["phone"] or "", attempt.at, links, known
        )
        return await lookup.find(self.twilio, sought, lambda token: digest(token).hex())


def _words(given: dict[str, Any], link: str, brand: str, sender: str) -> str:
    """To the team in one message; to a customer in the owner's words, uncut."""
    if given.get("customer"):
        return customer_text.sms(given)
    return text.sms(given, link, brand, single(sender))
