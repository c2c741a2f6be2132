"""Sauvegardes: what a fire would take now, whether the copies are any good, and one more when wanted."""

from __future__ import annotations

import streamlit as st

from backend import fr
from backend.backups import frame as backup_frame
from backend.backups import read as backups
from backend.backups.read import Backup, Board
from backend.console.api import Api
from pages.backups import actions as deeds
from pages.backups import parts, settings
from pages.ui import html as h
from pages.ui import session, tables, width
from pages.ui.parts import read_or_last_known, refuse_unless, section, title

EVERY_S = 3


def render() -> None:
    """The screen; the role is checked here too."""
    person, _ = session.current()
    refuse_unless(person.role in ("owner", "admin"))
    title("Sauvegardes", "une copie ne compte qu’une fois restaurée ailleurs et comparée")
    _live()
    _recovery()


@st.fragment(run_every=EVERY_S)
def _live() -> None:
    person, api = session.current()
    refuse_unless(person.role in ("owner", "admin"))
    board = read_or_last_known("backups", lambda: backups.read(api))
    if board is None:
        return
    may_act = person.role == "admin"
    st.html(parts.headline(board))
    _going_on(api, board, may_act)
    if may_act:
        deeds.back_up(api, board)
    st.html(section("Si tout brûlait maintenant, on perdrait") + parts.lost(board))
    _copies(api, board, may_act)
    if len(board.trend) > 2:
        st.html(section("Tendance", "âge atteint par la copie, et durée de la restauration"))
        st.plotly_chart(parts.trend(board), config={"displayModeBar": False}, key="graphe-tendance")
    st.html(section("Réglages") + parts.settings(board))
    if may_act and st.button("Changer les réglages", key="reglages-sauvegardes"):
        settings.dialog(board.settings)


def _going_on(api: Api, board: Board, may_act: bool) -> None:
    """What is being done right now; it goes on when the page is left."""
    if board.running:
        with st.container(key="carte-en-cours"):
            st.html(parts.backup_progress(board.running, board.now))
            if may_act:
                deeds.cancel(api, "backup", board.running.id, asked=board.running.cancel_asked)
    if board.proving:
        backup, proof = board.proving
        with st.container(key="carte-epreuve"):
            st.html(parts.proof_progress(backup, proof, board.now))
            if may_act:
                deeds.cancel(api, "proof", proof.id, asked=proof.cancel_asked)


def _copies(api: Api, board: Board, may_act: bool) -> None:
    shown = [one for one in board.backups if one is not board.running]
    st.html(section("Copies", fr.count(sum(one.state == "stored" for one in shown), "copie gardée", "copies gardées")))
    if not shown:
        st.html(
            h.empty("Aucune copie pour l’instant", "La première se fait cette nuit, ou tout de suite par le bouton.")
        )
    for one in _chosen(shown):
        with st.container(key=f"carte-copie-{one.id}"):
            st.html(parts.copy(one, board.now))
            if may_act:
                deeds.of_copy(api, one)


def _chosen(shown: list[Backup]) -> list[Backup]:
    """On a desk all of them are lines of a table, and the one chosen, else the newest, is a card."""
    if not shown or not width.is_wide():
        return shown
    return [shown[tables.pick(backup_frame.of(shown), "copies", "Copies") or 0]]


def _recovery() -> None:
    with st.expander("Récupérer: que faire, pas à pas", icon=":material/healing:"):
        st.markdown(parts.RECOVERY)
