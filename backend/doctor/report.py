"""The list that people read, the one that machines read, and the exit status."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from backend import fr
from backend.doctor.finding import Finding, State

SIGNS: dict[State, str] = {"ok": "✓", "gap": "!", "broken": "✕"}
WORST_FIRST: tuple[State, ...] = ("broken", "gap", "ok")
Found = Mapping[str, Sequence[Finding]]


def text(found: Found) -> str:
    """One list a program, the worst first; what was told of an earlier program is not told twice."""
    told: set[Finding] = set()
    parts = []
    for program, findings in found.items():
        fresh = [one for one in dict.fromkeys(findings) if one not in told]
        told.update(fresh)
        ordered = sorted(fresh, key=lambda one: WORST_FIRST.index(one.state))
        parts.append("\n".join([_title(program, findings), *(_lines(one) for one in ordered)]))
    return "\n\n".join(parts)


def as_json(found: Found) -> str:
    """Every finding, by program."""
    told = {program: [asdict(one) for one in findings] for program, findings in found.items()}
    return json.dumps({"exit": exit_status(found), "programs": told}, ensure_ascii=False, indent=1)


def exit_status(found: Found) -> int:
    """0: all is well; 1: something is broken; 2: it works, with gaps."""
    states = {one.state for findings in found.values() for one in findings}
    return 1 if "broken" in states else 2 if "gap" in states else 0


def _title(program: str, findings: Sequence[Finding]) -> str:
    n = {state: sum(one.state == state for one in findings) for state in WORST_FIRST}
    said = [
        f"{n['broken']} en panne" if n["broken"] else "",
        fr.count(n["gap"], "lacune") if n["gap"] else "",
        f"{n['ok']} en ordre" if n["ok"] else "",
    ]
    return f"Réglages de {program} : {', '.join(word for word in said if word) or 'rien à essayer'}"


def _lines(one: Finding) -> str:
    head = f"  {SIGNS[one.state]} {one.setting} : {one.found}"
    more = [f"      {words}" for words in (one.means, f"À faire : {one.remedy}" if one.remedy else "") if words]
    return "\n".join([head, *more])
