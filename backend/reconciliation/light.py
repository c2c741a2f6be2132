"""The light «Écart»: calls that Vapi knows and we do not have whole. Measured by comparing the two lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from backend import fr
from backend.lights import Light, age_s, not_measured
from backend.vapi import words as vapi_words

NAME = "Écart"
# Compared every three minutes; after this long, something stops it.
STALE_S = 15 * 60


@dataclass(frozen=True, slots=True)
class Gap:
    """The last comparison that succeeded, and the last that was tried."""

    # None: nothing was ever compared to its end.
    at: datetime | None = None
    gap: int | None = None
    # Here and not at Vapi.
    extra: int | None = None
    # Fetched from Vapi's list in the last 24 hours, for the webhook had missed them.
    missed: int = 0
    simulated: bool | None = None
    tried_at: datetime | None = None
    error: str | None = None


def light(gap: Gap | None, now: datetime) -> Light:
    """The number, its age, and what to do when it is not zero or no longer measured."""
    if gap is None:
        return not_measured(NAME)
    why = vapi_words.error(gap.error)
    if gap.at is None or gap.gap is None:
        return Light(NAME, "warn" if why else "unknown", why or "non mesuré", gap.tried_at)
    text = ", ".join(filter(None, (f"{gap.gap}", _beside(gap), fr.ago(gap.at, now))))
    if gap.gap:
        which = "un appel connu de Vapi n’est" if gap.gap == 1 else f"{gap.gap} appels connus de Vapi ne sont"
        remedy = f"{which} pas encore ici au complet: repris d’eux-mêmes. Après 15 minutes, prévenez l’administrateur."
        return Light(NAME, "bad", text, gap.at, remedy)
    if age_s(gap.at, now) > STALE_S:
        remedy = f"les appels ne sont plus comparés à la liste de Vapi: {why or 'le service de fond est à vérifier'}."
        return Light(NAME, "warn", text, gap.at, remedy)
    return Light(NAME, "warn" if gap.extra else "good", text, gap.at)


def _beside(gap: Gap) -> str:
    result = [
        "Vapi simulé" if gap.simulated else "",
        fr.count(gap.missed, "appel rattrapé", "appels rattrapés") if gap.missed else "",
        f"{gap.extra} ici seulement" if gap.extra else "",
    ]
    return ", ".join(words for words in result if words)
