"""How Mise en service draws the verdict, the stages and the gates."""

from __future__ import annotations

from datetime import datetime
from html import escape

from backend import fr
from backend.lights import Tone
from backend.person import Role
from backend.readiness import doubt, rollout_words
from backend.readiness import findings as readiness_found
from backend.readiness import state as readiness_state
from backend.readiness import words as say
from backend.readiness.read import Check, Gate, Readiness, Risk, Rollout, Verdict
from pages.ui import html as h
from pages.ui.light import light as light_html

ABOUT_GATES = "mesurées, jamais cochées; seul le propriétaire peut répondre d’un risque daté à leur place"
# Where steps are done, and by whom: reading a screen is not yet doing something there.
SCREENS: dict[str, tuple[str, frozenset[Role]]] = {
    "Appels d’essai": ("essais", frozenset({"admin", "staff"})),
    "Alertes": ("alertes", frozenset({"owner", "staff", "admin"})),
    "Sauvegardes": ("sauvegardes", frozenset({"admin"})),
    "Plan B": ("plan-b", frozenset({"owner", "admin"})),
    "Conformité": ("conformite", frozenset({"owner", "admin"})),
}
NOWHERE: tuple[str, frozenset[Role]] = ("", frozenset())
TONES: dict[Verdict, Tone] = {"go": "good", "limited": "warn", "no": "bad"}


def verdict(readiness: Readiness) -> str:
    """The answer, in capitals, and why."""
    tone = TONES[readiness.verdict]
    sign = h.tag("i", h.SIGNS[tone], aria_hidden="true")
    releases = ", ".join(readiness.releases) or "inconnue, aucun service de fond en marche"
    made = f"Établi {fr.day(readiness.now)} à {fr.clock_seconds(readiness.now)}. Version en marche: {releases}."
    words = h.tag("strong", sign + " " + h.text("span", rollout_words.verdict(readiness)))
    inner = words + h.text("p", rollout_words.why(readiness)) + h.text("small", made)
    return h.tag("section", inner, f"df-go df-{tone}", aria_label="Verdict")


def next_steps(readiness: Readiness, role: Role) -> str:
    """First what whoever looks can do now, each with the way to it; then the rest, in order."""
    steps = rollout_words.steps(readiness)
    mine = [one for one in steps if role in SCREENS.get(one.screen, NOWHERE)[1]]
    rest = [h.text("li", one.words) for one in steps if one not in mine]
    return _listed("Ce que vous pouvez faire maintenant", [_mine(one) for one in mine]) + _listed(
        "À faire, dans l’ordre", rest
    )


def _mine(one: rollout_words.Step) -> str:
    there = h.text_link(f"Ouvrir {one.screen}", f"/{SCREENS[one.screen][0]}")
    return h.tag("li", escape(one.words) + " " + there)


def _listed(words: str, steps: list[str]) -> str:
    if not steps:
        return ""
    title = h.tag("div", h.text("h2", words), "df-section")
    return title + h.tag("ol", "".join(steps), "df-list df-todo", aria_label=words)


def rollout(readiness: Readiness) -> str:
    """Where the line stands, today's calls against it, and what the next stage lacks."""
    now = readiness.rollout
    light = light_html(rollout_words.light(now)) + h.text("p", rollout_words.light(now).remedy, "df-remedy")
    stages = "".join(_stage(now, one.stage) for one in now.stages)
    where = h.text("p", rollout_words.current(now, readiness.now), "df-what")
    return light + where + h.tag("ol", stages, "df-steps df-check df-stages", aria_label="Étapes") + _lacking(now)


def _stage(now: Rollout, number: int) -> str:
    one = now.at(number)
    if one is None:
        return ""
    done, here = number < now.stage, number == now.stage
    state = h.badge("en cours", "good") if here else h.badge("faite", "good") if done else h.badge("à venir", "plain")
    words = h.text("span", rollout_words.stage(one))
    return h.tag("li", h.text("time", f"Étape {number}") + h.tag("span", f"{state} {words}"))


def _lacking(now: Rollout) -> str:
    if now.next is None:
        return ""
    missing = rollout_words.lacking(now)
    words = f"il manque {', '.join(missing)}." if missing else "tout y est."
    return h.text("p", f"Pour passer à l’étape {now.next}: {words}", "df-what")


def gate(one: Gate, now: datetime) -> str:
    """A gate: what it claims, its state, and its measurements."""
    words, tone = readiness_state.gate_state(one, now)
    names = say.gate(one.gate)
    head = h.tag("div", h.text("strong", names.name) + h.badge(words, tone), "df-who")
    checks = "".join(_check(one.gate, check, now) for check in one.checks)
    return head + h.text("p", f"{names.claim}.", "df-what") + risk(one.risk, now) + h.tag("ul", checks, "df-checks")


def risk(one: Risk | None, now: datetime) -> str:
    """Who answers for it, why, and until when; one that has run out says so."""
    if one is None or one.withdrawn_at:
        return ""
    who = f"Risque accepté par {one.accepted_by_name or 'le propriétaire'}"
    if one.holds:
        return h.text("p", f"{who} jusqu’au {fr.day_near(one.expires_at, now)}: {one.reason}", "df-why")
    return h.text("p", f"{who}, expiré {fr.ago(one.expires_at, now)}: il ne compte plus.", "df-failed")


def _check(gate_code: str, check: Check, now: datetime) -> str:
    words, tone = readiness_state.state(check, now)
    names = say.check(gate_code, check.code)
    head = h.tag("p", h.text("b", names.name) + " " + h.badge(words, tone))
    quiet = h.facts([doubt.said(gate_code, check), readiness_state.when(check, now), f"méthode: {names.method}"])
    todo = h.text("p", f"→ {names.todo}", "df-todo-one") if tone == "bad" else ""
    return h.tag("li", head + h.text("p", readiness_found.found(gate_code, check)) + quiet + todo)
