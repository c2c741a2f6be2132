"""Editing a lead in place. What was typed stays when somebody else changed the lead meanwhile."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

import streamlit as st

from backend import fr
from backend.console.api import Api
from backend.screens import actions, lead_edit
from backend.screens.lead_edit import BadPhone
from backend.screens.leads import STATUSES, URGENCIES, Lead
from backend.screens.people import Colleague
from pages import _act
from pages._parts import error_box, plain

_BEFORE = "_editing"


def editing() -> UUID | None:
    """The lead being edited in this session, if any."""
    before: Lead | None = st.session_state.get(_BEFORE)
    return before.id if before else None


def editing_ref() -> str:
    """Its reference; empty when there is none."""
    before: Lead | None = st.session_state.get(_BEFORE)
    return before.ref if before else ""


def begin(lead: Lead) -> None:
    """Keep the lead as it is now: changes are told against it."""
    st.session_state[_BEFORE] = lead


def stop() -> None:
    """Forget the editing."""
    st.session_state.pop(_BEFORE, None)


def draw(api: Api, now: Lead, colleagues: list[Colleague]) -> None:
    """The form. `now` is the lead as the database has it this instant."""
    before: Lead = st.session_state[_BEFORE]
    wish = _act.request(f"fiche-{before.id}-{before.version}")
    with st.form(f"form-{before.id}", enter_to_submit=False):
        typed = _fields(before, colleagues)
        with st.container(horizontal=True):
            st.form_submit_button(
                "Enregistrer", type="primary", disabled=wish.state == "asked", on_click=_ask, args=(wish,)
            )
            st.form_submit_button("Annuler", on_click=stop)
    if now.version != before.version:
        _conflict(before, now)
    _save(api, wish, before, typed)


def _fields(lead: Lead, colleagues: list[Colleague]) -> dict[str, Any]:
    people: list[UUID | None] = [None, *(person.user_id for person in colleagues)]
    names = {person.user_id: person.full_name for person in colleagues}
    given = people.index(lead.assigned_to) if lead.assigned_to in people else 0
    left, right = st.columns(2)
    statuses, urgencies = list(STATUSES), list(URGENCIES)
    with left:
        status = st.selectbox(
            "État", statuses, statuses.index(lead.status), format_func=STATUSES.__getitem__, key=f"f-etat-{lead.id}"
        )
        urgency = st.selectbox(
            "Urgence",
            urgencies,
            urgencies.index(lead.urgency),
            format_func=URGENCIES.__getitem__,
            key=f"f-urgence-{lead.id}",
        )
        assigned = st.selectbox(
            "Confié à",
            people,
            given,
            format_func=lambda who: names[who] if who else "Personne",
            key=f"f-confie-{lead.id}",
        )
        note = st.text_area("Note", lead.note, key=f"f-note-{lead.id}", height=110)
    with right:
        name = st.text_input("Nom", lead.name or "", key=f"f-nom-{lead.id}")
        phone = st.text_input("Téléphone", fr.phone(lead.phone) if lead.phone else "", key=f"f-tel-{lead.id}")
        address = st.text_input("Adresse", lead.address or "", key=f"f-adresse-{lead.id}")
        city = st.text_input("Ville", lead.city or "", key=f"f-ville-{lead.id}")
    typed = {"status": status, "urgency": urgency, "assigned_to": assigned, "note": note}
    return {**typed, "name": name, "phone": phone, "address": address, "city": city}


def _ask(wish: _act.Request) -> None:
    wish.ask()


def _conflict(before: Lead, now: Lead) -> None:
    """Somebody was faster. Saving again writes only what was typed here, over the newest version."""
    told = "\n".join(f"- {plain(words)}" for words in lead_edit.changed_meanwhile(before, now))
    st.warning(f"Quelqu’un vient de modifier cette fiche:\n\n{told}\n\nCe que vous avez écrit est encore là.")
    st.button(
        "Garder mes changements par-dessus les siens", key=f"rebase-{now.version}", on_click=_rebase, args=(before, now)
    )


def _rebase(before: Lead, now: Lead) -> None:
    """On top of the newest version; only what was typed here is sent, told against what the person first saw."""
    begin(replace(before, version=now.version))


def _save(api: Api, wish: _act.Request, before: Lead, typed: dict[str, Any]) -> None:
    if wish.state == "failed" and wish.error and wish.error.kind != "conflict":
        error_box(wish.error)
    if wish.state != "asked":
        return
    try:
        changed = lead_edit.changes(before, typed)
    except BadPhone:
        wish.state = "ready"
        st.error("Ce numéro de téléphone n’est pas valable. Exemple: 450 555-0134. Rien n’a été changé.")
        return
    effect = partial(_update, api, before, changed)
    done = _act.carry_out(wish, effect) if changed else True
    if done:
        stop()
        st.session_state["_said"] = f"Fiche {before.ref} enregistrée" if changed else "Rien à changer"
    st.rerun()


def _update(api: Api, before: Lead, changed: dict[str, Any], request_id: UUID) -> None:
    actions.update_lead(api, request_id, before.id, changed, before.version)
