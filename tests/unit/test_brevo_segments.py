"""How many SMS a text takes."""

from __future__ import annotations

import pytest

from backend.local.standins.brevo.segments import BASIC, EXTENDED, segments


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("é" * 160, 1),
        ("€" * 80, 1),
        ("€" * 80 + "a", 2),
        ("ê" + "a" * 69, 1),
        ("ê" + "a" * 70, 2),
        ("ê" + "a" * 133, 2),
        ("ê" + "a" * 134, 3),
        ("\N{PILE OF POO}" * 35, 1),
        ("\N{PILE OF POO}" * 36, 2),
    ],
)
def test_segments(text: str, count: int) -> None:
    assert segments(text) == count


def test_the_alphabet_is_that_of_the_standard() -> None:
    # 128 places, less the escape itself.
    assert len(BASIC) == 127
    assert len(EXTENDED) == 10
    assert not BASIC & EXTENDED
    assert set("éèàùìòÉÇäöüñ") <= BASIC
    assert not set("çêâîôûëïœÀÈÊ«»’…–") & (BASIC | EXTENDED)
