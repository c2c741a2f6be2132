"""Editing a lead in place. What was typed stays when somebody else changed the lead meanwhile, and while one looks at
another screen: so the fields are no `st.form`, which sends nothing before it is saved.

The field left by the tap on another screen's link sends its value only once that screen is there. Streamlit then runs
the field's callback, and forgets the value itself (`persist_state` too): so each callback keeps what was typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar
from uuid import UUID, uuid4

import streamlit as st

from backend import business, fr
from backend.console.api import Api
from backend.leads import actions
from backend.leads import edit as lead_edit
from backend.leads import read as leads
from backend.leads.edit import BadPhone
from backend.leads.read import STATUSES, URGENCIES, Lead
from backend.supabase.errors import ApiError
from backend.team.people import Colleague
from pages.ui import actions as act
from pages.ui import session
from pages.ui.parts import error_box, plain

_BEFORE = "_editing"
# A new one each time the editing begins: nothing that was typed the time before comes back.
_TIME = "_editing_time"
# What was typed this time, by the field's key.
_TYPED = "_editing_typed"
# The version of the lead that saving may go over: the one first seen, or a later one whose changes were seen here.
_OVER = "_editing_over"
_ASKED = "_editing_asked"
EVERY_S = 5
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
    st.session_state[_OVER] = lead.version


def stop() -> None:
    """Forget the editing."""
    st.session_state.pop(_BEFORE, None)


def draw(api: Api, now: Lead, colleagues: list[Colleague]) -> None:
    """The form. `now` is the lead as the database has it this instant."""
    before: Lead = st.session_state[_BEFORE]
    over = st.session_state[_OVER]
    action = act.prepare(f"fiche-{before.id}-{over}")
    if st.session_state.pop(_ASKED, False):
        action.ask()
    with st.container(key=f"form-{before.id}", border=True):
        typed = _fields(before, colleagues, st.session_state[_TIME])
        if typed["status"] == "lost":
            _visit_goes(before)
        st.fragment(_meanwhile, run_every=EVERY_S)(before, now, typed)
        with st.container(horizontal=True):
            busy = action.state == "asked"
            st.button("Enregistrer", key="f-enregistrer", type="primary", disabled=busy, on_click=_ask)
            st.button("Annuler", key="f-annuler", on_click=stop)
    # Refused for what somebody else wrote, and nothing of it is contested: saved over it after all.
    if action.trouble and action.trouble.kind == "conflict" and st.session_state[_OVER] != over:
        _ask()
        st.rerun()
    _save(api, action, before, typed)


def _ask() -> None:
    st.session_state[_ASKED] = True


def _fields(lead: Lead, colleagues: list[Colleague], time: str) -> dict[str, Any]:
    left, right = st.columns(2)
    with left:
        standing = _standing(lead, colleagues, time)
    with right:
        return {
            **standing,
            "name": _line("Nom", lead.name, _key("name", time)),
            "phone": _line("Téléphone", fr.phone(lead.phone) if lead.phone else "", _key("phone", time)),
            "address": _line("Adresse", lead.address, _key("address", time)),
            "city": _line("Ville", lead.city, _key("city", time)),
        }


def _standing(lead: Lead, colleagues: list[Colleague], time: str) -> dict[str, Any]:
    """How far, how urgent, whose, and a note to add."""
    people: dict[UUID | None, str] = {None: "Personne", **{one.user_id: one.full_name for one in colleagues}}
    # Somebody who has left the team keeps what they were given until a person takes it.
    people.setdefault(lead.assigned_to, lead.assigned_name or "Quelqu’un d’autre")
    status = _choice("État", _offered(lead), lead.status, _key("status", time))
    lost = {"lost_reason": _lost_reason(lead, time)} if status == "lost" else {}
    return {
        "status": status,
        **lost,
        "urgency": _choice("Urgence", URGENCIES, lead.urgency, _key("urgency", time)),
        "assigned_to": _choice("Confié à", people, lead.assigned_to, _key("assigned_to", time)),
        "note": _area("Ajouter une note", "", _key("note", time)),
    }


def _offered(lead: Lead) -> dict[str, str]:
    """Nobody has a visit by being said to have one: without a line in the agenda they would be forgotten."""
    has_visit = lead.appointment is not None and lead.appointment.status != "cancelled"
    return {code: words for code, words in STATUSES.items() if code != "booked" or has_visit or lead.status == code}


def _visit_goes(lead: Lead) -> None:
    """Said before it is saved: whoever is lost is not driven to."""
    visit = lead.visit_to_come(datetime.now(UTC))
    if visit:
        when = f"{fr.day(visit)} à {fr.clock(visit)}"
        st.warning(f"La visite de {when} quittera l’agenda; le client n’en est pas prévenu. Elle revient avec un autre "
                   "état.", icon=":material/event_busy:")  # fmt: skip


def _lost_reason(lead: Lead, time: str) -> str:
    now = lead.lost_reason or "unsaid"
    names = {now: business.lost_reason(now), **business.LOST_REASONS}
    chosen = _choice("Pourquoi perdu", names, now, _key("lost_reason", time))
    return "" if chosen == "unsaid" else chosen


def _key(field: str, time: str) -> str:
    return f"f-{field}-{time}"


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


def _meanwhile(before: Lead, now: Lead, typed: dict[str, Any]) -> None:
    """Looks every few seconds whether somebody else changes this lead, and shows both values as it happens."""
    _, api = session.current()
    newest = _newest(api, now)
    found = lead_edit.differences(before, newest, typed)
    contested = [one.field for one in found if one.mine is not None]
    if found:
        result = "\n".join(f"- {plain(one.words)}" for one in found)
        st.warning(f"Quelqu’un vient de modifier cette fiche:\n\n{result}\n\nCe que vous avez écrit est encore là.")
    if not contested:
        st.session_state[_OVER] = newest.version
        return
    if newest.version == st.session_state[_OVER]:
        return
    with st.container(horizontal=True):
        if st.button("Garder les miennes", key=f"mine-{newest.version}"):
            st.session_state[_OVER] = newest.version
            st.rerun()
        if st.button("Prendre les siennes", key=f"theirs-{newest.version}"):
            _take_theirs(before, newest, contested)
            st.rerun()


def _newest(api: Api, lead: Lead) -> Lead:
    """As the database has it; as it was last seen while it does not answer, which the status line tells."""
    try:
        return leads.one(api, lead.ref) or lead
    except ApiError:
        return lead


def _take_theirs(before: Lead, now: Lead, fields: list[str]) -> None:
    """What was typed in these fields is dropped; the rest of what was typed stays, in fields drawn anew."""
    old, new = st.session_state[_TIME], uuid4().hex
    dropped = {_key(field, old) for field in fields}
    typed: dict[str, Any] = st.session_state[_TYPED]
    st.session_state[_TYPED] = {key.replace(old, new): value for key, value in typed.items() if key not in dropped}
    st.session_state[_BEFORE] = replace(before, **{field: getattr(now, field) for field in fields})
    st.session_state[_TIME], st.session_state[_OVER] = new, now.version


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
    effect = partial(_update, api, before, changed, st.session_state[_OVER])
    done = act.run(action, effect) if changed else True
    if done:
        stop()
        st.session_state["_said"] = f"Fiche {before.ref} enregistrée" if changed else "Rien à changer"
    st.rerun()


def _update(api: Api, before: Lead, changed: dict[str, Any], version: int, request_id: UUID) -> None:
    actions.update_lead(api, request_id, before.id, changed, version)
