"""The words of a call: who speaks, who needs what and where, and which key does what. Short: it is said twice."""

from __future__ import annotations

from typing import Any

from backend.alerts import text

# What a voice reads in ten seconds; the rest is in the SMS and on the page behind its link.
LONGEST = 90
INTRODUCTION = "Ici le système d’alerte de Drain Fortin."
KEYS = "Appuyez sur 1 pour dire que vous vous en occupez, sur 2 pour passer à la personne suivante."
TAKEN = "C’est noté: vous vous en occupez. Merci."
PASSED = "Entendu: la personne suivante est prévenue."
NO_KEY = "Vous n’avez rien confirmé: d’autres personnes seront prévenues. Au revoir."
# The database is away: what the call is about is not known, but that there is something is.
AWAY = "Ici le système d’alerte de Drain Fortin. Une alerte urgente vous attend: regardez vos textos, ou la console."
NOT_NOTED = "Cela n’a pas pu être noté. Touchez le lien du texto, ou ouvrez la console."
OVER = "Quelqu’un s’en occupe déjà. Merci."
DID = {"taken": TAKEN, "passed": PASSED, "over": OVER}


def call(given: dict[str, Any]) -> str:
    """What is read to whoever answers."""
    parts = [part for part in text.told(given) if part]
    said = ". ".join(parts)
    while len(said) > LONGEST and parts:
        longest = max(parts, key=len)
        shorter = text.shorter(longest)
        parts = [shorter if part is longest else part for part in parts]
        parts = [part for part in parts if part]
        said = ". ".join(parts)
    return f"{INTRODUCTION} {said}. {KEYS}"
