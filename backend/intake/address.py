"""An address that is told in pieces: « app. 3 », « le 47 » or « au 2e étage » belong to the one that is known."""

from __future__ import annotations

import re

from backend.intake.likeness import fuller, is_among, words_of

# What many addresses have in common.
_ANY_STREET = frozenset(
    (
        "rue", "avenue", "av", "ave", "boulevard", "boul", "bd", "chemin", "ch", "route", "rang", "place", "street",
        "st", "road", "rd", "drive", "app", "apt", "appartement", "apartment", "unit", "est", "ouest", "nord", "sud",
        "east", "west", "north", "south", "saint", "sainte", "ste", "de", "des", "du", "la", "le", "les", "the",
    )
)  # fmt: skip
# « 45 », « 45A », « 45-3 »; neither « 5e » nor « 45 d'Youville ».
_DOOR = r"(?<![\w-])\d{1,5}(?:-\d{1,4})?(?:[ -]?[a-d])?(?![\w'’-])"
_LEVEL = r"(?:haut|bas|arri[eè]re|upstairs|downstairs|(?:demi[ -])?sous[ -]sol|basement|rez[ -]de[ -]chauss[eé]e)"
_INSIDE = (
    r"(?P<unit>(?<!\w)(?:l['’])?(?:(?:app(?:art)?|apt|appartement|apartment|suite|unit[eé]?|logement|porte|local|bureau|"
    r"condo)\b\.?[ :]*(?:#|num[eé]ro |no\.? ?)?|# ?)(?:\d{1,4}[a-z]?|[a-z]\d{0,3})(?![\w'’]))|"
    r"(?P<floor>(?<!\w)(?:(?:l['’])?(?:appartement|logement|porte) )?"
    r"(?:(?:au|le|du|en|dans le|on the|in the) |d['’]en |(?:[àa] |de )?l['’])?"
    rf"(?:{_LEVEL}|\w{{1,12}} (?:[eé]tage|floor))(?!\w))|"
    r"(?P<code>(?:code postal:? )?\b[a-z]\d[a-z][ -]?\d[a-z]\d\b)"
)
_PIECE = re.compile(
    r"[\s,;.()]*(?:"
    rf"(?:(?:pas|not) (?:le |au |the )?{_DOOR}|{_DOOR}[ ,]+non\b)|{_INSIDE}|"
    r"(?:(?:non|c['’]est|it['’]?s|plut[oô]t|le|au|the|at|num[eé]ro(?: civique)?|number|no\.?)[ ,:]+)*"
    rf"(?P<door>{_DOOR}))[\s,;.()]*",
    re.IGNORECASE,
)
# Figures within an address that are no door: those of its road, and all that is inside.
_ITS_DOOR = re.compile(
    rf"(?:route|rte|rang|autoroute|highway|hwy) \d+|{_INSIDE}|(?P<door>{_DOOR})", re.IGNORECASE
)  # fmt: skip
# A longer one is a story.
_MAX_PIECES = 100


def same_street(one: str, other: str) -> bool:
    """Whether two addresses may be of one street: a number put right moves nobody to another place."""
    if is_piece(one) or is_piece(other):
        return True
    names = [
        [word for word in words_of(address) if word not in _ANY_STREET and word.isalpha()] for address in (one, other)
    ]
    return not all(names) or any(is_among(word, names[1]) for word in names[0])


def is_piece(address: str | None) -> bool:
    """Whether nothing in it says which street."""
    return bool(_pieces(address or ""))


def names_place(address: str | None) -> bool:
    """Whether it says where somebody is to go: « app. 3 » is no place by itself."""
    return bool(address) and not is_piece(address)


def fuller_address(told: str | None, again: str | None) -> str | None:
    """What holds of two wordings of one address. Pieces go into it: with « 47 » and « app. 3 », « 45 rue Bellevue » is
    « 47 rue Bellevue, app. 3 »."""
    if not told or not again:
        return again or told
    if is_piece(again):
        return _with(told, _pieces(again))
    # The street comes after its pieces: what it says itself is later.
    missing = {kind: words for kind, words in _pieces(told).items() if not _place_of(kind, again)}
    return _with(again, missing) if is_piece(told) else fuller(told, again)


def _pieces(address: str) -> dict[str, str]:
    """What is told, by its kind; nothing where a word is left over, or one kind is told twice."""
    found: dict[str, str] = {}
    at = 0 if len(address) <= _MAX_PIECES else len(address)
    while at < len(address):
        match = _PIECE.match(address, at)
        told = {kind: words for kind, words in match.groupdict().items() if words} if match else found
        if match is None or not found.keys().isdisjoint(told):
            return {}
        found |= told
        at = match.end()
    return found


def _with(address: str, pieces: dict[str, str]) -> str:
    for kind, words in pieces.items():
        place = _place_of(kind, address)
        if place:
            address = address[: place[0]] + words + address[place[1] :]
        elif kind == "door":
            # « 5e avenue » has no door number yet.
            address = f"{words} {address}"
        elif words.lower() not in address.lower():
            address = f"{address}, {words}"
    return address


def _place_of(kind: str, address: str) -> tuple[int, int] | None:
    # A street may be called « du Bas ».
    spans = (match.span(kind) for match in _ITS_DOOR.finditer(address) if match[kind] and kind != "floor")
    return next(spans, None)
