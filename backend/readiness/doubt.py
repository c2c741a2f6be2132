"""What a gate's measurement proves, where it observed some cases out of many: n, and the least share at 95 %."""

from __future__ import annotations

from collections.abc import Callable

from backend import fr, proportion
from backend.readiness.read import Check

# How many of the n held. What is not here is no sample: all of it was tried, or it is no matter of how often.
_HELD: dict[str, Callable[[Check], int]] = {
    "paul.trials": lambda check: check.n or 0,
    "monitoring.errors": lambda check: (check.n or 0) - _facts(check, "failed", "lost"),
    "sms.lost": lambda check: (check.n or 0) - _facts(check, "failed", "forgotten"),
    "load.soak": lambda check: (check.n or 0) - _facts(check, "lost", "twice"),
    "capacity.ramp": lambda check: (check.n or 0) - _facts(check, "lost", "twice"),
    "plan_b.exercise": lambda check: check.n or 0,
    "privacy.notice": lambda check: _facts(check, "heard"),
}


def said(gate: str, check: Check) -> str | None:
    """`n = 12`, and for a sample what it proves; None where nothing is counted."""
    held = _HELD.get(f"{gate}.{check.code}")
    if held is None:
        return f"n = {fr.decimal(check.n, 0)}" if check.n is not None else None
    n = check.n or 0
    return f"n = {fr.decimal(n, 0)}: {proportion.said(max(0, min(held(check), n)), n)}"


def _facts(check: Check, *names: str) -> int:
    return sum(int(check.facts.get(name) or 0) for name in names)
