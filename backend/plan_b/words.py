"""How plan B is told."""

from __future__ import annotations

from datetime import datetime

from backend import coded, fr, refusals
from backend.plan_b.read import Diversion, Sign
from backend.trials import words as trial_words
from backend.vapi import words as vapi_words

_SIGNS: dict[str, str] = {
    "trials": "les {n} derniers essais ont échoué",
    "faults": "{n} appels ont planté dans la dernière heure",
    "no_calls": "aucun appel depuis deux heures, alors que {n} sont habituels",
    "vapi_away": "Vapi ne répond plus",
}
_VERDICTS: dict[str, str] = {
    "rang": "le téléphone a sonné chez la bonne personne, et Paul n’a pas répondu",
    "paul_answered": "Paul a répondu quand même: le détournement n’a pas pris",
    "not_set": "la ligne n’a pas pu être détournée à temps",
    "too_long": "l’essai ne s’est pas terminé à temps",
    "stopped": "arrêté avant la fin",
}
_ERRORS: dict[str, str] = {
    "not_confirmed": "Vapi a accepté, mais relit autre chose",
    "no_vapi": "Vapi n’est pas configuré",
    "no_line": "la ligne n’est pas nommée dans les réglages (VAPI_LINE_ID)",
    "unknown_call": "Vapi ne connaît pas cette ligne (VAPI_LINE_ID)",
    "refused": "Vapi a refusé la demande",
}


def sign(one: Sign, now: datetime) -> str:
    """`3 appels ont planté dans la dernière heure (depuis 4 min)`."""
    result = _SIGNS.get(one.sign, one.sign).format(n=one.n)
    return f"{result} (depuis {fr.span((now - one.since).total_seconds())})"


def error(code: str | None) -> str:
    """What Vapi, or our own settings, objected."""
    if code is None:
        return ""
    return _ERRORS.get(code) or vapi_words.error(code) or code


def verdict(one: Diversion) -> str:
    """What an exercise came to."""
    code = one.verdict or ""
    if code.startswith("trial:"):
        _, step, reason = (*code.split(":"), "", "")[:3]
        return f"l’essai a échoué: {trial_words.reason(step, reason)}"
    return _VERDICTS.get(code) or (refusals.sentence(*coded.split(code)) if code else "")


def standing(one: Diversion, now: datetime) -> str:
    """The diversion under way, in a sentence for every page."""
    what = "Exercice de plan B: la ligne" if one.is_exercise else "La ligne"
    trouble = f" Vapi: {error(one.error)}. Nouvel essai dans un instant." if one.error else ""
    if one.state == "asked":
        asked = f"demandé {fr.ago(one.asked_at, now)}"
        return f"{what} va être détournée vers {one.to_name}: {asked}, Vapi ne l’a pas encore confirmé.{trouble}"
    if one.state == "ending":
        return f"{what} va être rendue à Paul: demandé, Vapi ne l’a pas encore confirmé.{trouble}"
    if one.is_diverted is False:
        return f"Attention: la ligne devrait sonner chez {one.to_name}, mais Vapi dit que non.{trouble}"
    since = fr.moment_near(one.on_at or one.asked_at, now)
    seen = f" Relu chez Vapi {fr.ago(one.checked_at, now)}." if one.checked_at else ""
    return f"{what} est détournée vers {one.to_name} depuis {since}: Paul ne répond pas.{seen}{trouble}"
