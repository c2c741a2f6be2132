"""The dialog that notes a request; its thirty days run from the day it was received."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from typing import get_args
from uuid import UUID

import streamlit as st

from backend import fr
from backend.console.api import Api
from backend.privacy import read as privacy
from backend.privacy import words as say
from backend.privacy.read import Kind
from pages.privacy import place
from pages.ui import actions, dialogs, session
from pages.ui.parts import error_box, plain


def form(phone: str | None, name: str) -> None:
    """What is asked, about whom, received when."""
    _, api = session.current()
    action = actions.prepare(f"demande-{phone}-{name}")
    today = fr.local(datetime.now(UTC)).date()
    st.markdown(f"Au sujet de **{plain(fr.phone(phone) if phone else name)}**")
    with st.form("form-demande", border=False, enter_to_submit=False):
        kinds: list[Kind] = list(get_args(Kind))
        kind = st.radio(
            "La personne veut", kinds, format_func=lambda one: say.KINDS[one],
            captions=[say.MEANINGS[one] for one in kinds], key="d-sorte",
        )  # fmt: skip
        called = st.text_input("Son nom, si elle l’a donné", name, key="d-nom", max_chars=200).strip()
        received = st.date_input("Reçue le", today, max_value=today, key="d-recue", format="YYYY-MM-DD")
        st.caption("Assurez-vous que c’est bien elle: rappelez-la au numéro dont il s’agit.")
        st.form_submit_button(
            "Noter la demande", type="primary", disabled=action.busy, on_click=action.ask, width="stretch"
        )
    if action.trouble:
        error_box(action.trouble)
    if action.state == "asked":
        _note(action, partial(_ask, api, kind, phone, called or None, received))


dialog: Callable[[str | None, str], None] = dialogs.dialog("Noter une demande", icon=":material/contact_page:")(form)


def _note(action: actions.Action, effect: actions.Effect) -> None:
    if not actions.run(action, effect):
        action.id = actions.Action().id
        session.draw_again()
    place.forget()
    st.session_state["_said"] = "Demande notée: trente jours pour répondre"
    # Its file is what comes next.
    place.show(action.id)


def _ask(api: Api, kind: Kind, phone: str | None, name: str | None, received: date, request_id: UUID) -> None:
    privacy.ask(api, request_id, kind, phone, name, received)
