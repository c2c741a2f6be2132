"""What a password must be, and that the refusal says why without repeating it."""

from __future__ import annotations

import pytest

from backend.console import passwords


@pytest.mark.parametrize(
    "weak", ["court", "aaaaaaaaaaaaaa", "drainfortin2026", "motdepasse123", "local-x@drain.example"]
)
def test_a_weak_one_is_refused_in_words(weak: str) -> None:
    said = passwords.problem(weak, "local-x@drain.example")
    assert said and weak not in said


def test_64_characters_are_taken_and_more_than_bcrypt_reads_are_refused() -> None:
    sentence = "quatre tuyaux bleus dorment sous la rue et personne ne les voit."
    assert len(sentence) == 64 and not passwords.problem(sentence)
    # Refused rather than cut: what is beyond would count for nothing.
    assert "trop long" in passwords.problem(sentence + "é" * 5)


def test_a_long_one_is_taken_without_fuss() -> None:
    assert not passwords.problem("local trois tuyaux bleus", "x@drain.example")
