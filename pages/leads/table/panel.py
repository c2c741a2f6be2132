"""The whole lead beside the table: what its card says, what was said in the call, what is done about it."""

from __future__ import annotations

from functools import partial
from typing import Literal
from uuid import UUID

import streamlit as st

from backend.calls import call
from backend.console.api import Api
from backend.leads import attempts
from backend.leads import read as leads
from backend.leads.read import Lead
from backend.leads.table import Row, Table
from backend.team.people import Colleague
from backend.today import actions
from pages.leads import form, parts
from pages.leads.table import grid
from pages.leads.table.grid import Lines
from pages.ui import actions as act
from pages.ui import book, links, talk
from pages.ui import html as h
from pages.ui.alerts import brief as alert_brief
from pages.ui.alerts import send as alert_send
from pages.ui.lately import Done, Lately
from pages.ui.parts import read_or_last_known

SAID = "Ce qui s’est dit"
CALLED = "Rappelé"
# Nothing takes its place here: the way back stays longer than on a card of a list.
UNDO_S = 30.0
NotReached = Literal["no_answer", "voicemail"]
# By key: the first is for having reached them.
NOT_REACHED: dict[NotReached, str] = {"no_answer": "2", "voicemail": "3"}


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
        _deeds(api, lead, found)
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


def _deeds(api: Api, lead: Lead, found: Table) -> None:
    """What came of calling them, each by one key; done a moment ago, with the way back."""
    done = Lately[Lead]("table", UNDO_S)
    just_done = done.of(lead.id)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if just_done:
            st.button(f"{just_done.words} ✓", key=f"fait-t-{lead.id}", disabled=True)
            _undo(api, just_done, done)
        elif lead.status == "called_back":
            _undo(api, Done(lead, 0, 0.0, CALLED), done, "Remettre à rappeler")
        elif lead.status == "new":
            _button(lead, CALLED, "1", partial(_reached, api, lead, done), done)
            for outcome, key in NOT_REACHED.items():
                _attempt(api, lead, outcome, key, found, done)
        if st.button("Rendez-vous", key=f"rdv-{lead.id}") and act.tap_allowed(lead.ref):
            book.dialog("lead", lead.id, _who(lead), lead.address)


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


def _attempt(api: Api, lead: Lead, outcome: NotReached, key: str, found: Table, done: Lately[Lead]) -> None:
    tries = lead.attempt.count if lead.attempt else 0
    again = attempts.again_at(outcome, found.now, tries)

    def record(request_id: UUID) -> None:
        actions.record_attempt(api, request_id, "lead", lead.id, outcome, again)
        done.note(lead.id, lead, 0, attempts.WORDS[outcome])

    _button(lead, attempts.WORDS[outcome], key, record, done)


def _button(lead: Lead, words: str, key: str, effect: act.Effect, done: Lately[Lead]) -> None:
    name = f"{words}-t-{lead.id}-{lead.version}-{done.times(lead.id)}"
    act.button(words, name, effect, f"{_who(lead)}: {words.lower()}", on=lead.ref, shortcut=key)


def _undo(api: Api, one: Done[Lead], done: Lately[Lead], label: str = "Annuler") -> None:
    lead = one.item

    def undo(request_id: UUID) -> None:
        take_back = actions.undo_called_back if one.words == CALLED else actions.undo_attempt
        take_back(api, request_id, "lead", lead.id)
        done.drop(lead.id)

    key = f"annuler-t-{lead.id}-{lead.version}-{one.at}"
    act.button(label, key, undo, f"{_who(lead)}: comme avant", on=lead.ref, undo=True)


def _reached(api: Api, lead: Lead, done: Lately[Lead], request_id: UUID) -> None:
    actions.mark_called_back(api, request_id, "lead", lead.id)
    done.note(lead.id, lead, 0, CALLED)


def _who(lead: Lead) -> str:
    return lead.name or lead.ref
