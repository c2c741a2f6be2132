"""Garde: who answers on each day, which hours nobody does, and the exchanges; two people may change it."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import streamlit as st

from backend.alerts import duty_read as boards
from backend.alerts import duty_words as say
from backend.alerts.duty import Exchange, Person
from backend.alerts.duty_read import DutyBoard
from backend.alerts.setup import EDITORS
from backend.console.api import Api
from pages.alerts import duty_forms as forms
from pages.alerts import duty_parts as parts
from pages.alerts import duty_weeks as weeks
from pages.ui import actions, session
from pages.ui import html as h
from pages.ui.parts import read_or_last_known, section

EVERY_S = 10
WEEKS = {"Ces 7 jours": 0, "Les 7 suivants": 1, "Dans 2 semaines": 2}
# How many exchanges to come are listed.
MOST = 20


@st.fragment(run_every=EVERY_S)
def draw() -> None:
    """Live: an exchange that a colleague makes is seen here."""
    person, api = session.current()
    board = read_or_last_known("duty", lambda: boards.read(api))
    if board is None:
        return
    st.html(section("Garde", "les urgences vont d’abord à qui est de garde à cette heure"))
    if not board.roster.listed:
        st.html(h.empty("Personne n’est de garde", "Mettez quelqu’un de garde dans «Règles et destinataires»."))
        return
    _covered(board)
    chosen = st.segmented_control(
        "Semaine", list(WEEKS), default="Ces 7 jours", required=True, key="semaine-garde", label_visibility="collapsed"
    )
    st.html(parts.week(board, WEEKS[chosen or "Ces 7 jours"]))
    may_edit = person.role in EDITORS
    _exchanges(api, board, may_edit)
    _people(board, may_edit)


def _covered(board: DutyBoard) -> None:
    gaps = board.gaps
    if not gaps:
        st.html(h.badge("Les 7 jours à venir sont couverts", "good"))
    for one in gaps:
        st.error(
            f"Personne de joignable n’est de garde {say.stretch(one)}. Une urgence irait à toute la liste.",
            icon=":material/notification_important:",
        )


def _exchanges(api: Api, board: DutyBoard, may_edit: bool) -> None:
    to_come = [one for one in board.roster.exchanges if one.day >= board.today][:MOST]
    st.html(section("Échanges", "un jour pris à quelqu’un"))
    if not to_come:
        st.html(h.empty("Aucun échange à venir"))
    for one in to_come:
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"echange-{_key(one)}"):
            st.html(h.text("span", parts.exchange(one, board)), width="stretch")
            if may_edit:
                undo = partial(_undo, api, one)
                actions.button("Annuler", f"echange-non-{_key(one)}", undo, "Échange annulé", undo=True)
    may_exchange = may_edit and len(board.roster.people) > 1
    if may_exchange and st.button("Échanger un jour", key="echanger", icon=":material/swap_horiz:"):
        forms.exchange_dialog(board)


def _people(board: DutyBoard, may_edit: bool) -> None:
    st.html(section("Heures de garde", "pour les urgences, jour et nuit"))
    for one in board.roster.people:
        with st.container(key=f"carte-garde-{one.id}"):
            st.html(parts.person(one, board))
            if may_edit and one.rank:
                _changes(board, one)


def _changes(board: DutyBoard, one: Person) -> None:
    with st.container(horizontal=True, gap="small"):
        if st.button("Changer les heures", key=f"heures-{one.id}"):
            forms.hours_dialog(board, one)
        if st.button("Changer les semaines", key=f"semaines-{one.id}"):
            weeks.dialog(board, one)


def _undo(api: Api, one: Exchange, request_id: UUID) -> None:
    boards.save_exchange(api, request_id, one.giver_id, None, one.day, one.day)


def _key(one: Exchange) -> str:
    return f"{one.day}-{one.giver_id}-{one.taker_id}"
