"""What was searched for goes into an address, and names nobody there."""

from __future__ import annotations

from backend.console.sealed_words import SealedWords

WORDS = "Véronique Lévesque 450 555-0134"


def test_another_process_of_the_same_install_reads_what_was_sealed() -> None:
    sealed = SealedWords(b"salt").seal(WORDS)
    assert SealedWords(b"salt").read(sealed) == WORDS


def test_an_address_tells_nothing_of_what_was_searched_for() -> None:
    sealed = SealedWords(b"salt").seal(WORDS)
    assert all(part not in sealed for part in WORDS.split())
    assert SealedWords(b"other").read(sealed) == ""


def test_an_address_that_was_cut_or_made_up_searches_for_nothing() -> None:
    sealed = SealedWords(b"salt").seal(WORDS)
    assert [SealedWords(b"salt").read(one) for one in (sealed[:-9], "lévesque", "")] == ["", "", ""]
