"""The stages by which the line is opened, and the verdict, in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from backend import fr
from backend.lights import Light
from backend.readiness import words as say
from backend.readiness.read import Readiness, Rollout, Stage

NAME = "Volume du jour"
# How what is done on a screen begins.
_ON_SCREEN = re.compile(r"Dans ([^,]+),")


def verdict(readiness: Readiness) -> str:
    """`GO LIMITÉ: étape 1, 5 appels par jour au plus`."""
    words = say.VERDICTS[readiness.verdict]
    stage = readiness.rollout.at(readiness.stage)
    if readiness.verdict != "limited" or stage is None:
        return words
    return f"{words}: étape {stage.stage}, {stage.most_calls} appels par jour au plus"


def why(readiness: Readiness) -> str:
    """The verdict's reason, in one sentence."""
    held = sum(one.is_good for one in readiness.gates)
    counted = (
        f"{held} barrière{'s' if held > 1 else ''} sur {len(readiness.gates)} {'tiennent' if held > 1 else 'tient'}"
    )
    risks = f", {fr.count(len(readiness.risks), 'risque accepté', 'risques acceptés')}" if readiness.risks else ""
    if readiness.verdict == "no" and readiness.rollout.stage:
        return f"{counted}{risks}. Des clients parlent déjà à Paul: réparez maintenant, ou fermez la ligne."
    if readiness.verdict == "no":
        return f"{counted}{risks}. Aucun client ne doit encore parler à Paul."
    if readiness.verdict == "limited":
        return f"{counted}{risks}. Pas plus que cette étape, pas encore."
    return f"{counted}. La ligne peut rester ouverte en entier."


def stage(one: Stage) -> str:
    """`10 à 20 appels par jour, 7 jours`."""
    calls = f"{one.least_calls} à {one.most_calls}" if one.least_calls > 1 else f"jusqu’à {one.most_calls}"
    return f"{calls} appels par jour, {f'{one.days} jours' if one.days else 'pour de bon'}"


def current(rollout: Rollout, now: datetime) -> str:
    """Where we are, and since when."""
    here = rollout.at(rollout.stage)
    if here is None or rollout.since is None:
        return "La ligne n’est pas encore ouverte aux clients."
    served = (
        f", {rollout.days_done} {'jour' if (rollout.days_done or 0) < 2 else 'jours'} à ce volume" if here.days else ""
    )
    return f"Étape {here.stage}, {fr.ago(rollout.since, now)}: {stage(here)}{served}."


def lacking(rollout: Rollout) -> list[str]:
    """What the next stage still wants."""
    here = rollout.at(rollout.stage)
    found = [say.gate(code).name for code in rollout.lacking]
    missing = (here.days or 0) - (rollout.days_done or 0) if here else 0
    if missing > 0 and here:
        days = fr.count(missing, "jour entier", "jours entiers")
        found.append(f"encore {days} à ce volume")
    return found


def light(rollout: Rollout) -> Light:
    """Red as soon as more customers call than the stage is for."""
    calls = fr.count(rollout.calls_today, "appel réel", "appels réels")
    if not rollout.exceeded:
        return Light(NAME, "good" if rollout.stage else "unknown", f"{calls} aujourd’hui, {rollout.most_today} au plus")
    remedy = "renvoyez une partie des appels vers une personne, ou montez d’étape si les barrières tiennent."
    if rollout.stage == 0:
        remedy = "des clients parlent à Paul avant la mise en service: ouvrez l’étape 1, ou renvoyez la ligne."
    return Light(NAME, "bad", f"{calls} aujourd’hui, {rollout.most_today} au plus", None, remedy)


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do; `screen`: where in the console it is done, empty for a command or another's account."""

    words: str
    screen: str = ""


def steps(readiness: Readiness) -> list[Step]:
    """What to do next, in order: the first red measurement of each gate that does not hold."""
    found = []
    for one in readiness.failing:
        red = [check for check in one.checks if check.state != "good"]
        if red:
            others = len(red) - 1
            more = f" Puis {fr.count(others, 'autre mesure', 'autres mesures')}, plus bas." if others else ""
            what = say.check(one.gate, red[0].code).todo
            found.append(Step(f"{say.gate(one.gate).name}: {what}{more}", _screen(what)))
    return found


def _screen(what: str) -> str:
    named = _ON_SCREEN.match(what)
    return named[1] if named else ""
