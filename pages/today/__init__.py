"""Aujourd'hui: what happened, who is on the line, whom to call back."""

from __future__ import annotations

import time
from functools import partial
from uuid import UUID

import streamlit as st

from backend.console.api import Api
from backend.team.people import Colleague
from backend.today import actions
from backend.today import read as day
from backend.today.read import Callback, Today
from pages.today import called_back, parts
from pages.ui import actions as act
from pages.ui import book, people, prefetch, session
from pages.ui import html as h
from pages.ui.alerts import brief as alert_brief
from pages.ui.alerts import send as alert_send
from pages.ui.parts import read_or_last_known

EVERY_S = 4
FIRST_CARDS = 6
MORE = "_cards"
# Streamlit's browser side draws together what reaches it within 10 ms.
PAINT_FIRST_S = 0.02
SHOWN = "_shown"
PLACES = "_places"
NOT_CUSTOMER = "Ce n’est pas un client"
RESEND = "Renvoyer l’alerte"


def render() -> None:
    """The screen."""
    _live()


@st.fragment(run_every=EVERY_S)
def _live() -> None:
    _, api = session.current()
    shown = st.session_state.get(MORE, FIRST_CARDS)
    today = read_or_last_known("today", partial(_read, api, shown))
    if today is None:
        return
    st.html(parts.opening(today))
    _show_first()
    _cards(api, today, shown)
    act.say_what_was_done()


def _read(api: Api, shown: int) -> Today:
    """As read ahead, unless more people are shown than that read asked for."""
    if shown > day.CARDS:
        return day.read(api, shown)
    return prefetch.result("today", lambda: day.read(api))


def _show_first() -> None:
    """Once a visit: what can be read goes out, and is drawn, before the buttons are built."""
    if st.session_state.setdefault(SHOWN, False):
        return
    st.session_state[SHOWN] = True
    time.sleep(PAINT_FIRST_S)


def _cards(api: Api, today: Today, shown: int) -> None:
    done = called_back.lately()
    cards = called_back.in_place(today.callbacks[:shown], done)
    if not cards:
        st.html(h.empty("Personne n’attend d’appel", "Chaque appelant a été rappelé, ou a un rendez-vous."))
        return
    _notice_moves([c.id for c in cards])
    colleagues = people.colleagues(api)
    for place, one in enumerate(cards):
        if one.id in done:
            called_back.card(api, one, today.now)
        else:
            _card(api, one, place, today, colleagues)
    left = today.waiting - shown
    if left > 0 and st.button(f"Voir les {left} autres", key="more", width="stretch"):
        st.session_state[MORE] = shown + 20
        session.draw_again()


def _notice_moves(ids: list[UUID]) -> None:
    """When cards changed places, what is under the thumb is not what it was aimed at."""
    before: list[UUID] = st.session_state.get(PLACES, ids)
    if any(was != now for was, now in zip(before, ids, strict=False)):
        act.ignore_taps_for(act.QUIET_AFTER_MOVE_S)
    st.session_state[PLACES] = ids


def _card(api: Api, c: Callback, place: int, today: Today, colleagues: list[Colleague]) -> None:
    who, key = parts.name(c), f"{c.kind}-{c.id}-{c.version}"
    with st.container(key=f"carte-{c.urgency}-{c.kind}-{c.id}"):
        st.html(parts.card(c, today.now))
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            called_back.button(api, c, place)
            if st.button("Rendez-vous", key=f"rdv-{key}") and act.tap_allowed():
                book.dialog(c.kind, c.id, who, c.address)
            _other(api, c, key, who, colleagues)


def _other(api: Api, c: Callback, key: str, who: str, colleagues: list[Colleague]) -> None:
    """What is rarer: give it to someone, take it off the list."""
    names = {f"Confier à {p.full_name}": p for p in colleagues if p.user_id != c.assigned_to}
    action = act.prepare(f"autre-{key}-{c.assigned_to}")
    offered = [RESEND, NOT_CUSTOMER, *names]
    choice = st.menu_button("Autre", offered, key=f"autre-{key}-{c.assigned_to}", disabled=action.busy)
    if choice == RESEND and act.tap_allowed():
        alert_send.dialog(alert_brief.message(c.kind, c.id, who, c.alert))
    elif choice and choice != RESEND:
        action.ask(choice)
    given = names.get(action.choice)
    if given:
        give = partial(_give, api, c, given.user_id)
        act.finish(action, give, f"{who}: confié à {given.full_name}")
    else:
        act.finish(action, lambda wanted: actions.not_customer(api, wanted, c), f"{who}: pas un client")


def _give(api: Api, c: Callback, user_id: UUID, request_id: UUID) -> None:
    actions.assign(api, request_id, c.kind, c.id, user_id)
