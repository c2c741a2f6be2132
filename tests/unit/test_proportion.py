"""What so many successes prove: the least share at 95 %, and the words that follow it."""

from __future__ import annotations

import pytest

from backend.proportion import at_least, at_most, bound_of, meaning, percent, said
from backend.readiness.doubt import said as doubt
from backend.readiness.read import Check


@pytest.fixture(autouse=True)
def _computed() -> None:
    """Computed here, and not remembered from before the code was changed."""
    at_least.cache_clear()


def plain(words: str) -> str:
    return words.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("held", "n", "bound"),
    [(1, 1, 0.05), (10, 10, 0.7411), (100, 100, 0.9704), (3000, 3000, 0.9990), (9, 10, 0.6058), (99, 100, 0.9534)],
)
def test_the_bound_is_clopper_and_pearson_s(held: int, n: int, bound: float) -> None:
    assert at_least(held, n) == pytest.approx(bound, abs=1e-4)


def test_nothing_observed_or_nothing_held_proves_nothing() -> None:
    assert (at_least(0, 0), at_least(0, 100), at_most(0, 0)) == (0, 0, 1)


@pytest.mark.parametrize(("held", "n", "bound"), [(0, 10, 0.2589), (1, 10, 0.3942), (10, 10, 1.0), (50, 100, 0.58638)])
def test_from_above_it_is_what_the_others_leave(held: int, n: int, bound: float) -> None:
    assert at_most(held, n) == pytest.approx(bound, abs=1e-4)


def test_more_of_the_same_proves_more_and_never_all() -> None:
    bounds = [at_least(n, n) for n in (1, 10, 100, 1_000, 100_000)]
    assert bounds == sorted(bounds) and bounds[-1] < 1


def test_thousands_of_failures_are_counted_as_well() -> None:
    assert at_least(97_000, 100_000) == pytest.approx(0.9691, abs=1e-4)
    assert at_least(98_001, 100_000) == pytest.approx(0.97927, abs=1e-4)


def test_more_successes_than_tries_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="11 of 10"):
        at_least(11, 10)


@pytest.mark.parametrize(
    ("held", "n", "words"),
    [
        (0, 0, "rien d’observé: on n’en sait rien"),
        (1, 1, "1 sur 1, au moins 5 % à 95 % de confiance: trop peu pour y compter"),
        (10, 10, "10 sur 10, au moins 74 % à 95 % de confiance: trop peu pour y compter"),
        (100, 100, "100 sur 100, au moins 97,0 % à 95 % de confiance: presque toujours"),
        (3000, 3000, "3 000 sur 3 000, au moins 99,90 % à 95 % de confiance: on peut y compter"),
    ],
)
def test_the_words_follow_the_bound(held: int, n: int, words: str) -> None:
    assert plain(said(held, n)) == words


def test_a_bound_is_never_rounded_up() -> None:
    assert [plain(percent(share)) for share in (0.8999, 0.9, 0.99899, 0.999)] == ["89 %", "90,0 %", "99,8 %", "99,90 %"]
    assert plain(bound_of(99, 100)) == "au moins 95,3 % à 95 % de confiance"
    assert [meaning(bound) for bound in (0.8999, 0.9, 0.97, 0.999)] == [
        "trop peu pour y compter", "le plus souvent, sans plus", "presque toujours", "on peut y compter",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("gate", "check", "words"),
    [
        ("paul", Check("trials", "good", n=10), "n = 10: 10 sur 10, au moins 74 %"),
        ("load", Check("soak", "good", n=3000, detail={"lost": 0, "twice": 0}), "au moins 99,90 %"),
        ("monitoring", Check("errors", "bad", n=10, detail={"failed": 1, "lost": 0}), "9 sur 10, au moins 60 %"),
        ("sms", Check("lost", "unmeasured", n=0), "n = 0: rien d’observé"),
        ("privacy", Check("notice", "good", n=20, detail={"heard": 20}), "au moins 86 %"),
        # All of them were tried: that is no sample.
        ("secrets", Check("anonymous", "good", n=130), "n = 130"),
    ],
)
def test_each_gate_says_what_its_n_proves(gate: str, check: Check, words: str) -> None:
    assert words in plain(doubt(gate, check) or "")
