"""What somebody would have the rules be, from the first field they touch until it is saved or dropped.

It outlives a look at another screen: each field's callback keeps what was typed, for Streamlit forgets the fields of a
screen that is left.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import time
from typing import Any

import streamlit as st

from backend.appointments.rules import WEEKDAYS, Opening, Rules, Standing

_DRAFT = "_booking_draft"
# Where a day that was closed is opened.
OPENS, CLOSES = time(8), time(17)


@dataclass
class Draft:
    """What was typed over the rules of one version. Another `number` is another set of fields."""

    base: Rules
    version: int
    number: int = 0
    typed: dict[str, Any] = field(default_factory=dict)

    def value(self, name: str, otherwise: Any) -> Any:
        """What was typed there, else what stands."""
        return self.typed.get(name, otherwise)

    def key(self, name: str) -> str:
        """The field's."""
        return f"r{self.number}-{name}"

    def keep(self, name: str) -> None:
        """What a field's callback does."""
        self.typed[name] = st.session_state[self.key(name)]

    @property
    def wanted(self) -> Rules:
        """The rules as they would be."""
        days = (self._day(weekday) for weekday in WEEKDAYS)
        base = self.base
        return replace(
            base,
            hours=tuple(one for one in days if one),
            slot_minutes=self.value("slot", base.slot_minutes),
            step_minutes=self.value("step", base.step_minutes),
            travel_minutes=self.value("travel", base.travel_minutes),
            horizon_days=self.value("horizon", base.horizon_days),
            territory=tuple(self.value("territory", base.territory)),
        )

    def _day(self, weekday: int) -> Opening | None:
        stands = self.base.on(weekday)
        if not self.value(f"open-{weekday}", stands is not None):
            return None
        usual = stands or Opening(weekday, OPENS, CLOSES)
        opens, closes = self.value(f"opens-{weekday}", usual.opens), self.value(f"closes-{weekday}", usual.closes)
        return Opening(weekday, opens, closes)

    @property
    def is_touched(self) -> bool:
        """Something would change."""
        return self.wanted != self.base


def current(standing: Standing) -> Draft:
    """The draft of this session; as long as nothing is typed in it, it follows what others change."""
    draft: Draft | None = st.session_state.get(_DRAFT)
    if draft is None or (draft.version != standing.version and not draft.is_touched):
        return begin(standing.rules, standing.version)
    return draft


def begin(rules: Rules, version: int, typed: dict[str, Any] | None = None) -> Draft:
    """Another draft over these rules, with fields of its own."""
    last: Draft | None = st.session_state.get(_DRAFT)
    draft = Draft(rules, version, last.number + 1 if last else 0, dict(typed or {}))
    st.session_state[_DRAFT] = draft
    return draft


def take(rules: Rules, version: int, typed: dict[str, Any] | None = None) -> None:
    """What a button does: begin anew over these, with what was typed laid over them or not."""
    begin(rules, version, typed)


def drop() -> None:
    """Nothing typed any more."""
    last: Draft = st.session_state[_DRAFT]
    begin(last.base, last.version)
