"""What was found of one setting, in words for whoever sets it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "gap", "broken"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`means`: for people, not for machines. `stops`: going on would lose or falsify something."""

    setting: str
    state: State
    found: str
    means: str = ""
    remedy: str = ""
    stops: bool = False


@dataclass(frozen=True, slots=True)
class Trial:
    """One setting, or a few that go together, and how to try them. `patience_s`: then it says nothing any more."""

    setting: str
    run: Callable[[], Iterable[Finding]]
    patience_s: float = 15.0


def ok(setting: str, found: str) -> Finding:
    """As it should be."""
    return Finding(setting, "ok", found)


def gap(setting: str, found: str, means: str, remedy: str) -> Finding:
    """It works, and something is missing."""
    return Finding(setting, "gap", found, means, remedy)


def broken(setting: str, found: str, means: str, remedy: str, *, stops: bool = False) -> Finding:
    """It does not work."""
    return Finding(setting, "broken", found, means, remedy, stops)
