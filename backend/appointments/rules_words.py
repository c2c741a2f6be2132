"""What the rules of booking cause, in words and figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import time

from backend import fr
from backend.appointments.rules import WEEKDAYS, Booked, Rules, Town, from_outside

_LENGTHS: tuple[tuple[str, Callable[[Rules], int], str], ...] = (
    ("une visite dure", lambda rules: rules.slot_minutes, "min"),
    ("route après chaque visite", lambda rules: rules.travel_minutes, "min"),
    ("un départ possible toutes les", lambda rules: rules.step_minutes, "min"),
    ("Paul prend rendez-vous jusqu’à", lambda rules: rules.horizon_days, "jours d’avance"),
)


def clock(at: time) -> str:
    """`8 h`, `8 h 30`."""
    return f"{at.hour}{fr.NBSP}h" + (f"{fr.NBSP}{at.minute:02d}" if at.minute else "")


def day(rules: Rules, weekday: int) -> str:
    """`jeudi: 8 h–16 h, 4 plages`."""
    return f"{fr.DAYS[weekday - 1]}: {hours(rules, weekday)}"


def hours(rules: Rules, weekday: int) -> str:
    """`8 h–16 h, 4 plages`; `fermé`."""
    opening = rules.on(weekday)
    if opening is None:
        return "fermé"
    return f"{clock(opening.opens)}–{clock(opening.closes)}, {fr.count(rules.slots_on(weekday), 'plage')}"


def differences(before: Rules, after: Rules) -> list[str]:
    """What would be otherwise, line by line, with what it is today."""
    days = [f"{day(after, one)} (avant: {hours(before, one)})" for one in WEEKDAYS
            if hours(before, one) != hours(after, one)]  # fmt: skip
    lengths = [f"{name} {of(after)}{fr.NBSP}{unit} (avant: {of(before)})" for name, of, unit in _LENGTHS
               if of(before) != of(after)]  # fmt: skip
    return days + lengths + _area(before.territory, after.territory)


def _area(before: Sequence[str], after: Sequence[str]) -> list[str]:
    if set(before) == set(after):
        return []
    if not after:
        return ["territoire: toutes les villes"]
    come, gone = [one for one in after if one not in before], [one for one in before if one not in after]
    more = [f"territoire, en plus: {', '.join(come)}"] if come else []
    return more + ([f"territoire, en moins: {', '.join(gone)}"] if gone else [])


def a_week(before: Rules, after: Rules) -> str:
    """`34 plages par semaine (avant: 30)`: what an empty week holds."""
    new, old = after.slots_a_week, before.slots_a_week
    if not new:
        return "Aucune plage de la semaine: Paul ne prendra plus aucun rendez-vous."
    return f"{fr.count(new, 'plage')} par semaine" + (f" (avant: {old})" if new != old else "")


def area(rules: Rules, towns: Sequence[Town]) -> str:
    """Whom the territory leaves out, counted over what came of late."""
    if not rules.territory:
        return "Sans ville choisie, personne n’est hors secteur."
    total, out = sum(one.leads for one in towns), from_outside(rules, towns)
    named = ", ".join(f"{one.town} ({one.leads})" for one in out[:6]) + ("…" if len(out) > 6 else "")
    n = sum(one.leads for one in out)
    return f"Hors secteur ces 90 jours: {n} de {fr.count(total, 'demande')}" + (f": {named}" if named else "")


def outside(visits: Sequence[Booked]) -> str:
    """Which visits would be outside the new hours, and what becomes of them."""
    named = "; ".join(f"{one.name or one.ref}, {fr.day_and_clock(one.starts_at)}" for one in visits)
    many = fr.count(len(visits), "visite déjà prise tombe", "visites déjà prises tombent")
    return f"{many} hors de ces heures: {named}. Elles restent: appelez avant de les déplacer."


def impossible(rules: Rules) -> str:
    """Why these cannot be kept; empty where they can. A day that holds no visit is a slip, not a closed day."""
    for one in rules.hours:
        name = fr.DAYS[one.weekday - 1]
        minutes = (one.closes.hour - one.opens.hour) * 60 + one.closes.minute - one.opens.minute
        if minutes <= 0:
            return f"Le {name} ferme avant d’ouvrir."
        if minutes < rules.slot_minutes:
            return f"Le {name} est ouvert {minutes} min, et une visite en dure {rules.slot_minutes}."
    return ""
