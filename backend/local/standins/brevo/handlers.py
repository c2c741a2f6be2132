"""The stand-in's heart: takes messages, decides what becomes of them, and has it told."""

from __future__ import annotations

import itertools
import random
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

from backend.local.standins.brevo.account import Holdings
from backend.local.standins.brevo.behaviour import Behaviour, Manner
from backend.local.standins.brevo.blocklist import Blocklist, Cause, known_as
from backend.local.standins.brevo.commands import Command, Mode
from backend.local.standins.brevo.delivery import EventDelivery, Posting
from backend.local.standins.brevo.events import Event, payload, story
from backend.local.standins.brevo.limits import Limits
from backend.local.standins.brevo.orders import Address, EmailOrder, SmsOrder
from backend.local.standins.brevo.received import Fate, Received, ReceivedMessages
from backend.local.standins.brevo.refusals import Refusal
from backend.local.standins.brevo.segments import segments
from backend.local.standins.brevo.statistics import Statistics

CREDITS = 50_000.0
CREDITS_A_SMS = 0.7
AGAIN_AFTER_S = 0.05
FATES: dict[Mode, Fate] = {
    "accept_never_deliver": "silence",
    "bounce_hard": "bounce_hard",
    "bounce_soft": "bounce_soft",
    "rejected": "rejected",
}


class Handlers:
    """Belongs to the event loop."""

    def __init__(self, webhook_url: str, token: str, log: Path | None, manner: Manner, others_per_hour: int) -> None:
        self.behaviour = Behaviour(manner)
        self.limits = Limits(others_per_hour)
        self.blocklist = Blocklist()
        self.courier = EventDelivery(webhook_url, token, self.behaviour)
        self.statistics = Statistics(time.time)
        self.ledger = ReceivedMessages(log)
        self.credits = CREDITS
        self.holdings = Holdings()
        # Never the same again, even after a restart.
        self._numbers: Iterator[int] = itertools.count(time.time_ns() // 1000)
        for known in self.ledger.all():
            self.statistics.add(*story(known, pace_s=manner.event_delay_s))

    def take_sms(self, order: SmsOrder, mode: Mode) -> Received:
        """Accept one SMS. Raises Refusal when the credits are used up."""
        count = segments(order.text)
        cost = round(count * CREDITS_A_SMS, 1)
        if cost > self.credits:
            raise Refusal(402, "not_enough_credits", "Not enough SMS credits")
        self.credits = round(self.credits - cost, 1)
        recipient = known_as(order.recipient)
        return self._take(
            Received(
                "sms", str(next(self._numbers)), recipient, order.sender, order.content or "", tuple(order.tag),
                time.time(), self._fate(recipient, mode), order.body, prefix=order.organisation_prefix, type=order.type,
                sms_count=count, credits_used=cost, reference=str(uuid.uuid4()),
            )
        )  # fmt: skip

    def take_email(self, order: EmailOrder, mode: Mode) -> str:
        """Accept one email, which may have several recipients; returns its id."""
        message_id = f"<{time.strftime('%Y%m%d%H%M', time.gmtime())}.{next(self._numbers)}@smtp-relay.mailin.fr>"
        sandbox = order.headers.get("X-Sib-Sandbox") == "drop"
        sender = order.sender.email if isinstance(order.sender, Address) else ""
        for to in order.to:
            self._take(
                Received(
                    "email", message_id, to.email, sender, order.text_content or order.html_content or "",
                    tuple(order.tags), time.time(), "sandbox" if sandbox else self._fate(to.email, mode), order.body,
                    subject=order.subject or "", custom=str(order.headers.get("X-Mailin-custom", "")),
                )
            )  # fmt: skip
        return message_id

    def reply(self, number: str, text: str) -> Received | None:
        """Play a reply to the last SMS to that number; returns that SMS, or None when there is none."""
        answered = self.ledger.last_to(known_as(number))
        if answered is None:
            return None
        stop = text.strip().upper() == "STOP"
        if stop:
            self._block(answered.recipient, "unsubscribedViaApi")
        event = Event(answered, "unsubscribe" if stop else "replied", time.time(), text)
        self.statistics.add(event)
        self.courier.tell([(0.0, self._posting(event))])
        return answered

    def obey(self, command: Command) -> None:
        """Change what the command names."""
        self.behaviour.obey(command)
        self.limits.obey(command)
        self.blocklist.obey(command)
        self.credits = self.credits if command.credits is None else command.credits
        self.holdings.obey(command)

    def reset(self) -> None:
        """As at the very first start."""
        for part in (self.behaviour, self.limits, self.blocklist, self.courier, self.statistics, self.ledger):
            part.reset()
        self.credits = CREDITS
        self.holdings = Holdings()

    def _fate(self, recipient: str, mode: Mode) -> Fate:
        return "blocked" if recipient in self.blocklist else FATES.get(mode, "delivered")

    def _take(self, message: Received) -> Received:
        self.ledger.add(message)
        pace_s = self.behaviour.manner.event_delay_s
        events = story(message, pace_s=pace_s)
        self.statistics.add(*events)
        # The webhook hears of each thing a little after it happened.
        delays = [event.at - message.at + pace_s for event in events]
        if self.behaviour.manner.shuffle_events:
            delays = _otherwise(delays)
        result = [(delay, self._posting(event)) for delay, event in zip(delays, events, strict=True)]
        if self.behaviour.manner.duplicate_events:
            result += [
                (delay + AGAIN_AFTER_S, self._posting(event)) for (delay, _), event in zip(result, events, strict=True)
            ]
        if message.fate == "bounce_hard":
            self._block(message.recipient, "hardBounce")
        if result:
            self.courier.tell(result)
        return message

    def _posting(self, event: Event) -> Posting:
        about = event.about
        return Posting(about.channel, about.message_id, event.name, payload(event, self.credits))

    def _block(self, recipient: str, cause: Cause) -> None:
        self.blocklist.add(recipient, cause)


def _otherwise(delays: list[float]) -> list[float]:
    """The same delays, surely in another order."""
    other = random.sample(delays, len(delays))
    return other if other != delays else delays[::-1]
