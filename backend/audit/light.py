"""The light «Journal des gestes»: whether each line is still what it was when it was sealed."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ValidationError

from backend import fr
from backend.lights import Light, Probe, age_s, not_measured

NAME = "Journal des gestes"
SOURCE = "chaîne d’empreintes, parcourue chaque jour"
MEANING = "Chaque ligne est telle qu’elle a été écrite; un effacement permis et une purge y sont inscrits."
# Gone through once a day; missed twice, something stops it.
STALE_S = 50 * 3600
REMEDY = (
    "Quelqu’un a écrit dans la base sans passer par la console. Gardez cette base telle quelle, changez ses mots de"
    " passe, et comparez avec la dernière copie de sauvegarde éprouvée."
)


class Found(BaseModel, frozen=True):
    """What was found by going through it; `broken`: the first link that is not as it was made."""

    links: int
    lines: int
    broken: int | None = None
    cut: bool = False
    changed: int = 0
    missing: int = 0
    back: int = 0
    unsealed: int = 0


def light(now: datetime, probe: Probe | None) -> Light:
    """What is wrong first; grey when nobody has looked, or not for long."""
    found = _found(probe)
    if probe is None or found is None:
        return not_measured(NAME, source=SOURCE, meaning=MEANING)
    if not probe.ok:
        return Light(NAME, "bad", ", ".join(_wrong(found)), probe.at, REMEDY, SOURCE, MEANING)
    if age_s(probe.at, now) > STALE_S:
        return Light(NAME, "unknown", "mesure trop ancienne", probe.at, "Vérifiez le service de fond.", SOURCE, MEANING)
    return Light(NAME, "good", f"{fr.count(found.lines, 'ligne')}, chaîne entière", probe.at, "", SOURCE, MEANING)


def _found(probe: Probe | None) -> Found | None:
    try:
        return Found.model_validate_json(probe.detail or "") if probe else None
    except ValidationError:
        return None


def _wrong(found: Found) -> list[str]:
    said = (
        f"chaîne rompue au maillon {found.broken}" if found.broken else "",
        "fin de la chaîne coupée" if found.cut else "",
        fr.count(found.changed, "ligne changée", "lignes changées") if found.changed else "",
        fr.count(found.missing, "ligne disparue", "lignes disparues") if found.missing else "",
        fr.count(found.back, "ligne purgée revenue", "lignes purgées revenues") if found.back else "",
        fr.count(found.unsealed, "ligne hors de la chaîne", "lignes hors de la chaîne") if found.unsealed else "",
    )
    return [one for one in said if one]
