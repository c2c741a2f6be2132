"""The words of a message to a customer: the owner's, with what is known of the visit put into them."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from backend import fr
from backend.alerts.addressee import CustomerKind
from backend.alerts.gsm7 import to_gsm7
from backend.utterance.language import Language

PLACEHOLDERS = ("heure", "jour", "prenom", "ref")
_ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_PLACED = re.compile(r"\{(" + "|".join(PLACEHOLDERS) + r")\}")
MOST_SIGNS = 320


def sms(given: dict[str, Any]) -> str:
    """The text for a case, in GSM 03.38; the brand is put before it by the provider, or for it."""
    to, lead = given["customer"], given.get("lead") or {}
    language: Language = "en" if to["language"] == "en" else "fr"
    visit_at = datetime.fromisoformat(given["alert"]["visit_at"])
    return written(to[f"words_{language}"], visit_at, lead.get("name"), lead.get("ref") or "", language)


def written(words: str, visit_at: datetime, name: str | None, ref: str, language: Language) -> str:
    """With each placeholder filled in; where there is no name, the sentence closes over it."""
    facts = {"heure": _hour(visit_at, language), "jour": _day(visit_at, language), "ref": ref, "prenom": _first(name)}
    filled = _PLACED.sub(lambda found: facts[found[1]], words)
    return to_gsm7(re.sub(r" +([,.!)])", r"\1", re.sub(r" {2,}", " ", filled)).strip())


def wrong(kind: CustomerKind, words: str) -> str:
    """Why these words cannot be kept; empty where they can. The database holds the same."""
    unknown = re.search(r"\{[^}]*\}?|\}", _PLACED.sub("", words))
    if unknown:
        known = ", ".join(f"{{{one}}}" for one in PLACEHOLDERS)
        return f"«{unknown[0]}» n’est pas connu: les mots à remplacer sont {known}."
    if kind != "visit_on_way" and "{heure}" not in words:
        return "Le texto doit dire l’heure: mettez {heure}."
    if not re.search(r"\bSTOP\b", words):
        return "Le texto doit dire comment ne plus en recevoir: mettez STOP, par exemple «STOP: plus de textos»."
    return f"Le texto est trop long: {MOST_SIGNS} caractères au plus." if len(words) > MOST_SIGNS else ""


def _first(name: str | None) -> str:
    """The first name; a title is none."""
    words = [word for word in (name or "").split() if word.lower().rstrip(".") not in ("m", "mme", "mr", "mrs", "ms")]
    return words[0] if len(words) > 1 or (words and len((name or "").split()) == 1) else ""


def _hour(at: datetime, language: Language) -> str:
    """`13 h`, `13 h 30`; `1 p.m.`, `1:30 p.m.`: plain spaces, a phone breaks the line where it likes."""
    local = fr.local(at)
    if language == "fr":
        return f"{local.hour} h" + (f" {local.minute:02d}" if local.minute else "")
    minutes = f":{local.minute:02d}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes} {'a.m.' if local.hour < 12 else 'p.m.'}"


def _day(at: datetime, language: Language) -> str:
    if language == "fr":
        return fr.day(at)
    local = fr.local(at)
    return f"{_ENGLISH_DAYS[local.weekday()]}, {_ENGLISH_MONTHS[local.month - 1]} {local.day}"
