"""Aujourd'hui: what happened, who is on the line, whom to call back."""

from __future__ import annotations

import time
from functools import partial

import streamlit as st

from backend import fr
from backend.console.api import Api
from backend.team.people import Colleague
from backend.today import read as day
from backend.today.read import Callback, Today
from pages.today import called_back, others, parts
from pages.ui import actions as act
from pages.ui import book, moves, people, prefetch, session
from pages.ui import html as h
from pages.ui.lately import Lately
from pages.ui.parts import read_or_last_known

EVERY_S = 4
FIRST_CARDS = 6
MORE = "_cards"
# Streamlit's browser side draws together what reaches it within 10 ms.
PAINT_FIRST_S = 0.02
SHOWN = "_shown"


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
    cards = done.in_place(today.callbacks[:shown], lambda one: one.id)
    if not cards:
        st.html(parts.nobody(today))
    # The calls going on are drawn above, a line at a time.
    moves.notice("today", [str(c.id) for c in cards], [(live.id, len(live.lines)) for live in today.live])
    colleagues = people.colleagues(api)
    for place, one in enumerate(cards):
        _card(api, one, place, today, done, colleagues)
    left = today.waiting - shown
    if left > 0 and st.button(f"Voir les {left} autres", key="more", width="stretch"):
        st.session_state[MORE] = shown + 20
        session.draw_again()
    _later(api, today, done, colleagues)


def _later(api: Api, today: Today, done: Lately[Callback], colleagues: list[Colleague]) -> None:
    """Who comes back at an hour of their own; whoever was just put here is still above, with the way back."""
    waiting = [one for one in today.later if not done.of(one.id)]
    if not waiting:
        return
    moves.notice("later", [str(one.id) for one in waiting])
    first = min(one.attempt.again_at for one in waiting if one.attempt and one.attempt.again_at)
    with st.expander(f"Plus tard: {fr.count(len(waiting), 'personne')}", key="plus-tard"):
        st.html(h.facts([f"la première à {fr.moment_near(first, today.now)}; chacune revient en haut à son heure"]))
        for place, one in enumerate(waiting):
            _card(api, one, place, today, done, colleagues)


def _card(api: Api, c: Callback, place: int, today: Today, done: Lately[Callback], colleagues: list[Colleague]) -> None:
    just_done = done.of(c.id)
    if just_done:
        called_back.card(api, just_done, done, today.now)
        return
    who, key = parts.name(c), f"{c.kind}-{c.id}-{c.version}"
    with st.container(key=f"carte-{c.urgency}-{c.kind}-{c.id}"):
        st.html(parts.card(c, today.now))
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            called_back.button(called_back.reached(api, c), c, place, done)
            called_back.button(called_back.no_answer(api, c, today.now), c, place, done)
            if st.button("Rendez-vous", key=f"rdv-{key}") and act.tap_allowed(str(c.id)):
                book.dialog(c.kind, c.id, who, c.address, c.visit_at)
            others.draw(api, c, place, today.now, done, colleagues)
