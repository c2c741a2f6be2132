"""What came of calling somebody back, from a card that stays in its place a while, with the way to take it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

import streamlit as st

from backend import fr
from backend.console.api import Api
from backend.leads import attempts, callbacks
from backend.today import actions
from backend.today.read import Callback
from pages.today import parts
from pages.ui import actions as act
from pages.ui.lately import Done, Lately

CALLED, NOT_CUSTOMER, GIVEN = "Rappelé", "Pas un client", "Confié"


@dataclass(frozen=True)
class Deed:
    """What a tap does to somebody: in a word, in a sentence, and in the database."""

    words: str
    said: str
    carry_out: Callable[[UUID], None]


def lately() -> Lately[Callback]:
    """To whom something was done in the last seconds."""
    return Lately("callbacks")


def reached(api: Api, c: Callback) -> Deed:
    """They were spoken to."""
    return Deed(CALLED, "marqué rappelé", partial(_reached, api, c))


def no_answer(api: Api, c: Callback, now: datetime) -> Deed:
    """Nobody answered."""
    return not_reached(api, c, "no_answer", attempts.again_at("no_answer", now, c.tries), now)


def voicemail(api: Api, c: Callback, now: datetime) -> Deed:
    """A message was left."""
    return not_reached(api, c, "voicemail", attempts.again_at("voicemail", now, c.tries), now)


def not_reached(api: Api, c: Callback, outcome: attempts.Outcome, again: datetime, now: datetime) -> Deed:
    """To be called again at that hour."""
    words = attempts.WORDS[outcome]
    day = fr.moment_near(again, now)
    return Deed(words, f"{words.lower()}, revient à {day}", partial(_record, api, c, outcome, again))


def wrong_number(api: Api, c: Callback) -> Deed:
    """The number is somebody else's: nobody to call any more."""
    words = attempts.WORDS["wrong_number"]
    return Deed(words, words.lower(), partial(_record, api, c, "wrong_number", None))


def not_customer(api: Api, c: Callback) -> Deed:
    """Not somebody to call at all."""
    return Deed(NOT_CUSTOMER, NOT_CUSTOMER.lower(), lambda request_id: actions.not_customer(api, request_id, c))


def given(api: Api, c: Callback, user_id: UUID | None, words: str) -> Deed:
    """Somebody's to call, or nobody's in particular."""

    def give(request_id: UUID) -> None:
        callbacks.assign(api, request_id, c.kind, c.id, user_id)

    return Deed(GIVEN, words.replace("Confier", "confié", 1), give)


def carry_out(deed: Deed, c: Callback, place: int, done: Lately[Callback], request_id: UUID) -> None:
    """Do it, and keep the card in its place."""
    deed.carry_out(request_id)
    done.note(c.id, c, place, deed.words)


def button(deed: Deed, c: Callback, place: int, done: Lately[Callback]) -> None:
    """One tap, one deed."""
    key = f"{deed.words}-{c.kind}-{c.id}-{c.version}-{done.times(c.id)}"
    effect = partial(carry_out, deed, c, place, done)
    act.button(deed.words, key, effect, f"{parts.name(c)}: {deed.said}", on=str(c.id))


def card(api: Api, one: Done[Callback], done: Lately[Callback], now: datetime) -> None:
    """Done, and how to take it back: under the thumb lies a button that does nothing."""
    c = one.item
    with st.container(key=f"carte-{c.urgency}-{c.kind}-{c.id}"):
        st.html(parts.card(c, now))
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.button(f"{one.words} ✓", key=f"fait-{c.kind}-{c.id}", disabled=True)
            undo, key = partial(_undo, api, one, done), f"annuler-{c.kind}-{c.id}-{one.at}"
            act.button("Annuler", key, undo, f"{parts.name(c)}: comme avant", on=str(c.id), undo=True)


def _reached(api: Api, c: Callback, request_id: UUID) -> None:
    callbacks.mark_called_back(api, request_id, c.kind, c.id)


def _record(api: Api, c: Callback, outcome: attempts.Outcome, again: datetime | None, request_id: UUID) -> None:
    callbacks.record_attempt(api, request_id, c.kind, c.id, outcome, again)


def _undo(api: Api, one: Done[Callback], done: Lately[Callback], request_id: UUID) -> None:
    c = one.item
    if one.words == CALLED:
        callbacks.undo_called_back(api, request_id, c.kind, c.id)
    elif one.words == NOT_CUSTOMER:
        actions.customer_after_all(api, request_id, c)
    elif one.words == GIVEN:
        callbacks.assign(api, request_id, c.kind, c.id, c.assigned_to)
    else:
        callbacks.undo_attempt(api, request_id, c.kind, c.id)
    done.drop(c.id)
