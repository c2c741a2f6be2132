"""Plan B on every page: what speaks against Paul, the diversion under way, and the one button for each."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID

import streamlit as st

from backend.console.api import Api
from backend.plan_b import read as plan_b
from backend.plan_b import words as say
from backend.plan_b.read import EDITORS, Diversion, State
from pages.ui import actions, session
from pages.ui import html as h
from pages.ui.parts import plain


def draw(state: State, now: datetime) -> None:
    """Nothing at all while Paul is well and answers."""
    person, api = session.current()
    may = person.role in EDITORS
    if state.diversion:
        st.html(h.text("p", say.standing(state.diversion, now), "df-diverted"))
        if may:
            undo_button(api, state.diversion, "partout")
    elif state.signs:
        result = "; ".join(say.sign(one, now) for one in state.signs)
        what = "" if may else " Prévenez Guillaume: il peut faire sonner la ligne chez lui."
        st.html(h.text("p", f"Paul est peut-être en panne: {result}.{what}", "df-diverted"))
        if may and state.to_name:
            divert_button(api, state.to_name, max(one.since for one in state.signs).isoformat())


def divert_button(api: Api, to_name: str, key: str, *, disabled: bool = False) -> None:
    """Have the line ring at that person's; asked once, for customers will hear it."""
    label = f"Détourner vers {plain(to_name)}"
    with st.popover(label, type="primary", disabled=disabled, key=f"detourner-ouvrir-{key}"):
        st.markdown(f"Les appels sonneront chez **{plain(to_name)}**, et Paul ne répondra plus. Détourner?")
        asked = "Détournement demandé: Vapi doit encore le confirmer"
        actions.button("Oui, détourner", f"detourner-{key}", partial(_divert, api), asked, kind="primary")


def undo_button(api: Api, one: Diversion, where: str) -> None:
    """Have Paul answer again."""
    label = "Arrêter l’exercice" if one.is_exercise else "Remettre Paul au téléphone"
    key = f"rendre-{where}-{one.id}"
    actions.button(label, key, partial(_undo, api), "Retour de Paul demandé", disabled=one.state == "ending")


def _divert(api: Api, request_id: UUID) -> None:
    plan_b.divert(api, request_id, exercise=False)


def _undo(api: Api, request_id: UUID) -> None:
    plan_b.undo(api, request_id)
