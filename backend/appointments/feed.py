"""A calendar that somebody's telephone follows (iCalendar, RFC 5545): which visits, and how much of each.

Who follows it with Google's or Apple's calendar hands it to them, beyond our reach. So a name and an address are there
only while somebody has to drive to them: on the visits of whoever follows, or of nobody yet, from the booking to a day
after. The problem, the number and the price never are; the file is a link away, behind the sign-in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any, Literal
from uuid import UUID

from icalendar import Calendar, Event, Timezone
from pydantic import TypeAdapter

from backend import fr

MIME = "text/calendar; charset=utf-8"
PATH = "/agenda"
NAME = "Rendez-vous Drain Fortin"
# Between two questions of a calendar that listens to us; Google's asks when it likes.
ASK_AGAIN = timedelta(minutes=15)
# From then on nobody has to find the place any more.
FORGET_PLACE_AFTER = timedelta(days=1)
_SECRET_BYTES = 32
# As Québec turns its clocks: a test holds these rules to the time zone database.
_ZONE = b"""BEGIN:VTIMEZONE
TZID:America/Toronto
BEGIN:DAYLIGHT
DTSTART:20070311T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU
TZNAME:EDT
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:20071104T020000
RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
TZNAME:EST
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
END:STANDARD
END:VTIMEZONE
"""


@dataclass(frozen=True, slots=True)
class FedVisit:
    """A visit as the database gives it to a calendar: `version` counts its changes."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    status: Literal["booked", "cancelled", "done"]
    confirmed: bool
    version: int
    changed_at: datetime
    ref: str
    name: str | None = None
    address: str | None = None
    city: str | None = None
    assigned_to: UUID | None = None
    assigned_name: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """What the calendar of one person follows."""

    owner: UUID
    visits: list[FedVisit]


_FEED: TypeAdapter[Feed] = TypeAdapter(Feed)


def from_json(given: Any) -> Feed:
    """From what `private.calendar_feed` returns."""
    return _FEED.validate_python(given)


def new_secret() -> str:
    """What makes an address secret: 256 bits, too many to guess."""
    return token_urlsafe(_SECRET_BYTES)


def fingerprint(secret: str) -> str:
    """What is kept of a secret: it finds its row, and opens nothing."""
    return sha256(secret.encode()).hexdigest()


def address(webhook_url: str, secret: str) -> str:
    """Where a calendar follows."""
    return f"{webhook_url.rstrip('/')}{PATH}/{secret}.ics"


def written(feed: Feed, console_url: str, now: datetime) -> bytes:
    """The calendar. The same visits give the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", "-//Drain Fortin//Rendez-vous//FR")
    calendar.add("version", "2.0")
    calendar.add("name", NAME)
    calendar.add("x-wr-calname", NAME)
    calendar.add("x-wr-timezone", "America/Toronto")
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", ASK_AGAIN)
    calendar.add_component(Timezone.from_ical(_ZONE))
    for visit in feed.visits:
        calendar.add_component(_event(visit, feed.owner, console_url, now))
    return bytes(calendar.to_ical())


def _event(visit: FedVisit, owner: UUID, console_url: str, now: datetime) -> Event:
    event = Event()
    add = event.add
    add("uid", str(visit.id))
    add("sequence", visit.version - 1)
    add("dtstamp", visit.changed_at.astimezone(UTC))
    add("last-modified", visit.changed_at.astimezone(UTC))
    add("dtstart", fr.local(visit.starts_at))
    add("dtend", fr.local(visit.ends_at))
    add("status", _status(visit))
    add("transp", "TRANSPARENT" if visit.status == "cancelled" else "OPAQUE")
    add("class", "PRIVATE")
    add("summary", _summary(visit, owner, now))
    if where := _where(visit, owner, now):
        add("location", where)
    add("description", f"Fiche {visit.ref}. Le numéro et le problème sont dans la console.")
    add("url", f"{console_url.rstrip('/')}/rendez-vous?semaine={fr.local(visit.starts_at).date()}&visite={visit.id}")
    return event


def _status(visit: FedVisit) -> str:
    if visit.status == "cancelled":
        return "CANCELLED"
    return "CONFIRMED" if visit.confirmed else "TENTATIVE"


def _is_needed(visit: FedVisit, owner: UUID, now: datetime) -> bool:
    """Somebody who follows this calendar may have to drive there."""
    theirs = visit.assigned_to in (None, owner)
    return theirs and visit.status != "cancelled" and now < visit.ends_at + FORGET_PLACE_AFTER


def _summary(visit: FedVisit, owner: UUID, now: datetime) -> str:
    whom = visit.name if _is_needed(visit, owner, now) else None
    what = f"Visite: {whom}" if whom else "Visite"
    goes = f", {visit.assigned_name} y va" if visit.assigned_to not in (None, owner) and visit.assigned_name else ""
    before = {"CANCELLED": "Annulé: ", "TENTATIVE": "À confirmer: "}.get(_status(visit), "")
    return before + what + (f" ({visit.city})" if visit.city else "") + goes


def _where(visit: FedVisit, owner: UUID, now: datetime) -> str | None:
    if not _is_needed(visit, owner, now):
        return visit.city
    parts = [visit.address, visit.city]
    if visit.address and visit.city and visit.city.lower() in visit.address.lower():
        parts = [visit.address]
    return ", ".join(part for part in parts if part) or None
