"""The rules of GSM 03.38: which characters, what each costs, and where a message becomes two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.alerts.gsm7 import BASIC, EXTENDED, LONG_CODE_SINGLE, segments, septets, to_gsm7

# 3GPP TS 23.038, table 6.2.1, row by row: the place in the table is the code. 0x1B is the escape.
TABLE = (
    "@£$¥èéùìòÇ\nØø\rÅå"
    "Δ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ"
    " !\"#¤%&'()*+,-./"
    "0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNO"
    "PQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmno"
    "pqrstuvwxyzäöñüà"
)
# Table 6.2.1.1.
EXTENSION = "\f^{}\\[~]|€"


def test_the_alphabet_is_the_standards_own() -> None:
    assert len(TABLE) == 128
    assert set(TABLE) - {"\x1b"} == BASIC
    assert set(EXTENSION) == EXTENDED


@pytest.mark.parametrize("character", sorted(BASIC))
def test_a_basic_character_costs_one_and_stays(character: str) -> None:
    assert (septets(character), to_gsm7(character)) == (1, character)


@pytest.mark.parametrize("character", sorted(EXTENDED))
def test_an_extended_character_costs_two_and_stays(character: str) -> None:
    assert (septets(character), to_gsm7(character)) == (2, character)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("é" * 160, 1),
        ("e" * 161, 2),
        ("e" * 306, 2),
        ("e" * 307, 3),
        ("€" * 80, 1),
        ("€" * 80 + "e", 2),
        # An escape and its character are never parted: 76 of them fit in the 153 septets of a part, not 76 and a half.
        ("€" * 152, 2),
        ("€" * 153, 3),
        ("e" * 152 + "€" + "e" * 152, 3),
    ],
)
def test_where_a_message_becomes_two(text: str, count: int) -> None:
    assert segments(text) == count


def test_a_canadian_long_code_has_136_septets_alone_and_129_a_part() -> None:
    counts = [segments("e" * length, LONG_CODE_SINGLE) for length in (136, 137, 258, 259)]
    assert counts == [1, 2, 2, 3]


@pytest.mark.parametrize("character", "çêâîôûëïœÀÈÊ«»’…–")
def test_what_french_has_and_the_standard_has_not_is_refused_and_made_alike(character: str) -> None:
    with pytest.raises(ValueError, match="GSM"):
        septets(character)
    assert septets(to_gsm7(character)) >= 1
    assert "?" not in to_gsm7(character)


@pytest.mark.parametrize(
    ("french", "sent"),
    [
        ("Égout bouché à l’évier — où ça?", "Égout bouché à l'évier - où ca?"),
        ("Forêt, hôtel, île, sœur, maïs", "Foret, hotel, ile, soeur, mais"),
        ("«Ça déborde…»", '"Ça déborde..."'),
        ("12\N{NARROW NO-BREAK SPACE}000\N{NO-BREAK SPACE}$", "12 000 $"),
        ("\N{PILE OF POO}", "?"),
    ],
)
def test_french_is_sent_in_the_nearest_letters(french: str, sent: str) -> None:
    assert to_gsm7(french) == sent


@given(st.text())
def test_whatever_is_written_can_be_sent(text: str) -> None:
    sent = to_gsm7(text)
    assert set(sent) <= BASIC | EXTENDED
    assert to_gsm7(sent) == sent
    assert segments(sent) >= 1
