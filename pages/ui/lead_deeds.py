"""What came of calling a lead back, and the visit booked for them: where one lead is seen whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Literal
from uuid import UUID

import streamlit as st

from backend import fr
from backend.console.api import Api
from backend.leads import attempts, callbacks
from backend.leads.attempts import Outcome
from backend.leads.read import Lead
from pages.ui import actions as act
from pages.ui import book
from pages.ui.lately import Done, Lately

CALLED, WRONG = "Rappelé", attempts.WORDS["wrong_number"]
# Nothing takes its place here: the way back stays longer than on a card of a list.
UNDO_S = 30.0
NotReached = Literal["no_answer", "voicemail"]
# By key: the first is for having reached them.
NOT_REACHED: dict[NotReached, str] = {"no_answer": "2", "voicemail": "3"}


@dataclass(frozen=True)
class Subject:
    """A lead as it is now, what was done to it here, and whether keys do it too: one lead of a screen can have them."""

    api: Api
    lead: Lead
    now: datetime
    done: Lately[Lead]
    keys: bool

    @property
    def who(self) -> str:
        """By name where it is known."""
        return self.lead.name or self.lead.ref

    @property
    def key(self) -> str:
        """Of its buttons: doing it again, or to what changed, is another wish."""
        return f"t-{self.lead.id}-{self.lead.version}-{self.done.times(self.lead.id)}"


def draw(api: Api, lead: Lead, now: datetime, *, keys: bool = False) -> None:
    """Each by one tap; done a moment ago, with the way back."""
    one = Subject(api, lead, now, Lately[Lead]("lead-deeds", UNDO_S), keys)
    just_done = one.done.of(lead.id)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if just_done:
            st.button(f"{just_done.words} ✓", key=f"fait-t-{lead.id}", disabled=True)
            _undo(one, just_done)
        elif lead.status == "called_back":
            _undo(one, Done(lead, 0, 0.0, CALLED), "Remettre à rappeler")
        elif lead.status == "new":
            _button(one, CALLED, "1", partial(_reached, one))
            for outcome, key in NOT_REACHED.items():
                again = attempts.again_at(outcome, now, lead.attempt.count if lead.attempt else 0)
                _button(one, attempts.WORDS[outcome], key, partial(_record, one, outcome, again))
            _others(one)
        if st.button("Rendez-vous", key=f"rdv-{lead.id}") and act.tap_allowed(lead.ref):
            book.dialog("lead", lead.id, one.who, lead.address, lead.visit_to_come(now))


def _button(one: Subject, words: str, key: str, effect: act.Effect) -> None:
    said, shortcut = f"{one.who}: {words.lower()}", key if one.keys else None
    act.button(words, f"{words}-{one.key}", effect, said, on=one.lead.ref, shortcut=shortcut)


def _others(one: Subject) -> None:
    """What is rarer: an hour that they asked for, or a number that is somebody else's."""
    later = {f"Rappeler {_at(at, one.now)}": at for at in attempts.hours(one.now)}
    action = act.prepare(f"autre-{one.key}")
    choice = st.menu_button("Autre", [*later, WRONG], key=f"autre-{one.key}", disabled=action.busy)
    if choice and act.tap_allowed(one.lead.ref):
        action.ask(choice)
    if action.choice == WRONG:
        effect = partial(_record, one, "wrong_number", None)
    elif action.choice in later:
        effect = partial(_record, one, "later", later[action.choice])
    else:
        # Its hour went by between the tap and here.
        action.state = "ready"
        return
    act.finish(action, effect, f"{one.who}: {action.choice.lower()}", on=one.lead.ref)


def _at(at: datetime, now: datetime) -> str:
    words = fr.moment_near(at, now)
    return f"à {words}" if words[0].isdigit() else words


def _record(one: Subject, outcome: Outcome, again: datetime | None, request_id: UUID) -> None:
    callbacks.record_attempt(one.api, request_id, "lead", one.lead.id, outcome, again)
    one.done.note(one.lead.id, one.lead, 0, attempts.WORDS[outcome])


def _reached(one: Subject, request_id: UUID) -> None:
    callbacks.mark_called_back(one.api, request_id, "lead", one.lead.id)
    one.done.note(one.lead.id, one.lead, 0, CALLED)


def _undo(one: Subject, last: Done[Lead], label: str = "Annuler") -> None:
    lead = last.item

    def undo(request_id: UUID) -> None:
        take_back = callbacks.undo_called_back if last.words == CALLED else callbacks.undo_attempt
        take_back(one.api, request_id, "lead", lead.id)
        one.done.drop(lead.id)

    key = f"annuler-t-{lead.id}-{lead.version}-{last.at}"
    act.button(label, key, undo, f"{one.who}: comme avant", on=lead.ref, undo=True)
