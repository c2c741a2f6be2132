"""How many SMS a text takes, by 3GPP TS 23.038. Written apart from the console's own count, which it checks."""

from __future__ import annotations

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
# These take two places each.
EXTENDED = frozenset("\f^{}\\[~]|€")


def segments(text: str) -> int:
    """The number of SMS, at least one."""
    if all(character in BASIC or character in EXTENDED for character in text):
        return _parts(len(text) + sum(character in EXTENDED for character in text), alone=160, joined=153)
    return _parts(len(text.encode("utf-16-be")) // 2, alone=70, joined=67)


def _parts(length: int, *, alone: int, joined: int) -> int:
    return 1 if length <= alone else -(-length // joined)
