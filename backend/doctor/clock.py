"""This machine's clock against another's: a machine cannot judge itself."""

from __future__ import annotations

from backend import fr
from backend.doctor.finding import Finding, broken, gap, ok
from backend.vapi.signature import WINDOW_S

SETTING = "Horloge"
MOST_SKEW_S = 30
REMEDY = "Réglez l’heure de cette machine (timedatectl set-ntp true), puis redémarrez le programme."


def judged(skew_s: float, witness: str, *, checks_signatures: bool = False) -> Finding:
    """`skew_s`: our lead. Whoever checks signatures refuses every message of Vapi past five minutes."""
    off = abs(skew_s)
    if off <= MOST_SKEW_S:
        return ok(SETTING, f"à l’heure de {witness}")
    found = f"{'en avance' if skew_s > 0 else 'en retard'} de {fr.span(off)} sur {witness}"
    if off < WINDOW_S:
        return gap(SETTING, found, "Les heures affichées sont fausses d’autant.", REMEDY)
    means = "Tous les messages de Vapi sont refusés (401) : ils sont perdus, et les heures gardées sont fausses."
    return broken(SETTING, found, means, REMEDY, stops=checks_signatures)
