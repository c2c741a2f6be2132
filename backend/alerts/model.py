"""An alert with everything that deciding its next step needs, as small typed values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Literal, Self
from uuid import UUID

from backend.alerts import duty
from backend.alerts.addressee import Customer
from backend.alerts.duty import Roster
from backend.fr import ZONE
from backend.messaging import Channel, Provider

AttemptState = Literal["asked", "prepared", "unknown", "handed_over", "failed", "delivered"]
# `sms_other`: by the other provider than the first one; `next`: on to the next person.
Way = Literal["sms", "sms_other", "call", "email", "next"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at one person by one channel; `failed` and not `permanent` may be tried again."""

    id: UUID
    at: datetime
    level: int
    channel: Channel
    recipient_id: UUID | None
    state: AttemptState
    permanent: bool
    by_person: bool
    # Made by the worker in place of one that was refused for now.
    retries: bool
    handed_over_at: datetime | None
    # Why it was refused, in one word.
    reason: str | None = None
    # Since when the provider may have it, or may not.
    doubted_at: datetime | None = None
    provider: Provider = "brevo"
    # Its place on the ladder that was climbed, if one was.
    rung: int | None = None
    # In doubt for the books, though the answer itself said that the request was not handled (503).
    disowned: bool = False

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> Self:
        """From a row of `alert_attempts`."""
        return cls(
            id=UUID(row["id"]),
            at=datetime.fromisoformat(row["at"]),
            level=row["level"],
            channel=row["channel"],
            recipient_id=UUID(row["recipient_id"]) if row["recipient_id"] else None,
            state=row["state"],
            permanent=row["permanent"],
            by_person=row["asked_by"] is not None,
            retries=row["retries"],
            handed_over_at=datetime.fromisoformat(row["handed_over_at"]) if row["handed_over_at"] else None,
            reason=(row["provider_answer"] or "").partition(":")[0] or None,
            doubted_at=datetime.fromisoformat(row["doubted_at"]) if row["doubted_at"] else None,
            provider=row["provider"],
            rung=row["rung"],
            disowned=(row["provider_answer"] or "").startswith("provider_failing: HTTP 503"),
        )

    @property
    def in_doubt(self) -> bool:
        """The provider may have it, or may not."""
        return self.state in ("prepared", "unknown")

    @property
    def refused_by_account(self) -> bool:
        """Refused to whomever it was for: not this person's fault, and over once the account is in order."""
        return self.state == "failed" and self.reason in ("refused_key", "refused_account", "no_credits")


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who can be told; `rank` None is written to only by name."""

    id: UUID
    full_name: str
    phone: str | None
    email: str | None
    rank: int | None
    starts: time
    ends: time
    weekdays: frozenset[int]
    away_from: date | None
    away_until: date | None
    phone_is_blocked: bool
    email_is_blocked: bool
    # Calls that rang, or may have, over three hours.
    called_at: tuple[datetime, ...] = ()
    on_phone: bool = False

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> Self:
        """From a row of `recipients`."""
        return cls(
            id=UUID(row["id"]),
            full_name=row["full_name"],
            phone=row["phone"],
            email=row["email"],
            rank=row["on_call_rank"],
            starts=time.fromisoformat(row["starts"]),
            ends=time.fromisoformat(row["ends"]),
            weekdays=frozenset(row["weekdays"]),
            away_from=date.fromisoformat(row["away_from"]) if row["away_from"] else None,
            away_until=date.fromisoformat(row["away_until"]) if row["away_until"] else None,
            phone_is_blocked=row["unreachable_reason"] is not None,
            email_is_blocked=row["email_unreachable_reason"] is not None,
            called_at=tuple(datetime.fromisoformat(at) for at in row["called_at"]),
            on_phone=row["on_phone"],
        )

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The ways that lead to this person, best first."""
        sms: tuple[Channel, ...] = ("sms",) if self.phone and not self.phone_is_blocked else ()
        return (*sms, "email") if self.email and not self.email_is_blocked else sms

    def is_away(self, at: datetime) -> bool:
        """On holiday on that local day."""
        return duty.is_away(self.away_from, self.away_until, at)

    def may_be_disturbed(self, at: datetime) -> bool:
        """Within this person's hours, for what is not urgent."""
        local = at.astimezone(ZONE)
        return local.isoweekday() in self.weekdays and self.starts <= local.time() < self.ends


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of a ladder, so long after the first message to that person."""

    place: int
    after_s: float
    way: Way
    kind: str | None = None
    recipient_id: UUID | None = None

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> Self:
        """From a row of `alert_rungs`."""
        return cls(
            place=row["place"],
            after_s=float(row["after_minutes"]) * 60,
            way=row["way"],
            kind=row["kind"],
            recipient_id=UUID(row["recipient_id"]) if row["recipient_id"] else None,
        )


@dataclass(frozen=True, slots=True)
class Case:
    """An alert at a moment. Durations in seconds."""

    now: datetime
    urgent: bool
    state: str
    level: int
    bundled: bool
    # Sent only when a person asks: a test, or a message about something that raised no alert by itself.
    by_hand: bool
    # The digest is for reading: by email, and by SMS only where there is no email.
    email_first: bool
    attempts: tuple[Attempt, ...]
    recipients: tuple[Recipient, ...]
    sent_recently: int
    throttle_count: int
    receipt_s: float
    ack_s: float
    # Every rung that may concern this alert; none where there is no second provider to climb with.
    rungs: tuple[Rung, ...] = ()
    has_second: bool = False
    roster: Roster = field(default_factory=Roster)
    # Whom it is for, where it is not for the team.
    customer: Customer | None = None

    @classmethod
    def from_json(cls, given: dict[str, Any], *, has_second: bool = False) -> Self:
        """From what `private.alert_case` returns; `has_second`: another provider than Brevo is set up."""
        alert, settings = given["alert"], given["settings"]
        return cls(
            now=datetime.fromisoformat(given["now"]),
            urgent=alert["urgent"],
            state=alert["state"],
            level=alert["level"],
            bundled=alert["bundled_in"] is not None,
            by_hand=alert["by_hand"],
            email_first=alert["cause_key"].startswith(("digest:", "week:")),
            attempts=tuple(Attempt.from_json(row) for row in given["attempts"]),
            recipients=tuple(Recipient.from_json(row) for row in given["recipients"]),
            sent_recently=given["sent_recently"],
            throttle_count=settings["throttle_count"],
            receipt_s=float(settings["receipt_minutes"]) * 60,
            ack_s=float(settings["ack_minutes"]) * 60,
            rungs=tuple(Rung.from_json(row) for row in given["rungs"]) if has_second else (),
            has_second=has_second,
            roster=duty.from_json(given["duty"]),
            customer=Customer.from_json(given),
        )

    @property
    def climbs(self) -> bool:
        """It goes up a ladder until somebody acts."""
        return self.urgent and bool(self.rungs) and not self.by_hand

    @property
    def carriers(self) -> tuple[Provider, ...]:
        """Who carries an SMS where nothing climbs, best first; what is urgent has its ladder for that."""
        return ("brevo", "twilio") if self.has_second and not self.urgent else ("brevo",)

    def ladder(self, person: Recipient) -> list[Rung]:
        """The ladder to climb with this person: theirs before everybody's, this kind's before any kind's."""
        fitting = [rung for rung in self.rungs if rung.recipient_id in (None, person.id)]
        nearest = max(((r.recipient_id is not None, r.kind is not None) for r in fitting), default=None)
        chosen = [r for r in fitting if (r.recipient_id is not None, r.kind is not None) == nearest]
        return sorted(chosen, key=lambda rung: rung.place)

    @property
    def chain(self) -> list[Recipient]:
        """Who is on duty now and can be reached, in order; rather everybody of the on-call list than nobody."""
        turns = (self.recipient(one.person.id) for one in duty.on_duty(self.roster, self.now))
        on_duty = [r for r in turns if r and self._reaches(r)]
        listed = (r for r in self.recipients if r.rank is not None and not r.is_away(self.now) and self._reaches(r))
        return on_duty or sorted(listed, key=lambda r: r.rank or 0)

    def _reaches(self, person: Recipient) -> bool:
        # A phone whose SMS are refused can still ring.
        return bool(person.channels or (self.climbs and person.phone))

    def recipient(self, recipient_id: UUID | None) -> Recipient | None:
        """The person of that id, if still listed."""
        return next((r for r in self.recipients if r.id == recipient_id), None)
