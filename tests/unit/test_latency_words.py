"""What Latence claims: nothing from too few, nothing rounded into a promise."""

from __future__ import annotations

import pytest

from backend.latency import words as say
from backend.latency.read import Figure


def plain(words: str) -> str:
    return words.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (0, 0, "non mesuré"),
        (3, 12, "3 sur 12"),
        (10, 30, "33 % (10 sur 30; 50 % au plus, à 95 %)"),
        (1, 1000, "moins de 1 % (1 sur 1 000; 1 % au plus, à 95 %)"),
        (0, 1000, "0 % (0 sur 1 000; 1 % au plus, à 95 %)"),
        (999, 1000, "plus de 99 % (999 sur 1 000; 100 % au plus, à 95 %)"),
        (1000, 1000, "100 % (1 000 sur 1 000; 100 % au plus, à 95 %)"),
    ],
)
def test_a_share_says_what_it_rests_on(part: int, whole: int, words: str) -> None:
    assert plain(say.share(part, whole)) == words


@pytest.mark.parametrize(
    ("n", "said"), [(1, (None, None, None)), (2, (5, None, None)), (10, (5, 9, None)), (100, (5, 9, 9.9))]
)
def test_a_percentile_is_not_claimed_from_too_few(n: int, said: tuple[float | None, ...]) -> None:
    figure = Figure("turn", n, 0, 0, 5.0, 9.0, 9.9)
    assert (figure.percentile(50), figure.percentile(90), figure.percentile(99)) == said


def test_the_answer_is_a_sentence_at_any_size() -> None:
    assert say.verdict(Figure("turn", 0, 0, 0)) == "Aucun tour de parole n’a été mesuré dans cette période."
    assert "trop peu" in say.verdict(Figure("turn", 1, 0, 0, 900, 900, 900))
    assert plain(say.verdict(Figure("turn", 5, 0, 0, 900, 1400, 1400))) == (
        "Une fois sur deux, Paul répond en 900 ms ou moins."
    )
    assert plain(say.verdict(Figure("turn", 50, 0, 0, 900, 1400, 1400))).endswith(
        "neuf fois sur dix en 1,4 s ou moins."
    )
