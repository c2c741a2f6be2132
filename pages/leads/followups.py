"""Second chances: answered, not booked. One call may still win them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from uuid import UUID

import streamlit as st

from backend import fr
from backend.business import LOST_REASONS
from backend.console.api import Api
from backend.leads import callbacks
from backend.leads import read as leads
from backend.leads.actions import update_lead
from backend.leads.read import FollowUp
from pages.leads import parts
from pages.ui import actions as act
from pages.ui import book, moves, session
from pages.ui import html as h
from pages.ui.lately import Done, Lately
from pages.ui.parts import read_or_last_known, section

EVERY_S = 10
DAYS = 30
SHOWN = 20
CALLED, LOST = "Rappelé", "Perdu"
# What is chosen from; the others come by themselves.
REASONS = [code for code in LOST_REASONS if code != "unsaid"]


@st.fragment(run_every=EVERY_S)
def draw() -> None:
    """The last thirty days, newest first."""
    _, api = session.current()
    found = read_or_last_known("chances", lambda: leads.second_chances(api, DAYS))
    if found is None:
        return
    how_many = f"les {SHOWN} plus récents" if len(found) > SHOWN else fr.count(len(found), "personne")
    st.html(section("Répondu, mais sans rendez-vous", f"{how_many}, {DAYS} derniers jours"))
    if not found:
        st.html(h.empty("Personne à relancer", "Toutes les personnes rappelées ont un rendez-vous ou ont dit non."))
    now, done = datetime.now(UTC), Lately[FollowUp]("followups")
    shown = done.in_place(found[:SHOWN], lambda one: one.id)
    moves.notice("followups", [str(one.id) for one in shown])
    for place, one in enumerate(shown):
        _card(api, one, place, done, now)
    act.say_what_was_done()


def _card(api: Api, one: FollowUp, place: int, done: Lately[FollowUp], now: datetime) -> None:
    just_done = done.of(one.id)
    with st.container(key=f"carte-{one.urgency}-{one.kind}-{one.id}"):
        st.html(parts.chance(one, now))
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            if just_done:
                _taken_back(api, just_done, done)
            else:
                _deeds(api, one, place, done)


def _deeds(api: Api, one: FollowUp, place: int, done: Lately[FollowUp]) -> None:
    key, who, on = f"{one.kind}-{one.id}-{one.version}-{done.times(one.id)}", _who(one), str(one.id)
    if st.button("Rendez-vous", key=f"rdv-{key}") and act.tap_allowed(on):
        book.dialog(one.kind, one.id, who, None, one.visit_at)
    if one.called_back_at is None:
        called = partial(_called, api, one, place, done)
        act.button("Rappelé", f"rappele-{key}", called, f"{who}: marqué rappelé", on=on)
    else:
        back = partial(_undo, api, one, done)
        act.button("Remettre à rappeler", f"remettre-{key}", back, f"{who}: de nouveau à rappeler", on=on)
    if one.kind == "lead":
        _offer_lost(api, one, place, done, key)


def _offer_lost(api: Api, one: FollowUp, place: int, done: Lately[FollowUp], key: str) -> None:
    """Lost, and why: one tap more, from which the share of each reason is known."""
    action = act.prepare(f"perdu-{key}")
    choice = st.menu_button("Perdu", [LOST_REASONS[code] for code in REASONS], key=f"perdu-{key}", disabled=action.busy)
    if choice and act.tap_allowed(str(one.id)):
        action.ask(choice)
    reason = next((code for code in REASONS if LOST_REASONS[code] == action.choice), "other")
    lost = partial(_lost, api, one, place, done, reason)
    act.finish(action, lost, f"{_who(one)}: perdu, {LOST_REASONS[reason].lower()}", on=str(one.id))


def _taken_back(api: Api, one: Done[FollowUp], done: Lately[FollowUp]) -> None:
    """Done a moment ago: under the thumb lies a button that does nothing, beside it the way back."""
    item, who = one.item, _who(one.item)
    undo = partial(_reopen if one.words == LOST else _undo, api, item, done)
    st.button(f"{one.words} ✓", key=f"fait-{item.kind}-{item.id}", disabled=True)
    key = f"annuler-{item.id}-{one.at}"
    act.button("Annuler", key, undo, f"{who}: comme avant", on=str(item.id), undo=True)


def _who(one: FollowUp) -> str:
    return one.name or "Appelant sans nom"


def _called(api: Api, one: FollowUp, place: int, done: Lately[FollowUp], request_id: UUID) -> None:
    callbacks.mark_called_back(api, request_id, one.kind, one.id)
    done.note(one.id, one, place, CALLED)


def _undo(api: Api, one: FollowUp, done: Lately[FollowUp], request_id: UUID) -> None:
    callbacks.undo_called_back(api, request_id, one.kind, one.id)
    done.drop(one.id)


def _lost(api: Api, one: FollowUp, place: int, done: Lately[FollowUp], reason: str, request_id: UUID) -> None:
    update_lead(api, request_id, one.id, {"status": "lost", "lost_reason": reason}, one.version)
    done.note(one.id, one, place, LOST)


def _reopen(api: Api, one: FollowUp, done: Lately[FollowUp], request_id: UUID) -> None:
    update_lead(api, request_id, one.id, {"status": one.status, "lost_reason": None}, None)
    done.drop(one.id)
