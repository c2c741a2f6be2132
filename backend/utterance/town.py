"""Which town is meant, without the province, the country, the code or the floor that are said beside it."""

from __future__ import annotations

import re
import unicodedata

from backend.utterance.plain import plain

_POSTAL_CODE = re.compile(r"\b[a-z]\d[a-z][ -]?\d[a-z]\d\b", re.IGNORECASE)
# No town has a longer name; a longer part is a story.
_MAX_TOWN = 100
_ABOVE = frozenset({"qc", "pq", "canada", "province de quebec", "province of quebec"})
# « Vieux Québec » is a place: without brackets, only what is no part of a name.
_BEHIND = re.compile(r"(?:\s+(?:\((?:qc|pq|québec|quebec|canada)\)|(?:qc|pq|canada)\b))+\W*\Z", re.IGNORECASE)
# « À Longueuil », but nothing that is still to be done: « à confirmer ».
_AT = re.compile(r"\A(?:c['’]est )?(?:à|a|dans|in|at) (?:(?=(?-i:[A-ZÀ-Þ]))|(?=[^\W\d])(?!\w+[ei]r\b))", re.IGNORECASE)
_TOWN_OF = re.compile(
    r"\A(?:la |le |l['’]|the )?(?:(?:ville|municipalit[ée]) (?:de |d['’])|city of |"
    r"(?:secteur|arrondissement|quartier|borough) (?:de |d['’]|du (?=vieux)|of )?)",
    re.IGNORECASE,
)
_STREET = re.compile(
    # Côte-Saint-Luc and Terrasse-Vaudreuil are towns.
    r"(?:rue|av|ave|avenue|boul|bd|boulevard|chemin|ch|route|rang|place|montee|cote(?!-saint-luc)|allee|street|croissant|"
    r"terrasse(?!-vaudreuil)|impasse|promenade|carre|cercle|ruelle|autoroute)\b|"
    r".* (?:street|avenue|road|drive|crescent|boulevard)\Z"
)
# Where in the house, or beside what.
_WITHIN = re.compile(
    r"(?:(?:le|la|au|du|a l'|en|dans l[ea]|in the) ?)?(?:(?:demi-)?sous[ -]sol|basement|rez[ -]de[ -]chaussee|"
    r"(?:\w+ )?(?:etage|floor)|haut|bas|arriere|appartement|appart|apt|app|suite|unite|unit|logement|porte|local|"
    r"bureau|coin|angle|corner|entre|derriere|en face|face|pres|a cote|next to|near|behind|(?:du|tri|quadru)plex|condo|"
    r"bungalow|maison|bloc|immeuble|garage|stationnement|cour|chez|entree|upstairs|downstairs|(?:back|front|side) door|"
    r"sonne[zr]?)\b(?!-)"
)


def read_town(said: str | None) -> str | None:
    """The town in the words that were said for one: `Longueuil, QC`, « Ville de Longueuil »."""
    first, *rest = [part for part in _parts(said) if plain(part) not in _ABOVE] or [""]
    return ", ".join(_without_quebec([_named(first), *rest])) or None


def town_of(address: str | None) -> str | None:
    """The town at the end of an address, when there is more than one part: `12, rue X, Longueuil (Québec) J4K 1E5`."""
    parts = [part for part in _parts(address)[1:] if plain(part) not in _ABOVE and not _WITHIN.match(plain(part))]
    last = _without_quebec([_named(part) for part in parts])[-1:]
    return last[0] if last and _may_be_town(last[0]) else None


def postal_code_in(said: str | None) -> str | None:
    """The code that was said with a town."""
    found = _POSTAL_CODE.search(said or "")
    return found[0] if found else None


def _parts(said: str | None) -> list[str]:
    written = _POSTAL_CODE.sub(" ", unicodedata.normalize("NFC", said or ""))
    return [part for part in map(_alone, written.split(",")) if part]


def _alone(part: str) -> str:
    bare = part.strip(" .")
    return _TOWN_OF.sub("", _BEHIND.sub("", bare)).strip(" .") if len(bare) <= _MAX_TOWN else bare


def _named(part: str) -> str:
    return _TOWN_OF.sub("", _AT.sub("", part)) if len(part) <= _MAX_TOWN else part


def _without_quebec(parts: list[str]) -> list[str]:
    """Behind a town it is the province; alone, or behind a street, it is the town."""
    is_province = len(parts) > 1 and plain(parts[-1]) == "quebec" and _may_be_town(parts[-2])
    return parts[:-1] if is_province else parts


def _may_be_town(part: str) -> bool:
    return not re.search(r"\d", part) and not _STREET.match(plain(part))
