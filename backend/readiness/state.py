"""The state and the age of a measurement, as the screen and the report both say them."""

from __future__ import annotations

from datetime import datetime

from backend import fr
from backend.lights import NOT_MEASURED, Tone
from backend.readiness.read import Check, Gate


def state(check: Check, now: datetime) -> tuple[str, Tone]:
    """Good is the only green; what is missing or too old is as red as what failed."""
    if check.state == "good":
        return "tient", "good"
    if check.state == "expired" and check.measured_at:
        return f"expiré: mesuré {fr.ago(check.measured_at, now)}", "bad"
    return ("ne tient pas", "bad") if check.state == "bad" else (NOT_MEASURED, "bad")


def gate_state(gate: Gate, now: datetime) -> tuple[str, Tone]:
    """The worst of its measurements; a risk that somebody answers for is amber, never green."""
    if gate.is_good:
        return "tient", "good"
    if gate.holds:
        return "risque accepté", "warn"
    for wanted in ("bad", "expired", "unmeasured"):
        found = next((one for one in gate.checks if one.state == wanted), None)
        if found:
            return state(found, now)
    return NOT_MEASURED, "bad"


def when(check: Check, now: datetime) -> str:
    """When it was measured, and how long that says anything."""
    if check.measured_at is None:
        valid = f", une mesure vaut {_span(check.valid_seconds)}" if check.valid_seconds else ""
        return f"jamais mesuré{valid}"
    measured = f"mesuré {fr.moment_near(check.measured_at, now)} ({fr.ago(check.measured_at, now)})"
    if check.valid_until is None:
        return measured
    if check.valid_until < now:
        return f"{measured}, expiré {fr.ago(check.valid_until, now)}"
    return f"{measured}, vaut jusqu’à {fr.moment_near(check.valid_until, now)}"


def _span(seconds: float) -> str:
    # Twenty-six hours are not "one day": the difference is what makes last night's copy count.
    hours = round(seconds / 3600)
    return f"{hours}{fr.NBSP}h" if 1 < hours < 72 else fr.span(seconds)
