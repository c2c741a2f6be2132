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


def test_a_long_one_is_taken_without_fuss() -> None:
    assert not passwords.problem("local trois tuyaux bleus", "x@drain.example")
