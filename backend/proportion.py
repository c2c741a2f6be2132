"""How much so many successes prove: the least share that still explains them, nineteen times out of twenty.

Clopper and Pearson's exact bound, one-sided at 95 %: ten out of ten prove 74 %, a hundred out of a hundred 97 %.
"""

from __future__ import annotations

from functools import cache
from math import exp, inf, lgamma, log, log1p, sqrt

from backend import fr

DOUBT = 0.05
# Beyond so many failures the exact sum is long, and the normal approximation is as good to the digits shown.
MOST_SUMMED = 2_000
_Z = 1.6448536269514722
_HALVINGS = 60


@cache
def at_least(held: int, n: int) -> float:
    """The lower bound of the share, at 95 %; 0 where nothing was observed."""
    if not 0 <= held <= n:
        raise ValueError(f"{held} of {n}")
    if held == 0:
        return 0.0
    if held == n:
        return exp(log(DOUBT) / n)
    if n - held > MOST_SUMMED:
        return _wilson(held, n)
    low, high = 0.0, held / n
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if _as_many_or_more(held, n, middle) > DOUBT else (middle, high)
    return low


def at_most(held: int, n: int) -> float:
    """The upper bound: what is left once the others hold as seldom as they may."""
    return 1 - at_least(n - held, n)


def _as_many_or_more(held: int, n: int, share: float) -> float:
    """How often chance alone, at that share, gives so many successes: the sum over the failures left."""
    if share <= 0:
        return 0.0
    success, failure = log(share), log1p(-share)
    whole = lgamma(n + 1)
    terms = (whole - lgamma(j + 1) - lgamma(n - j + 1) + j * failure + (n - j) * success for j in range(n - held + 1))
    return sum(exp(term) for term in terms if term > -inf)


def _wilson(held: int, n: int) -> float:
    share, square = held / n, _Z * _Z
    return (share + square / (2 * n) - _Z * sqrt(share * (1 - share) / n + square / (4 * n * n))) / (1 + square / n)


def said(held: int, n: int) -> str:
    """`10 sur 10, au moins 74 % à 95 % de confiance: trop peu pour y compter`."""
    if n == 0:
        return "rien d’observé: on n’en sait rien"
    bound = at_least(held, n)
    return f"{fr.decimal(held, 0)} sur {fr.decimal(n, 0)}, {bound_of(held, n)}: {meaning(bound)}"


def bound_of(held: int, n: int) -> str:
    """`au moins 74 % à 95 % de confiance`."""
    return f"au moins {percent(at_least(held, n))} à 95{fr.NBSP}% de confiance"


def percent(share: float) -> str:
    """Never rounded up: 97,05 % is not 97,1 %, and 99,97 % is not 100 %."""
    places = 2 if share >= 0.999 else 1 if share >= 0.9 else 0
    cut = int(share * 100 * 10**places + 1e-9) / 10**places
    return f"{fr.decimal(cut, places)}{fr.NBSP}%"


def meaning(bound: float) -> str:
    """What may be said of something that holds at least so often."""
    if bound >= 0.999:
        return "on peut y compter"
    if bound >= 0.97:
        return "presque toujours"
    if bound >= 0.9:
        return "le plus souvent, sans plus"
    return "trop peu pour y compter"
