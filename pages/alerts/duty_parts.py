"""How the days of duty are drawn: one under the other on a phone, side by side on a wide screen."""

from __future__ import annotations

from backend import fr
from backend.alerts import duty_words as say
from backend.alerts.duty import Exchange, Person, Stretch
from backend.alerts.duty_read import Day, DutyBoard
from pages.ui import html as h

TODAY = "aujourd’hui"


def week(board: DutyBoard, weeks_on: int) -> str:
    """Seven days, each with who answers from when to when."""
    return h.tag("ol", "".join(_day(one, board) for one in board.days(weeks_on)), "df-duty", aria_label="Semaine")


def _day(one: Day, board: DutyBoard) -> str:
    head = h.text("strong", fr.day_short(one.date)) + (h.badge(TODAY, "plain") if one.date == board.today else "")
    holiday = h.text("small", one.holiday)
    return h.tag("li", head + holiday + "".join(_stretch(part) for part in one.stretches))


def _stretch(one: Stretch) -> str:
    if one.is_covered:
        return h.tag("p", h.text("time", say.span(one)) + h.text("span", say.people(one)))
    sign = h.tag("i", h.SIGNS["bad"], aria_hidden="true")
    why = f"{say.people(one)}: injoignable" if one.people else say.NOBODY
    return h.tag("p", h.text("time", say.span(one)) + sign + h.text("span", why), "df-uncovered")


def person(one: Person, board: DutyBoard) -> str:
    """Who, their hours, their holidays."""
    listed = h.badge(f"{one.rank}{'re' if one.rank == 1 else 'e'} de garde", "good") if one.rank else ""
    silent = "" if one.can_ring else h.badge("aucun téléphone qui sonne", "warn")
    hours = say.hours(board.roster.hours_of(one.id)) if one.rank else "hors de garde, sauf un jour pris à quelqu’un"
    turn = board.roster.weeks_of(one.id) if one.rank else None
    weeks = say.weeks(turn, board.today) if turn else None
    who = h.tag("div", h.text("strong", one.full_name) + listed + silent, "df-who")
    return who + h.facts([hours, weeks, _away(one)])


def _away(one: Person) -> str | None:
    if one.away_from is None:
        return None
    first = fr.day_short(one.away_from)
    return f"congé du {first} au {fr.day_short(one.away_until)}" if one.away_until else f"congé dès {first}"


def exchange(one: Exchange, board: DutyBoard) -> str:
    """`sam. 5 déc.: Sylvie, pour Guillaume`."""
    taker, giver = board.roster.person(one.taker_id), board.roster.person(one.giver_id)
    names = (who.full_name if who else "quelqu’un qui n’est plus là" for who in (taker, giver))
    return f"{fr.day_short(one.day)}: {', pour '.join(names)}"
