"""How diversions and exercises are drawn."""

from __future__ import annotations

from datetime import datetime

from backend import fr
from backend.lights import Tone
from backend.plan_b import words as say
from backend.plan_b.read import Diversion, PlanB
from pages.ui import html as h

SIMULATED = "Vapi simulé: rien n’est détourné pour vrai, et un exercice simulé ne prouve rien."
STATES: dict[str, tuple[str, Tone]] = {
    "asked": ("demandé", "plain"),
    "on": ("détournée", "warn"),
    "ending": ("retour demandé", "plain"),
    "off": ("terminé", "plain"),
    "failed": ("jamais détournée", "bad"),
}


def headline(plan_b: PlanB) -> str:
    """Who would answer now, whose phone would ring, and when that was last tried for good."""
    under_way = plan_b.state.diversion
    who = under_way.to_name if under_way and under_way.rings else "Paul"
    tried = fr.ago(plan_b.last_exercise_at, plan_b.now) if plan_b.last_exercise_at else "jamais"
    target = plan_b.target.name if plan_b.target else "personne"
    tiles = ((who, "répond à la ligne"), (target, "prendrait les appels"), (tried, "dernier exercice réussi"))
    drawn = "".join(h.tag("div", h.text("b", n) + h.text("span", words), "df-count") for n, words in tiles)
    return h.tag("section", drawn, "df-counts df-three", aria_label="Où en est le plan B")


def one(diversion: Diversion, now: datetime) -> str:
    """One past diversion or exercise."""
    words, tone = STATES[diversion.state]
    if diversion.is_exercise and diversion.passed is not None:
        words, tone = ("réussi", "good") if diversion.passed else ("échoué", "bad")
    kind = "Exercice" if diversion.is_exercise else "Détournement"
    simulated = h.badge("simulé", "plain") if diversion.simulated else ""
    head = h.tag(
        "div", h.text("strong", f"{kind} vers {diversion.to_name}") + h.badge(words, tone) + simulated, "df-who"
    )
    by = f"par {diversion.asked_by_name}" if diversion.asked_by_name else None
    facts = h.facts([fr.moment_near(diversion.asked_at, now), by, _lasted(diversion), _back(diversion)])
    why = (
        say.verdict(diversion)
        if diversion.verdict
        else say.error(diversion.error)
        if diversion.state == "failed"
        else ""
    )
    return head + facts + (h.text("p", f"{why[0].upper()}{why[1:]}.", "df-what") if why else "")


def _lasted(one: Diversion) -> str | None:
    if not (one.on_at and one.off_at):
        return None
    return f"détournée {fr.length((one.off_at - one.on_at).total_seconds())}"


def _back(one: Diversion) -> str | None:
    return f"rendue par {one.undo_asked_by_name}" if one.undo_asked_by_name else None
