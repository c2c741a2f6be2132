"""How trials and comparisons are drawn: each trial a checklist with times, and where it stopped."""

from __future__ import annotations

from datetime import datetime

from backend import fr
from backend.lights import Tone
from backend.reconciliation import light as gap_light
from backend.trials import words as say
from backend.trials.read import PROVEN_AFTER, Comparison, Trial, Trials
from backend.vapi import words as vapi_words
from pages.ui import html as h

STATES: dict[str, tuple[str, Tone]] = {"passed": ("réussi", "good"), "failed": ("échoué", "bad")}
KINDS = {"recent": "Dernières heures", "nightly": "14 jours"}
SIMULATED = (
    "Essais simulés: Vapi n’est pas configuré, rien n’est composé pour vrai. Ils ne comptent jamais comme réels."
)


def headline(trials: Trials) -> str:
    """Is Paul proven; how the last ones went; what is left of today."""
    proven = trials.in_a_row >= PROVEN_AFTER
    ones = trials.last_ones
    passed = sum(one.state == "passed" for one in ones)
    kind = "simulés réussis" if trials.vapi != "real" else "réussis"
    in_a_row = "Paul validé" if proven else f"{trials.in_a_row} sur {PROVEN_AFTER}"
    tiles = (
        (in_a_row, "essais réels de suite"),
        (f"{passed} sur {len(ones)}" if ones else "–", f"derniers essais {kind}" if ones else "aucun essai"),
        (str(trials.left_today), f"restants aujourd’hui sur {trials.daily_limit}"),
    )
    drawn = "".join(h.tag("div", h.text("b", n) + h.text("span", words), "df-count") for n, words in tiles)
    return h.tag("section", drawn, "df-counts df-three", aria_label="Où en sont les essais")


def trial(one: Trial, now: datetime) -> str:
    """State, to whom, when, how much; the checklist; where it stopped and what to look at."""
    words, tone = STATES.get(one.state, ("en cours", "plain"))
    simulated = h.badge("simulé", "plain") if one.simulated else ""
    when = h.text("time", fr.moment_near(one.asked_at, now))
    who = one.asked_by_name or ("à l’heure prévue" if one.scheduled_for else None)
    cost = f"{fr.dollars(one.cost_usd, 2)} US" if one.cost_usd is not None else "coût pas encore connu"
    head = h.tag("div", h.text("strong", f"Vers {one.to_name}") + h.badge(words, tone) + simulated + when, "df-who")
    return head + h.facts([fr.phone(one.to_number), who, cost]) + _stopped(one) + checklist(one)


def _stopped(one: Trial) -> str:
    if one.state != "failed":
        return ""
    why = say.reason(one.failed_step, one.failed_reason)
    stopped = f"Arrêté à l’étape «{say.step(one.failed_step or '')}»: {why}"
    return h.text("p", stopped, "df-failed") + h.text("p", say.remedy(one.failed_step, one.failed_reason), "df-remedy")


def checklist(one: Trial) -> str:
    """Each step with its time and how long it took; what is still awaited moves."""
    drawn, before = [], one.asked_at
    for name, at in one.steps:
        drawn.append(_step(one, name, at, before))
        before = at or before
    return h.tag("ol", "".join(drawn), "df-steps df-check", aria_label="Étapes de l’essai")


def _step(one: Trial, name: str, at: datetime | None, before: datetime) -> str:
    to = f" à {one.recipient_name}" if name in ("handed_over", "delivered") and one.recipient_name else ""
    label = f"{say.step(name)}{to}"
    if at:
        took = max(0.0, (at - before).total_seconds())
        after = h.text("small", f"+ {fr.milliseconds(took * 1000)}") if name != "asked" else ""
        return _line(fr.clock_seconds(at), h.badge("fait", "good"), label, after)
    if one.failed_step == name:
        return _line("–", h.badge("échec", "bad"), label, "")
    if one.waits_for == name:
        return _line("…", h.badge("en attente", "plain"), label, "")
    return _line("–", h.badge("pas fait", "plain"), label, "")


def _line(when: str, sign: str, label: str, after: str) -> str:
    return h.tag("li", h.text("time", when) + h.tag("span", f"{sign} {h.text('b', label)} {after}"))


def comparisons(trials: Trials) -> str:
    """When the lists were compared, over what, and what was found."""
    light = gap_light.light(trials.gap, trials.now)
    head = h.badge(f"Écart: {light.text}", "plain" if light.state == "unknown" else light.state)
    rows = "".join(_comparison(one, trials.now) for one in trials.comparisons)
    return h.tag("p", head, "df-what") + h.text("p", light.remedy, "df-remedy") + rows


def _comparison(one: Comparison, now: datetime) -> str:
    name = h.text("b", KINDS.get(one.kind, one.kind))
    if one.error:
        return h.tag("p", f"{name} ", "df-what") + h.facts([vapi_words.error(one.error), fr.ago(one.finished_at, now)])
    found = fr.count(one.missed, "rattrapé") if one.missed else None if one.gap else "rien ne manquait"
    left = f"{one.gap} à reprendre" if one.gap else None
    seen = fr.count(one.seen, "appel comparé", "appels comparés")
    asked = fr.count(one.requests, "demande à Vapi", "demandes à Vapi")
    here = f"{one.extra} ici seulement" if one.extra else None
    return h.tag("p", name, "df-what") + h.facts([seen, found, left, here, asked, fr.ago(one.finished_at, now)])
