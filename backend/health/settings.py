"""Réglages: what each running program found of its own settings when it started."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from backend import fr
from backend.doctor.beside import Found, found_here
from backend.doctor.finding import Finding, State
from backend.lights import Light, not_measured
from backend.lights import State as LightState
from backend.supabase.rpc import Reader, Rpc

NAMES = {"console": "Console", "webhook": "Webhook", "worker": "Service de fond"}
STATES: dict[State, LightState] = {"ok": "good", "gap": "warn", "broken": "bad"}

_FOUND: Reader[list[Found]] = Reader("settings_findings", list[Found])


def read(api: Rpc) -> list[Found]:
    """The webhook's and the worker's, kept in the database; and this console's own."""
    return [*found_here(), *_FOUND(api)]


def lights(found: Sequence[Found]) -> Iterator[Light]:
    """For each program how many are in order, then what is not, the worst first; or that it never said."""
    for program, name in NAMES.items():
        ours = [one for one in found if one.program == program]
        if not ours:
            yield not_measured(name, meaning="Ses réglages sont essayés à son démarrage.")
        for one in ours:
            yield _summary(name, one)
            wrong = sorted((f for f in one.findings if f.state != "ok"), key=lambda f: f.state != "broken")
            yield from (_light(finding, one, name) for finding in wrong)


def _summary(name: str, found: Found) -> Light:
    wrong = sum(one.state != "ok" for one in found.findings)
    well = fr.count(len(found.findings) - wrong, "réglage en ordre", "réglages en ordre")
    states = {one.state for one in found.findings}
    state: State = "broken" if "broken" in states else "gap" if "gap" in states else "ok"
    text = f"{well}, {wrong} à revoir" if wrong else well
    return Light(name, STATES[state], text, found.at, source=f"son démarrage sur {found.instance}")


def _light(finding: Finding, found: Found, name: str) -> Light:
    source = f"{name}, {found.instance}"
    return Light(finding.setting, STATES[finding.state], finding.found, found.at, finding.remedy, source, finding.means)
