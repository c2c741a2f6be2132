"""Marking a call as none of our business, from its row or from its own screen."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import streamlit as st

from backend.business import CLASSIFICATIONS
from backend.calls import actions, journal
from backend.calls.journal import CallRow, Filters, Place
from backend.console.api import Api
from pages.ui import actions as act

TAKE_AWAY = "Retirer la marque"
VISIT_GOES = " Son rendez-vous à venir quitte l’agenda; «Retirer la marque» l’y remet."
# Pages of the journal below the first, as they were read when they were asked for.
OLDER = "_older"
_AFTER_ALL = UUID(int=2**128 - 1)
# Calls that began in the same microsecond.
_AT_ONCE = 5


def menu(api: Api, call: CallRow) -> None:
    """The marks, behind one button of the call's row; where there is a mark, the way back."""
    codes = {label: code for code, label in CLASSIFICATIONS.items()}
    on, key = str(call.id), f"marquer-{call.id}-{call.classification}"
    action = act.prepare(key)
    with st.container(key=f"classer-{call.id}"):
        offered = [TAKE_AWAY] if call.classification else list(codes)
        choice = st.menu_button("Classer", offered, key=key, type="tertiary", disabled=action.busy)
    if choice and act.tap_allowed(on):
        action.ask(choice)
    code = codes.get(action.choice)
    act.finish(action, partial(_in_the_journal, api, call, code), said(code, call.outcome), on=on)


def said(mark: str | None, outcome: str) -> str:
    """What was done to a call that had come to that; who loses a visit by it is to know."""
    if mark is None:
        return "Marque retirée"
    return f"Appel marqué: {CLASSIFICATIONS[mark].lower()}.{VISIT_GOES if outcome == 'appointment' else ''}"


def carry_out(api: Api, call_id: UUID, mark: str | None, request_id: UUID) -> None:
    """The deed itself; no mark takes the mark away."""
    actions.classify(api, request_id, call_id, mark)


def _in_the_journal(api: Api, call: CallRow, mark: str | None, request_id: UUID) -> None:
    carry_out(api, call.id, mark, request_id)
    older: list[CallRow] = st.session_state.get(OLDER, [])
    if any(one.id == call.id for one in older):
        now = _as_it_is_now(api, call)
        st.session_state[OLDER] = [now if one.id == call.id else one for one in older]


def _as_it_is_now(api: Api, call: CallRow) -> CallRow:
    """Outside of the filters: it stays in sight, with the way back."""
    found = journal.read(api, Filters(), Place(call.created_at, _AFTER_ALL), _AT_ONCE)
    return next((one for one in found if one.id == call.id), call)
