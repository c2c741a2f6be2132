"""A lead made by hand: somebody rang a person directly, and not Paul."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import streamlit as st

from backend import business
from backend.console.api import Api
from backend.leads import actions
from backend.leads import read as leads
from backend.leads.read import URGENCIES, Choice
from backend.phones import to_e164
from backend.supabase.errors import ApiError
from pages.ui import actions as act
from pages.ui import dialogs, links, session
from pages.ui.parts import error_box

Fields = dict[str, str | None]


@dialogs.dialog("Nouvelle fiche", icon=":material/person_add:")
def dialog() -> None:
    """A name, a number or the problem is enough."""
    _, api = session.current()
    action = act.prepare("nouvelle-fiche")
    name = st.text_input("Nom", key="n-nom", max_chars=200)
    phone = st.text_input("Téléphone", key="n-tel", max_chars=40)
    number = to_e164(phone) if phone.strip() else None
    if number:
        _known(api, number)
    description = st.text_area("Problème", key="n-probleme", height=90, max_chars=5000)
    left, right = st.columns(2)
    address = left.text_input("Adresse", key="n-adresse", max_chars=500)
    city = right.text_input("Ville", key="n-ville", max_chars=200)
    services = ["", *business.SERVICES]
    service = left.selectbox("Service", services, format_func=lambda one: business.service(one) or "–", key="n-service")
    urgency = right.selectbox("Urgence", list(URGENCIES), 1, format_func=URGENCIES.__getitem__, key="n-urgence")
    note = st.text_area("Note", key="n-note", height=70, max_chars=5000)
    fields: Fields = {"name": name, "phone": number, "description": description, "address": address, "city": city,
                      "service": service, "urgency": urgency, "note": note}  # fmt: skip
    st.button("Créer la fiche", key="n-creer", type="primary", disabled=action.busy, on_click=action.ask)
    _carry_out(api, action, fields, is_bad_number=bool(phone.strip()) and number is None)


def _known(api: Api, number: str) -> None:
    """Somebody who called before has a lead already: it may be the one to write in."""
    try:
        found = leads.board(api, Choice(words=number), limit=1).leads
    except ApiError:
        return
    if found:
        st.info(f"Ce numéro a déjà une fiche: {found[0].ref}.")
        links.to_customer("lead", found[0].id, "Voir ce client")


def _carry_out(api: Api, action: act.Action, fields: Fields, *, is_bad_number: bool) -> None:
    if action.trouble:
        error_box(action.trouble)
    if action.state != "asked":
        return
    if is_bad_number:
        action.state = "ready"
        st.error("Ce numéro de téléphone n’est pas valable. Exemple: 450 555-0134. Rien n’a été créé.")
        return
    made: list[str] = []
    if act.run(action, partial(_create, api, fields, made)):
        st.session_state["_said"] = f"Fiche {made[0]} créée"
        st.query_params[links.LEAD] = made[0]
        st.rerun()
    session.draw_again()


def _create(api: Api, fields: Fields, made: list[str], request_id: UUID) -> None:
    made.append(actions.create_lead(api, request_id, fields))
