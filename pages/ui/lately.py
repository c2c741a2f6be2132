"""What was done a moment ago stays in its place for a while, with the way to take it back.

Were a card to go at once, the next one would slide under the thumb, and a second tap would do to it what was meant for
the first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Generic, TypeVar
from uuid import UUID

import streamlit as st

T = TypeVar("T")
STAYS_S = 8.0


@dataclass(frozen=True)
class Done(Generic[T]):
    """Something just done: to what, where its card was, and in a word what it was."""

    item: T
    place: int
    at: float
    words: str = ""
    # A customer was told of it: of its undoing they are told too.
    told: bool = False


class Lately(Generic[T]):
    """The deeds of the last seconds on one screen, in this session."""

    def __init__(self, name: str, stays_s: float = STAYS_S) -> None:
        self._done: dict[UUID, Done[T]] = st.session_state.setdefault(f"_lately:{name}", {})
        self._times: dict[UUID, int] = st.session_state.setdefault(f"_lately_times:{name}", {})
        for subject in [subject for subject, one in self._done.items() if monotonic() - one.at > stays_s]:
            del self._done[subject]

    def note(self, subject: UUID, item: T, place: int, words: str = "", *, told: bool = False) -> None:
        """It was done: the card stays as it was before."""
        self._done[subject] = Done(item, place, monotonic(), words, told)
        self._times[subject] = self.times(subject) + 1

    def drop(self, subject: UUID) -> None:
        """It was taken back."""
        self._done.pop(subject, None)

    def times(self, subject: UUID) -> int:
        """How often it was done here: part of a button's key, so that doing it again is another wish."""
        return self._times.get(subject, 0)

    def of(self, subject: UUID) -> Done[T] | None:
        """What was done to this one, if anything."""
        return self._done.get(subject)

    def in_place(self, items: list[T], subject_of: Callable[[T], UUID]) -> list[T]:
        """Those that are left, with those just dealt with where they were."""
        cards = [one for one in items if subject_of(one) not in self._done]
        for one in sorted(self._done.values(), key=lambda one: one.place):
            cards.insert(one.place, one.item)
        return cards
