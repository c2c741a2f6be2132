"""Second chances: answered, not booked. One call may still win them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from uuid import UUID

import streamlit as st

from backend import fr
from backend.console.api import Api
from backend.leads import read as leads
from backend.leads.actions import update_lead
from backend.leads.read import FollowUp
from backend.today import actions
from pages.leads import parts
from pages.ui import actions as act
from pages.ui import book, session
from pages.ui import html as h
from pages.ui.parts import read_or_last_known, section

EVERY_S = 10
DAYS = 30
SHOWN = 20


@st.fragment(run_every=EVERY_S)
def draw() -> None:
    """The last thirty days, newest first."""
    _, api = session.current()
    found = read_or_last_known("chances", lambda: leads.second_chances(api, DAYS))
    if found is None:
        return
    how_many = f"les {SHOWN} plus récents" if len(found) > SHOWN else fr.count(len(found), "personne")
    st.html(section("Répondu, mais sans rendez-vous", f"{how_many}, {DAYS} derniers jours"))
    if not found:
        st.html(h.empty("Personne à relancer", "Toutes les personnes rappelées ont un rendez-vous ou ont dit non."))
    now = datetime.now(UTC)
    for one in found[:SHOWN]:
        _card(api, one, now)
    act.say_what_was_done()


def _card(api: Api, one: FollowUp, now: datetime) -> None:
    key, who = f"{one.kind}-{one.id}-{one.version}", one.name or "Appelant sans nom"
    with st.container(key=f"carte-{one.urgency}-{one.kind}-{one.id}"):
        st.html(parts.chance(one, now))
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            if st.button("Rendez-vous", key=f"rdv-{key}") and act.tap_allowed():
                book.dialog(one.kind, one.id, who, None)
            if one.called_back_at is None:
                act.button("Rappelé", f"rappele-{key}", partial(_called, api, one), f"{who}: marqué rappelé")
            else:
                back = partial(_undo, api, one)
                act.button("Remettre à rappeler", f"remettre-{key}", back, f"{who}: de nouveau à rappeler")
            if one.kind == "lead":
                act.button("Perdu", f"perdu-{key}", partial(_lost, api, one), f"{who}: fiche fermée, perdu")


def _called(api: Api, one: FollowUp, request_id: UUID) -> None:
    actions.mark_called_back(api, request_id, one.kind, one.id)


def _undo(api: Api, one: FollowUp, request_id: UUID) -> None:
    actions.undo_called_back(api, request_id, one.kind, one.id)


def _lost(api: Api, one: FollowUp, request_id: UUID) -> None:
    update_lead(api, request_id, one.id, {"status": "lost"}, one.version)
