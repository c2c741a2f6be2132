"""Editing a lead in place. What was typed stays when somebody else changed the lead meanwhile, and while one looks at
another screen: so the fields are no `st.form`, which sends nothing before it is saved.

The field left by the tap on another screen's link sends its value only once that screen is there. Streamlit then runs
the field's callback, and forgets the value itself (`persist_state` too): so each callback keeps what was typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar
from uuid import UUID, uuid4

import streamlit as st

from backend import fr
from backend.console.api import Api
from backend.leads import actions
from backend.leads import edit as lead_edit
from backend.leads.edit import BadPhone
from backend.leads.read import STATUSES, URGENCIES, Lead
from backend.team.people import Colleague
from pages.ui import actions as act
from pages.ui.parts import error_box, plain

_BEFORE = "_editing"
# A new one each time the editing begins: nothing that was typed the time before comes back.
_TIME = "_editing_time"
# What was typed this time, by the field's key.
_TYPED = "_editing_typed"
K = TypeVar("K")


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
    st.session_state[_BEFORE], st.session_state[_TIME], st.session_state[_TYPED] = lead, uuid4().hex, {}


def stop() -> None:
    """Forget the editing."""
    st.session_state.pop(_BEFORE, None)


def draw(api: Api, now: Lead, colleagues: list[Colleague]) -> None:
    """The form. `now` is the lead as the database has it this instant."""
    before: Lead = st.session_state[_BEFORE]
    action = act.prepare(f"fiche-{before.id}-{before.version}")
    with st.container(key=f"form-{before.id}", border=True):
        typed = _fields(before, colleagues, st.session_state[_TIME])
        with st.container(horizontal=True):
            busy = action.state == "asked"
            st.button("Enregistrer", key="f-enregistrer", type="primary", disabled=busy, on_click=action.ask)
            st.button("Annuler", key="f-annuler", on_click=stop)
    if now.version != before.version:
        _conflict(before, now)
    _save(api, action, before, typed)


def _fields(lead: Lead, colleagues: list[Colleague], time: str) -> dict[str, Any]:
    left, right = st.columns(2)
    with left:
        standing = _standing(lead, colleagues, time)
    with right:
        return {
            **standing,
            "name": _line("Nom", lead.name, f"f-nom-{time}"),
            "phone": _line("Téléphone", fr.phone(lead.phone) if lead.phone else "", f"f-tel-{time}"),
            "address": _line("Adresse", lead.address, f"f-adresse-{time}"),
            "city": _line("Ville", lead.city, f"f-ville-{time}"),
        }


def _standing(lead: Lead, colleagues: list[Colleague], time: str) -> dict[str, Any]:
    """How far, how urgent, whose, and the note."""
    people: dict[UUID | None, str] = {None: "Personne", **{one.user_id: one.full_name for one in colleagues}}
    # Somebody who has left the team keeps what they were given until a person takes it.
    people.setdefault(lead.assigned_to, lead.assigned_name or "Quelqu’un d’autre")
    return {
        "status": _choice("État", STATUSES, lead.status, f"f-etat-{time}"),
        "urgency": _choice("Urgence", URGENCIES, lead.urgency, f"f-urgence-{time}"),
        "assigned_to": _choice("Confié à", people, lead.assigned_to, f"f-confie-{time}"),
        "note": _area("Note", lead.note, f"f-note-{time}"),
    }


def _choice(label: str, names: Mapping[K, str], now: K, key: str) -> K:
    values, chosen = list(names), _typed(key, now)
    # Who was chosen may have left the team meanwhile.
    place = values.index(chosen if chosen in names else now)
    return st.selectbox(label, values, place, names.__getitem__, key, on_change=_keep, args=(key,))


def _line(label: str, now: str | None, key: str) -> str:
    return st.text_input(label, _typed(key, now or ""), key=key, on_change=_keep, args=(key,))


def _area(label: str, now: str, key: str) -> str:
    return st.text_area(label, _typed(key, now), height=110, key=key, on_change=_keep, args=(key,))


def _typed(key: str, now: K) -> K:
    found: K = st.session_state[_TYPED].get(key, now)
    return found


def _keep(key: str) -> None:
    st.session_state[_TYPED][key] = st.session_state[key]


def _conflict(before: Lead, now: Lead) -> None:
    """Somebody was faster. Saving again writes only what was typed here, over the newest version."""
    result = "\n".join(f"- {plain(words)}" for words in lead_edit.changed_meanwhile(before, now))
    st.warning(f"Quelqu’un vient de modifier cette fiche:\n\n{result}\n\nCe que vous avez écrit est encore là.")
    st.button(
        "Garder mes changements par-dessus les siens", key=f"rebase-{now.version}", on_click=_rebase, args=(before, now)
    )


def _rebase(before: Lead, now: Lead) -> None:
    """On top of the newest version; only what was typed here is sent, told against what the person first saw."""
    st.session_state[_BEFORE] = replace(before, version=now.version)


def _save(api: Api, action: act.Action, before: Lead, typed: dict[str, Any]) -> None:
    if action.trouble and action.trouble.kind != "conflict":
        error_box(action.trouble)
    if action.state != "asked":
        return
    try:
        changed = lead_edit.changes(before, typed)
    except BadPhone:
        action.state = "ready"
        st.error("Ce numéro de téléphone n’est pas valable. Exemple: 450 555-0134. Rien n’a été changé.")
        return
    effect = partial(_update, api, before, changed)
    done = act.run(action, effect) if changed else True
    if done:
        stop()
        st.session_state["_said"] = f"Fiche {before.ref} enregistrée" if changed else "Rien à changer"
    st.rerun()


def _update(api: Api, before: Lead, changed: dict[str, Any], request_id: UUID) -> None:
    actions.update_lead(api, request_id, before.id, changed, before.version)
