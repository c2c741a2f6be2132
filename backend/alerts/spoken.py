"""The words of a call: who speaks, who needs what and where, and which key does what. Short: it is said twice."""

from __future__ import annotations

import re
from typing import Any, Literal

from backend.alerts import text
from backend.folding import fold

Answer = Literal["takes", "passes"]
# What a voice reads in ten seconds; the rest is in the SMS and on the page behind its link.
LONGEST = 90
INTRODUCTION = "Ici le système d’alerte de Drain Fortin."
KEYS = "Appuyez sur 1, ou dites «je m’en occupe». Sur 2, ou dites «suivant», pour la personne suivante."
# Whole answers, listened for after the reading and not during it: a phone is picked up with a «oui?» too.
_TAKES = re.compile(
    r"oui(?: oui)*|(?:(?:oui|ok|okay|d'accord|parfait|bon|bien) )*je (?:m'en occupe|vais m'en occuper|l[ea] prends)"
    r"(?: (?:merci|tout de suite))*"
)
_PASSES = re.compile(r"(?:(?:au |le )?suivant|(?:(?:la )?personne )?suivante)(?: (?:s'il vous plait|merci))?")
HINTS = "je m'en occupe, oui, suivant"
TAKEN = "C’est noté: vous vous en occupez. Merci."
PASSED = "Entendu: la personne suivante est prévenue."
NO_KEY = "Vous n’avez rien confirmé: d’autres personnes seront prévenues. Au revoir."
TEST = "Ceci est un essai: tout va bien. Appuyez sur 1 pour dire que vous l’avez entendu."
# The database is away: what the call is about is not known, but that there is something is.
AWAY = "Ici le système d’alerte de Drain Fortin. Une alerte urgente vous attend: regardez vos textos, ou la console."
NOT_NOTED = "Cela n’a pas pu être noté. Touchez le lien du texto, ou ouvrez la console."
OVER = "Quelqu’un s’en occupe déjà. Merci."
DID = {"taken": TAKEN, "passed": PASSED, "over": OVER}


def call(given: dict[str, Any]) -> str:
    """What is read to whoever answers."""
    if given["alert"]["kind"] == "test":
        return f"{INTRODUCTION} {TEST}"
    parts = [part for part in text.told(given) if part]
    said = ". ".join(parts)
    while len(said) > LONGEST and parts:
        longest = max(parts, key=len)
        shorter = text.shorter(longest)
        parts = [shorter if part is longest else part for part in parts]
        parts = [part for part in parts if part]
        said = ". ".join(parts)
    return f"{INTRODUCTION} {said}. {KEYS}"


def meant(key: str, said: str) -> Answer | None:
    """What somebody at the phone answered, by a key or in words; None: neither of the two."""
    words = " ".join(re.findall(r"[\w']+", fold(said)))
    if key == "1" or (not key and _TAKES.fullmatch(words)):
        return "takes"
    return "passes" if key == "2" or (not key and _PASSES.fullmatch(words)) else None
