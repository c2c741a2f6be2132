"""Requests: look for somebody, note what they ask, see how many days are left."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from backend.console.api import Api
from backend.phones import to_e164
from backend.privacy import frame
from backend.privacy import read as privacy
from backend.privacy import words as say
from backend.privacy.read import Board, Found, Request
from backend.supabase.errors import ApiError
from pages.privacy import ask, file, parts, place
from pages.ui import actions, links, session, tables, width
from pages.ui import html as h
from pages.ui.parts import error_box, read_or_last_known, section


def draw() -> None:
    """One request's file when the address asks for it; else the search, and every request."""
    _, api = session.current()
    asked = links.asked(place.FILE)
    if asked:
        if st.button("Toutes les demandes", key="toutes-demandes", icon=":material/arrow_back:", type="tertiary"):
            del st.query_params[place.FILE]
            st.rerun()
        file.draw(asked)
        return
    _search(api)
    board = read_or_last_known("privacy", lambda: privacy.read(api))
    if board is not None:
        _requests(board)


def _search(api: Api) -> None:
    action = actions.prepare("chercher-personne")
    with st.form("form-chercher", border=False):
        typed = st.text_input("Numéro de téléphone, ou nom", key="p-cherche", max_chars=200).strip()
        st.form_submit_button("Chercher ce qui est détenu", on_click=action.ask, icon=":material/search:")
    if action.trouble:
        error_box(action.trouble)
    if action.state == "asked":
        _look(api, action, typed)
    if place.ASKED in st.session_state:
        _results(st.session_state[place.ASKED], st.session_state[place.FOUND])


def _look(api: Api, action: actions.Action, typed: str) -> None:
    """Once a press: each search is a line of the trail."""
    action.state = "ready"
    if len(typed) < 2:
        st.error("Écrivez un numéro ou un nom.")
        return
    number = to_e164(typed)
    try:
        found = privacy.search(api, actions.Action().id, number, None if number else typed)
    except ApiError as error:
        error_box(error)
        return
    st.session_state[place.ASKED], st.session_state[place.FOUND] = typed, found


def _results(asked: str, found: list[Found]) -> None:
    now = datetime.now(UTC)
    st.html(section("Trouvé", asked))
    if not found:
        st.html(
            h.empty("Rien n’est détenu à ce nom ou à ce numéro", "Une réponse est due quand même: notez la demande.")
        )
        number = to_e164(asked)
        if st.button("Noter une demande quand même", key="noter-rien"):
            ask.dialog(number, "" if number else asked)
    for at, one in enumerate(found):
        with st.container(key=f"carte-trouve-{at}"):
            st.html(parts.found(one, now))
            if st.button("Noter une demande", key=f"noter-{at}"):
                ask.dialog(one.phone, one.names[0] if one.names else "")
    if st.button("Effacer cette recherche", key="fermer-recherche", type="tertiary"):
        place.forget()
        st.rerun()


def _requests(board: Board) -> None:
    still = [one for one in board.requests if one.state != "closed"]
    st.html(section("Demandes", f"{len(still)} en cours; la loi donne trente jours pour répondre"))
    if not board.requests:
        st.html(h.empty("Aucune demande", "Quand quelqu’un demande ce que vous détenez, cherchez-le ci-dessus."))
    for one in _chosen(board.requests):
        _, tone = say.deadline(one)
        with st.container(key=f"carte-{'urgent' if tone == 'bad' else 'demande'}-{one.id}"):
            st.html(parts.request(one, board.now))
            if st.button(f"Ouvrir {one.ref}", key=f"ouvrir-{one.id}"):
                place.show(one.id)


def _chosen(requests: list[Request]) -> list[Request]:
    """On a desk all of them are lines of a table, and the one chosen is a card."""
    if not requests or not width.is_wide():
        return requests
    place_of = tables.pick(frame.of_requests(requests), "demandes", "Demandes")
    return [] if place_of is None else [requests[place_of]]
