"""One call's screen; live while the call goes on."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from uuid import UUID

import streamlit as st

from backend import business, fr
from backend.calls import call
from backend.calls import words as wording
from backend.calls.call import CallDetail
from backend.console.api import Api
from pages.calls import mark, parts, recording, steps
from pages.ui import actions as act
from pages.ui import html as h
from pages.ui import links, session, talk
from pages.ui.alerts import about as alert_about
from pages.ui.parts import read_or_last_known, section, title

EVERY_S = 3


def render(call_id: UUID) -> None:
    """Back to the journal, then the call."""
    links.write_address(links.CALL, str(call_id))
    st.page_link(links.page(links.CALLS_PATH), label="Tous les appels", icon=":material/arrow_back:")
    _, api = session.current()
    found = _read(api, call_id)
    if found is None:
        return
    (first,) = found
    if first is None:
        st.html(
            h.empty("Cet appel est introuvable", "L’adresse est peut-être incomplète. Cherchez-le dans le journal.")
        )
        return
    is_live = _is_live(first)
    st.fragment(_draw, run_every=EVERY_S if is_live else None)(first, is_live)


def _is_live(detail: CallDetail) -> bool:
    c = detail.call
    return c.status != "ended" and not wording.end_lost(c.status, c.created_at, datetime.now(UTC))


def _read(api: Api, call_id: UUID) -> tuple[CallDetail | None] | None:
    """What is held of that call, in a pair of brackets: there may be no such call. None while nothing can be read."""
    return read_or_last_known(f"call-{call_id}", lambda: (call.read(api, call_id),))


def _draw(first: CallDetail, is_live: bool) -> None:
    """`is_live` as it was when the screen was drawn: one whose end never comes must not go back to how it began."""
    _, api = session.current()
    detail = first
    if is_live:
        detail = (_read(api, first.call.id) or (first,))[0] or first
    if detail.call.status != first.call.status:
        st.rerun()
    now = datetime.now(UTC)
    title(detail.name or fr.phone(detail.call.caller_number), fr.moment_near(detail.call.created_at, now))
    st.html(parts.headline(detail, now))
    recording.draw(api, detail.call)
    _linked(detail, now)
    _classify(api, detail)
    result = alert_about.draw(detail.call.id, detail.name or fr.phone(detail.call.caller_number))
    said = section("Ce qui s’est dit", parts.delays(detail)) + talk.drawn(detail)
    st.html(said + section("Étapes") + steps.steps(detail, result))


def _linked(detail: CallDetail, now: datetime) -> None:
    links.to_customer("call", detail.call.id, "Tout de ce numéro")
    for lead in detail.leads:
        links.to_lead(lead.ref, f"Ouvrir la fiche {lead.ref}")
    for visit in detail.appointments:
        state = {"cancelled": "annulé", "done": "fait"}.get(
            visit.status, "confirmé" if visit.confirmed else "à confirmer"
        )
        when = f"Rendez-vous {fr.day_near(visit.starts_at, now)} à {fr.clock(visit.starts_at)}: {state}"
        st.html(h.facts([when, business.service(visit.service), visit.address]))


def _classify(api: Api, detail: CallDetail) -> None:
    """Take the call out of the figures and of the people to call back, or put it back."""
    marked, key = detail.call.classification, f"{detail.call.id}-{detail.call.classification}"
    if not marked:
        st.html(h.facts(["Classer cet appel le sort des chiffres et des personnes à rappeler:"]))
    with st.container(horizontal=True, gap="small"):
        if marked:
            label = f"Retirer la marque «{business.CLASSIFICATIONS[marked]}»"
            undo = partial(mark.carry_out, api, detail.call.id, None)
            act.button(label, f"classer-{key}", undo, mark.said(None, detail.call.outcome))
            return
        for value, label in business.CLASSIFICATIONS.items():
            said = mark.said(value, detail.call.outcome)
            act.button(label, f"classer-{value}-{key}", partial(mark.carry_out, api, detail.call.id, value), said)
