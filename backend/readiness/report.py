"""The same as the screen Mise en service, as a French report in Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from backend import fr
from backend.readiness import doubt, rollout_words
from backend.readiness import findings as readiness_found
from backend.readiness import state as readiness_state
from backend.readiness import words as say
from backend.readiness.read import Check, Gate, Readiness

SIGNS = {"good": "✓", "warn": "!", "bad": "✕"}


def markdown(readiness: Readiness) -> str:
    """The whole report."""
    return "\n".join(_lines(readiness)) + "\n"


def _lines(readiness: Readiness) -> Iterator[str]:
    yield f"# Mise en service: {rollout_words.verdict(readiness)}"
    yield ""
    releases = ", ".join(readiness.releases) or "inconnue: aucun service de fond en marche"
    made = f"{fr.day(readiness.now)} {fr.local(readiness.now).year} à {fr.clock(readiness.now)}"
    yield f"{rollout_words.why(readiness)} Établi {made}, version {releases}."
    yield ""
    yield from _next(readiness)
    yield from _rollout(readiness)
    yield "## Barrières"
    yield ""
    yield "Mesurées, jamais cochées. Seul le propriétaire peut répondre d’un risque daté à la place de l’une d’elles."
    yield ""
    for one in readiness.gates:
        yield from _gate(one, readiness.now)


def _next(readiness: Readiness) -> Iterator[str]:
    steps = [one.words for one in rollout_words.steps(readiness)]
    if steps:
        yield "## À faire, dans l’ordre"
        yield ""
        yield from (f"{number}. {step}" for number, step in enumerate(steps, 1))
        yield ""


def _rollout(readiness: Readiness) -> Iterator[str]:
    rollout = readiness.rollout
    light = rollout_words.light(rollout)
    yield "## Ouverture de la ligne"
    yield ""
    yield f"{rollout_words.current(rollout, readiness.now)} {light.name}: {light.text}."
    if light.state == "bad":
        yield f"**Dépassé**: {light.remedy}"
    yield ""
    yield from (f"- Étape {one.stage}: {rollout_words.stage(one)}" for one in rollout.stages)
    if rollout.next is not None:
        missing = rollout_words.lacking(rollout)
        yield ""
        yield f"Pour passer à l’étape {rollout.next}: " + (
            f"il manque {', '.join(missing)}." if missing else "tout y est."
        )
    yield ""


def _gate(one: Gate, now: datetime) -> Iterator[str]:
    words, tone = readiness_state.gate_state(one, now)
    names = say.gate(one.gate)
    yield f"### {SIGNS[tone]} {names.name}: {words}"
    yield ""
    yield f"{names.claim}."
    if one.risk and one.risk.holds:
        risk = one.risk
        until = fr.day_near(risk.expires_at, now)
        yield f"Risque accepté par {risk.accepted_by_name or '?'}, jusqu’au {until}: {_inline(risk.reason)}"
    yield ""
    yield from (_check(one.gate, check, now) for check in one.checks)
    yield ""


def _check(gate: str, check: Check, now: datetime) -> str:
    words, tone = readiness_state.state(check, now)
    names = say.check(gate, check.code)
    counted = doubt.said(gate, check)
    n = f" {counted};" if counted else ""
    found = _inline(readiness_found.found(gate, check))
    when = readiness_state.when(check, now)
    return f"- {SIGNS[tone]} **{names.name}**: {words}. {found}{n} {when}. Méthode: {names.method}."


def _inline(words: str) -> str:
    """What somebody wrote, on one line and never as markup."""
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>#|" else letter for letter in " ".join(words.split()))
