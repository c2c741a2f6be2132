"""Marking someone as called back, and taking it back.

The card stays in its place for a while, done: were it to go at once, the next one would slide under the thumb, and a
second tap would mark the wrong person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from time import monotonic
from uuid import UUID

import streamlit as st

from backend.console.api import Api
from backend.today import actions
from backend.today.read import Callback
from pages.today import parts
from pages.ui import actions as act

STAYS_S = 8.0
_DONE = "_called_back"


@dataclass(frozen=True)
class Done:
    """Someone just marked, and where their card was."""

    callback: Callback
    place: int
    at: float


def lately() -> dict[UUID, Done]:
    """Who was marked in the last seconds."""
    done = _kept()
    for who in [who for who, one in done.items() if monotonic() - one.at > STAYS_S]:
        del done[who]
    return done


def in_place(waiting: list[Callback], done: dict[UUID, Done]) -> list[Callback]:
    """Those who wait, with those just marked where they were."""
    cards = [one for one in waiting if one.id not in done]
    for one in sorted(done.values(), key=lambda one: one.place):
        cards.insert(one.place, one.callback)
    return cards


def button(api: Api, c: Callback, place: int) -> None:
    """Mark this person."""
    effect = partial(_mark, api, c, place, _kept())
    act.button("Rappelé", f"rappele-{c.kind}-{c.id}-{c.version}", effect, f"{parts.name(c)}: marqué rappelé")


def card(api: Api, c: Callback, now: datetime) -> None:
    """Done, and how to take it back: under the thumb lies a button that does nothing."""
    with st.container(key=f"carte-{c.urgency}-{c.kind}-{c.id}"):
        st.html(parts.card(c, now))
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.button("Rappelé ✓", key=f"fait-{c.kind}-{c.id}", disabled=True)
            undo = partial(_undo, api, c, _kept())
            act.button("Annuler", f"annuler-{c.kind}-{c.id}", undo, f"{parts.name(c)}: de nouveau à rappeler")


def _kept() -> dict[UUID, Done]:
    done: dict[UUID, Done] = st.session_state.setdefault(_DONE, {})
    return done


def _mark(api: Api, c: Callback, place: int, done: dict[UUID, Done], request_id: UUID) -> None:
    actions.mark_called_back(api, request_id, c.kind, c.id)
    done[c.id] = Done(c, place, monotonic())


def _undo(api: Api, c: Callback, done: dict[UUID, Done], request_id: UUID) -> None:
    actions.undo_called_back(api, request_id, c.kind, c.id)
    done.pop(c.id, None)
