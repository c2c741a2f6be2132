"""Marking a call as none of our business, from its row or from its own screen."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import streamlit as st

from backend.business import CLASSIFICATIONS
from backend.calls import actions
from backend.calls.journal import CallRow
from backend.console.api import Api
from pages.ui import actions as act

TAKE_AWAY = "Retirer la marque"


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
    said = f"Appel marqué: {action.choice.lower()}" if code else "Marque retirée"
    act.finish(action, partial(carry_out, api, call.id, code), said, on=on)


def carry_out(api: Api, call_id: UUID, mark: str | None, request_id: UUID) -> None:
    """The deed itself; no mark takes the mark away."""
    actions.classify(api, request_id, call_id, mark)
