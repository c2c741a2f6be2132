"""Why a moment cannot be had: what the caller hears, what Paul is to do, and what the owner reads on the lead."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from backend.appointments.calendar import Calendar
from backend.appointments.offers import Offer
from backend.appointments.wanted import Refused
from backend.intake.tools.speech import Speech
from backend.intake.tools.spoken import say_day, say_moment, say_slots
from backend.utterance.when import When

_MAX_QUOTED = 100


def refusal(refused: Refused, when: When, calendar: Calendar, minutes: int, now: datetime, speech: Speech) -> str:
    """The sentence for the caller. Names the day whole, so that a misunderstanding is heard."""
    if refused in speech.not_understood:
        return f"{speech.not_understood[refused]} {speech.paul(speech.paul_ask_moment)}"
    today = now.astimezone(calendar.zone).date()
    if refused == "no_day" or when.day is None:
        return speech.which_day
    day, moment = say_day(when.day, today, speech), _moment(when, calendar, now, speech)
    match refused:
        case "no_hour":
            return speech.which_hour.format(day=day)
        case "past":
            return speech.past.format(moment=moment, today=say_day(today, date.min, speech))
        case "too_far":
            last = (calendar.horizon(now) - timedelta(hours=12)).astimezone(calendar.zone).date()
            return speech.too_far.format(day=day, last=say_day(last, today, speech))
        case "closed":
            name = calendar.closed.get(when.day)
            return speech.closed_because.format(day=day, name=name) if name else speech.closed.format(day=day)
        case _:
            first, last_start = _hours(when.day, calendar, minutes, speech)
            return speech.outside_hours.format(moment=moment, first=first, last=last_start)


def offered(found: Offer, calendar: Calendar, now: datetime, speech: Speech) -> str:
    """The slots, or that there are none."""
    if found.slots:
        return say_slots(found.slots, calendar.zone, now, speech)
    return f"{speech.nothing_free} {speech.paul(speech.paul_ask_wish)}"


def wished(when: When, calendar: Calendar, minutes: int) -> str:
    """What was wished, for the lead's note; the words themselves where no moment could be made of them."""
    local = when.local(calendar.zone)
    if local is None:
        quoted = when.said[:_MAX_QUOTED]
        return f"Souhaitait un rendez-vous: «{quoted}»" if quoted else "Souhaitait un rendez-vous, moment inconnu"
    return f"Souhaitait un rendez-vous le {say_moment(local, calendar.zone, local)} ({local.year}, {minutes} min)"


def _moment(when: When, calendar: Calendar, now: datetime, speech: Speech) -> str:
    local = when.local(calendar.zone)
    if local:
        return say_moment(local, calendar.zone, now, speech)
    return say_day(when.day, now.astimezone(calendar.zone).date(), speech) if when.day else ""


def _hours(day: date, calendar: Calendar, minutes: int, speech: Speech) -> tuple[str, str]:
    """The first and the last hour at which a visit of that day can begin."""
    open_hours = calendar.hours_on(day)
    assert open_hours, "a day without hours is refused as closed"
    opens, closes = open_hours
    last = datetime.combine(day, closes) - timedelta(minutes=minutes)
    return speech.clock(opens), speech.clock(last.time())
