"""The kept calls come down to the people that they came down to before."""

from __future__ import annotations

from typing import Any

import pytest

from tests.corpus import kept, people_of


@pytest.mark.parametrize("call", kept(), ids=lambda call: str(call["name"]))
def test_a_kept_call_comes_down_to_the_same_people(call: dict[str, Any]) -> None:
    assert people_of(call["messages"]) == call["people"], "if it is meant: python -m tests.corpus, and say why"


def test_the_corpus_is_not_empty() -> None:
    assert len(kept()) >= 20
