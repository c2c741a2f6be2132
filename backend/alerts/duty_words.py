"""Duty in French: a stretch of time, who answers in it, and the hours of somebody's week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from backend import fr
from backend.alerts.duty import Hours, OnDuty, Stretch, Weeks

ALWAYS = "en tout temps"
EVERY_WEEK = "chaque semaine"
NOBODY = "personne"
WEEK = (1, 2, 3, 4, 5)
EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)


def stretch(one: Stretch) -> str:
    """`samedi 5 décembre, de 18 h 00 à 7 h 00`; with both days where it is longer than a night."""
    if one.ends - one.starts < timedelta(days=1):
        return f"{fr.day(one.starts)}, de {fr.clock(one.starts)} à {_end(one.ends)}"
    return f"du {fr.day_and_clock(one.starts)}, au {fr.day_and_clock(one.ends)}"


def span(one: Stretch) -> str:
    """`18 h 00 à minuit`, on a day that is named beside it."""
    return f"{fr.clock(one.starts)} à {_end(one.ends)}"


def people(one: Stretch) -> str:
    """`Sylvie, pour Guillaume; puis Luc`."""
    return "; puis ".join(_person(who) for who in one.people) or NOBODY


def hours(given: Sequence[Hours]) -> str:
    """`du lundi au vendredi, 18 h 00 à 7 h 00; samedi, 0 h 00 à minuit`."""
    return "; ".join(_hours(*one) for one in grouped(given)) or ALWAYS


def weeks(given: Weeks | None, today: date) -> str:
    """`une semaine sur 2: dès le ven. 4 déc., puis le ven. 18 déc.`; `chaque semaine`."""
    if given is None:
        return EVERY_WEEK
    first, following = (fr.day_short(day) for day in given.begin(today, 2))
    return f"{one_in(given.every)}: dès le {first}, puis le {following}"


def one_in(every: int) -> str:
    """`chaque semaine`, `une semaine sur 2`."""
    return f"une semaine sur {every}" if every > 1 else EVERY_WEEK


def grouped(given: Sequence[Hours]) -> list[tuple[time, time, tuple[int, ...]]]:
    """The same hours once, with the days that have them."""
    days: dict[tuple[time, time], list[int]] = {}
    for one in sorted(given, key=lambda one: one.weekday):
        days.setdefault((one.starts, one.ends), []).append(one.weekday)
    return [(starts, ends, tuple(found)) for (starts, ends), found in days.items()]


def weekdays(days: Sequence[int]) -> str:
    """`tous les jours`, `du lundi au vendredi`, `samedi, dimanche`."""
    chosen = tuple(sorted(days))
    if chosen == EVERY_DAY:
        return "tous les jours"
    if chosen == WEEK:
        return "du lundi au vendredi"
    return ", ".join(fr.DAYS[day - 1] for day in chosen) or "aucun jour"


def _hours(starts: time, ends: time, days: tuple[int, ...]) -> str:
    if starts == ends == time():
        return f"{weekdays(days)}, toute la journée"
    return f"{weekdays(days)}, {fr.hour(starts)} à {fr.hour(ends) if ends != time() else 'minuit'}"


def _person(one: OnDuty) -> str:
    instead = f", pour {one.instead_of.full_name}" if one.instead_of else ""
    return f"{one.person.full_name}{instead}"


def _end(at: datetime) -> str:
    here = fr.local(at)
    return fr.clock(at) if here.hour or here.minute else "minuit"
