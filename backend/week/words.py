"""Ma semaine in French: each figure with what it counts, from how many, and against the week before."""

from __future__ import annotations

from dataclasses import dataclass

from backend import business, fr
from backend.week.read import Figures, Week

MINUTE_S = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One figure. `rows`: by what name the database knows the rows behind it."""

    name: str
    rows: str
    value: str
    before: str
    # From how many, and what else is to be known of it.
    beside: str


def title(week: Week) -> str:
    """`Semaine du 16 novembre au 22 novembre`."""
    return f"Semaine du {_day(week, 0)} au {_day(week, 6)}"


def against(week: Week) -> str:
    """What the figures are held against."""
    return "contre la semaine d’avant" if week.is_over else "jusqu’ici, contre la semaine d’avant au même moment"


def lines(week: Week) -> list[Line]:
    """All of them, in the order in which they are asked for."""
    now, before = week.figures, week.before
    return [
        Line("Appels reçus", "call", str(now.calls), str(before.calls), "essais et indésirables exclus"),
        Line("Clients potentiels", "lead", str(now.leads), str(before.leads), _of_calls(now.leads, now)),
        Line("Rendez-vous pris", "booked", str(now.booked), str(before.booked), "demandés dans la semaine"),
        *_called_back(now, before),
        Line("Partis sans rien laisser", "missed", str(now.missed), str(before.missed), _of_calls(now.missed, now)),
        Line("Jamais rejoints", "unreached", str(now.unreached), str(before.unreached), _of_owed(now)),
        Line("Perdus", "lost", str(now.lost), str(before.lost), why(now)),
        Line("Dépensé pour Paul", "paid", _money(now), _money(before), _each(now)),
    ]


def why(figures: Figures) -> str:
    """Of what the leads were lost, the most frequent reason first."""
    found = sorted(figures.reasons.items(), key=lambda one: (-one[1], one[0]))
    said = ", ".join(f"{business.lost_reason(reason).lower()} {n}" for reason, n in found)
    return f"{said}; n = {figures.leads} fiches" if said else f"n = {figures.leads} fiches"


def _called_back(now: Figures, before: Figures) -> list[Line]:
    waited = "n = " + fr.count(now.owed, "personne qui attendait un appel", "personnes qui attendaient un appel")
    tried = "n = " + fr.count(
        now.tried, "personne que l’on a essayé de joindre", "personnes que l’on a essayé de joindre"
    )
    return [
        Line("Rappelés en 15 min", "owed", _share(now.within_15, now), _share(before.within_15, before), waited),
        Line("Rappelés en une heure", "owed", _share(now.within_60, now), _share(before.within_60, before), waited),
        Line("Attente médiane", "owed", _median(now), _median(before), tried),
    ]


def _share(part: int, figures: Figures) -> str:
    return f"{part} sur {figures.owed}" if figures.owed else "–"


def _median(figures: Figures) -> str:
    return "–" if figures.median_s is None else fr.span(max(figures.median_s, 0))


def _of_calls(part: int, figures: Figures) -> str:
    return f"{fr.percent(part, figures.calls)} de n = {fr.count(figures.calls, 'appel')}"


def _of_owed(figures: Figures) -> str:
    return "n = " + fr.count(figures.owed, "personne qui attendait un appel", "personnes qui attendaient un appel")


def _money(figures: Figures) -> str:
    return f"{fr.dollars(figures.paid_usd)}{fr.NBSP}US" if figures.billed else "–"


def _each(figures: Figures) -> str:
    billed = f"n = {fr.count(figures.billed, 'appel facturé', 'appels facturés')} par Vapi, essais compris"
    if not figures.billed:
        return billed
    return f"{fr.dollars(figures.paid_usd / figures.billed)}{fr.NBSP}US chacun; {billed}"


def _day(week: Week, place: int) -> str:
    on = week.monday if place == 0 else week.sunday
    return f"{'1er' if on.day == 1 else on.day} {fr.MONTHS[on.month - 1]}"
