"""SMS text in the GSM 03.38 alphabet: one character outside it, and a message of 160 characters becomes three of 70."""

from __future__ import annotations

import unicodedata

import phonenumbers

# 3GPP TS 23.038, basic character set and its extension table (each of the latter costs two).
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("^{}\\[~]|€\f")
SINGLE = 160
# What Canadian carriers let through in one message from an ordinary number; a toll-free one has the whole 160.
LONG_CODE_SINGLE = 136
# Each part of a longer message gives these to what joins them.
JOIN = 7
_QUOTES = {"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"'}
_PLAIN = {**_QUOTES, "…": "...", "–": "-", "—": "-", "œ": "oe", "Œ": "OE"}


def to_gsm7(text: str) -> str:
    """The nearest text in the alphabet: `ê` becomes `e`, `«` becomes `\"`, what has no likeness becomes `?`."""
    return "".join(_nearest(character) for character in text)


def septets(text: str) -> int:
    """Length in septets. Raises ValueError for a character outside the alphabet."""
    foreign = set(text) - BASIC - EXTENDED
    if foreign:
        raise ValueError(f"not in GSM 03.38: {sorted(foreign)}")
    return sum(2 if character in EXTENDED else 1 for character in text)


def single(sender: str) -> int:
    """How many septets fit in one message from this number."""
    try:
        kind = phonenumbers.number_type(phonenumbers.parse(sender, "CA"))
    except phonenumbers.NumberParseException:
        return SINGLE
    return SINGLE if kind == phonenumbers.PhoneNumberType.TOLL_FREE else LONG_CODE_SINGLE


def segments(text: str, alone: int = SINGLE) -> int:
    """How many messages the text costs, where `alone` septets fit in a single one."""
    if septets(text) <= alone:
        return 1
    parts, room = 1, alone - JOIN
    for character in text:
        cost = septets(character)
        # An escape and what it announces are never parted: a part may end one septet short.
        parts, room = (parts, room - cost) if cost <= room else (parts + 1, alone - JOIN - cost)
    return parts


def _nearest(character: str) -> str:
    if character in BASIC or character in EXTENDED:
        return character
    if character in _PLAIN:
        return _PLAIN[character]
    if character.isspace():
        return " "
    stripped = "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
    return stripped if stripped and all(c in BASIC for c in stripped) else "?"
