"""The whole lead beside the table: what its card says, what was said in the call, what is done about it."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import streamlit as st

from backend.calls import call
from backend.console.api import Api
from backend.leads import read as leads
from backend.leads.read import Lead
from backend.leads.table import Row, Table
from backend.team.people import Colleague
from pages.leads import form, parts
from pages.leads.table import grid
from pages.leads.table.grid import Lines
from pages.ui import actions as act
from pages.ui import html as h
from pages.ui import lead_deeds, links, talk
from pages.ui.alerts import brief as alert_brief
from pages.ui.alerts import send as alert_send
from pages.ui.parts import read_or_last_known

SAID = "Ce qui s’est dit"


def draw(api: Api, ref: str, lines: Lines, found: Table, colleagues: list[Colleague]) -> None:
    """The lead of that reference, with the way to the one before and the one after."""
    _steps(lines, ref)
    read = read_or_last_known(f"lead-{ref}", lambda: (leads.one(api, ref),))
    if read is None:
        return
    (lead,) = read
    if lead is None:
        if form.editing_ref() == ref:
            form.stop()
            st.rerun()
        st.html(h.empty("Cette fiche est introuvable", "Elle a peut-être été effacée, ou l’adresse est incomplète."))
        return
    with st.container(key=f"carte-{lead.urgency}-{lead.id}"):
        if form.editing() == lead.id:
            form.draw(api, lead, colleagues)
            return
        st.html(parts.lead(lead, found.now))
        lead_deeds.draw(api, lead, found.now, keys=True)
        _ways(lead)
    if lead.call_id:
        _said(api, lead.call_id)


def _steps(lines: Lines, ref: str) -> None:
    """In the order of the list. The keys work wherever nothing is being typed."""
    place = next((place for place, row in enumerate(lines.rows) if row.ref == ref), None)
    before = lines.rows[place - 1] if place else None
    after = lines.rows[place + 1] if place is not None and place + 1 < len(lines.rows) else None
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="t-pas"):
        _step("Précédente", "K", before, ref)
        _step("Suivante", "J", after, ref)
        if place is not None:
            st.html(h.facts([f"{place + 1} de {len(lines.rows)}"]), width="content")
        st.button("Fermer", key="t-fermer", type="tertiary", icon=":material/close:", on_click=grid.close)


def _step(label: str, key: str, row: Row | None, ref: str) -> None:
    go = partial(_go, row, ref) if row else None
    st.button(label, key=f"t-{key}", shortcut=key, disabled=row is None, on_click=go)


def _go(row: Row, left: str) -> None:
    """A key pressed for the next lead may reach the one just left: it counts for neither."""
    act.ignore_taps_for(act.QUIET_AFTER_MOVE_S, left)
    grid.open_line(row)


def _ways(lead: Lead) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if st.button("Modifier", key=f"modifier-{lead.id}"):
            form.begin(lead)
            st.rerun()
        if st.button("Renvoyer l’alerte" if lead.alert else "Envoyer une alerte", key=f"alerte-{lead.id}"):
            alert_send.dialog(alert_brief.message("lead", lead.id, _who(lead), lead.alert))
        if lead.call_id:
            links.to_call(lead.call_id, "L’appel")
        links.to_customer("lead", lead.id, "Le client")


def _said(api: Api, call_id: UUID) -> None:
    """Read only when asked for: whoever opens a call leaves a line in the trail."""
    if not st.toggle(SAID, key="t-dit"):
        return
    read = read_or_last_known(f"call-{call_id}", lambda: (call.read(api, call_id),))
    if read is None:
        return
    (detail,) = read
    with st.container(height=360, key="t-paroles"):
        st.html(talk.drawn(detail) if detail else h.empty("Cet appel est introuvable"))


def _who(lead: Lead) -> str:
    return lead.name or lead.ref
