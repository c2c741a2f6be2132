"""The leads, newest first: counts, filters, cards that are edited in place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal

import streamlit as st

from backend.console.api import Api
from backend.leads import read as leads
from backend.leads.read import LOOK_BACK, STATUSES, Board, Choice, Lead
from backend.team.people import Colleague
from pages.leads import create, form, parts
from pages.ui import book, links, people, search, session
from pages.ui import html as h
from pages.ui.alerts import brief as alert_brief
from pages.ui.alerts import send as alert_send
from pages.ui.parts import read_or_last_known

EVERY_S = 5
PAGE = 20
# Kept in the address.
BIND: Literal["query-params"] = "query-params"
PERIODS = {30: "30 jours", 90: "90 jours", 365: "Un an"}
_SHOWN = "_leads_shown"


def draw() -> None:
    """Live, except while a lead is being edited: nothing moves under the fingers."""
    choice = _choice()
    editing = form.editing() is not None
    st.fragment(_list, run_every=None if editing else EVERY_S)(choice, editing)


def _choice() -> Choice:
    asked = st.query_params.get(links.LEAD)
    if asked:
        st.page_link(links.page(links.LEADS_PATH), label="Toutes les fiches", icon=":material/arrow_back:")
        return Choice(_hour(LOOK_BACK), ref=asked)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if st.button("Nouvelle fiche", key="nouvelle", icon=":material/person_add:"):
            create.dialog()
        words = search.box("l_mots", "Nom, numéro, ville, DF-…")
        with st.popover("Filtres", icon=":material/tune:"):
            statuses = st.pills(
                "État", list(STATUSES), selection_mode="multi", format_func=STATUSES.__getitem__, key="etat", bind=BIND
            )
            days = st.pills(
                "Période", list(PERIODS), default=90, required=True, format_func=PERIODS.__getitem__, key="depuis",
                bind=BIND,
            )  # fmt: skip
    since = LOOK_BACK if words else timedelta(days=days or 90)
    return Choice(_hour(since), tuple(statuses), None, words)


def _hour(ago: timedelta) -> datetime:
    """So long ago, to the hour: two runs in a row ask the same."""
    return (datetime.now(UTC) - ago).replace(minute=0, second=0, microsecond=0)


def _list(choice: Choice, editing: bool) -> None:
    if editing and form.editing() is None:
        # Given up: only the whole screen can make the list live again.
        st.rerun()
    _, api = session.current()
    shown = st.session_state.get(_SHOWN, PAGE)
    board = read_or_last_known(
        f"leads-{choice.statuses}-{choice.words}-{choice.ref}", lambda: leads.board(api, choice, limit=shown)
    )
    if board is None:
        return
    st.html(parts.standing(board))
    colleagues = people.colleagues(api)
    _edited_elsewhere(api, board, colleagues)
    for lead in board.leads:
        _card(api, lead, board, colleagues)
    if not board.leads:
        st.html(
            h.empty(
                "Aucune fiche ici",
                "Élargissez la période ou les filtres; Paul en ajoute une dès qu’un client se nomme.",
            )
        )
    if len(board.leads) == shown and st.button("Voir les fiches plus anciennes", key="more_leads", width="stretch"):
        st.session_state[_SHOWN] = shown + PAGE
        session.draw_again()


def _edited_elsewhere(api: Api, board: Board, colleagues: list[Colleague]) -> None:
    """The lead being edited no longer fits the filters: its form stays, on top."""
    editing, ref = form.editing(), form.editing_ref()
    if editing is None or any(lead.id == editing for lead in board.leads):
        return
    found = read_or_last_known(f"lead-{ref}", lambda: (leads.one(api, ref),))
    if found is None:
        return
    (now,) = found
    if now is None:
        form.stop()
        st.rerun()
    with st.container(key=f"carte-{now.urgency}-{now.id}"):
        st.html(parts.lead(now, board.now))
        form.draw(api, now, colleagues)


def _card(api: Api, lead: Lead, board: Board, colleagues: list[Colleague]) -> None:
    who = lead.name or lead.ref
    with st.container(key=f"carte-{lead.urgency}-{lead.id}"):
        st.html(parts.lead(lead, board.now))
        if form.editing() == lead.id:
            form.draw(api, lead, colleagues)
            return
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            if st.button("Modifier", key=f"modifier-{lead.id}"):
                form.begin(lead)
                st.rerun()
            if st.button("Rendez-vous", key=f"rdv-{lead.id}"):
                book.dialog("lead", lead.id, who, lead.address, lead.visit_to_come(board.now))
            if st.button("Renvoyer l’alerte" if lead.alert else "Envoyer une alerte", key=f"alerte-{lead.id}"):
                alert_send.dialog(alert_brief.message("lead", lead.id, who, lead.alert))
            if lead.call_id:
                links.to_call(lead.call_id, "L’appel")
            links.to_customer("lead", lead.id, "Le client")
