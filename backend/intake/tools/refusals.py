"""Why a moment cannot be had: what the caller hears, what Paul is to do, and what the owner reads on the lead."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from backend.appointments.calendar import Calendar
from backend.appointments.offers import Offer
from backend.appointments.wanted import Refused
from backend.intake.tools.spoken import for_paul, say_day, say_moment, say_slots
from backend.utterance.when import When

NOTHING_FREE = "Aucune plage libre dans les prochains jours."
ASK_WISH = for_paul("demandez quel moment conviendrait et notez-le avec enregistrer_lead")
ASK_AGAIN = for_paul("redemandez le jour et l'heure, puis rappelez l'outil avec AAAA-MM-JJTHH:MM, heure locale")
_MAX_QUOTED = 100
_ASKED_AGAIN: dict[Refused, str] = {
    "not_understood": "Je n'ai pas bien compris le jour et l'heure. Quel jour et à quelle heure?",
    "no_such_day": "Cette date n'existe pas au calendrier. Quel jour vouliez-vous dire?",
    "another_weekday": "Ce jour de la semaine et cette date ne vont pas ensemble. Lequel des deux est le bon?",
}


def refusal(refused: Refused, when: When, calendar: Calendar, minutes: int, now: datetime) -> str:
    """The sentence for the caller. Names the day whole, so that a misunderstanding is heard."""
    if refused in _ASKED_AGAIN:
        return f"{_ASKED_AGAIN[refused]} {ASK_AGAIN}"
    today = now.astimezone(calendar.zone).date()
    if refused == "no_day" or when.day is None:
        return "Quel jour vous conviendrait?"
    day = say_day(when.day, today)
    match refused:
        case "no_hour":
            return f"À quelle heure, le {day}?"
        case "past":
            return f"Le {_moment(when, calendar, now)}, c'est déjà passé; nous sommes le {say_day(today, date.min)}."
        case "too_far":
            last = (calendar.horizon(now) - timedelta(hours=12)).astimezone(calendar.zone).date()
            return f"Le {day}, c'est trop loin: l'agenda va jusqu'au {say_day(last, today)}."
        case "closed":
            name = calendar.closed.get(when.day)
            return f"Il n'y a pas de visite le {day}{f' ({name})' if name else ''}."
        case _:
            hours = _hours(when.day, calendar, minutes)
            return f"Pas de visite le {_moment(when, calendar, now)}: elles commencent entre {hours}."


def offered(found: Offer, calendar: Calendar, now: datetime) -> str:
    """The slots, or that there are none."""
    return say_slots(found.slots, calendar.zone, now) if found.slots else f"{NOTHING_FREE} {ASK_WISH}"


def wished(when: When, calendar: Calendar, minutes: int) -> str:
    """What was wished, for the lead's note; the words themselves where no moment could be made of them."""
    local = when.local(calendar.zone)
    if local is None:
        quoted = when.said[:_MAX_QUOTED]
        return f"Souhaitait un rendez-vous: «{quoted}»" if quoted else "Souhaitait un rendez-vous, moment inconnu"
    return f"Souhaitait un rendez-vous le {say_moment(local, calendar.zone, local)} ({local.year}, {minutes} min)"


def _moment(when: When, calendar: Calendar, now: datetime) -> str:
    local = when.local(calendar.zone)
    if local:
        return say_moment(local, calendar.zone, now)
    return say_day(when.day, now.astimezone(calendar.zone).date()) if when.day else ""


def _hours(day: date, calendar: Calendar, minutes: int) -> str:
    open_hours = calendar.hours_on(day)
    assert open_hours, "a day without hours is refused as closed"
    opens, closes = open_hours
    last = datetime.combine(day, closes) - timedelta(minutes=minutes)
    return f"{_clock(datetime.combine(day, opens))} et {_clock(last)}"


def _clock(at: datetime) -> str:
    return f"{at.hour} h {at.minute:02d}" if at.minute else f"{at.hour} h"
