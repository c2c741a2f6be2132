"""The light «Réglages de Paul»: whether Paul at Vapi is as he is written in `backend/paul/config`."""

from __future__ import annotations

from datetime import datetime

from backend import fr
from backend.lights import Light, age_s, not_measured
from backend.paul.model import Drift
from backend.vapi import words as vapi_words

NAME = "Réglages de Paul"
# Looked at every five minutes; after this long, something stops it.
STALE_S = 20 * 60
SHOWN = 3


def light(drift: Drift | None, now: datetime) -> Light:
    """Names of settings that differ, and what to do; grey when nobody has looked, amber when the look is old."""
    if drift is None:
        return not_measured(NAME)
    why = vapi_words.error(drift.error)
    if drift.differences:
        n = len(drift.differences)
        shown = ", ".join(drift.differences[:SHOWN]) + (f" et {n - SHOWN} de plus" if n > SHOWN else "")
        remedy = f"Vapi n’a pas ce qui est prévu: {shown}. Administrateur: «python -m backend.paul plan», puis «apply»."
        return Light(NAME, "bad", f"{fr.count(n, 'écart')}, {fr.ago(drift.checked_at, now)}", drift.checked_at, remedy)
    text = f"comme prévu, {'Vapi simulé, ' if drift.simulated else ''}{fr.ago(drift.checked_at, now)}"
    if age_s(drift.checked_at, now) > STALE_S:
        remedy = f"les réglages ne sont plus comparés: {why or 'le service de fond est à vérifier'}."
        return Light(NAME, "warn", text, drift.checked_at, remedy)
    return Light(NAME, "good", text, drift.checked_at)
