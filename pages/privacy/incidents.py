"""The register of incidents: every one, serious or not, kept five years; for the Commission when it asks."""

from __future__ import annotations

from datetime import date, datetime

import streamlit as st

from backend import fr
from backend.console.api import Api
from backend.privacy import frame, registers
from backend.privacy.registers import HEADINGS, Incident, Registers
from pages.privacy import incident
from pages.ui import html as h
from pages.ui import session, tables, width
from pages.ui.parts import read_or_last_known, section


def draw() -> None:
    """Newest first; each opens in a dialog with its eight fields."""
    _, api = session.current()
    result = read_or_last_known("registers", lambda: registers.read(api))
    if result is None:
        return
    st.caption(
        "Un incident: accès, usage ou communication non autorisés, ou perte de renseignements personnels. Tous"
        " s’inscrivent; un risque sérieux de préjudice se déclare à la Commission d’accès à l’information et aux"
        " personnes, sans tarder."
    )
    if st.button("Inscrire un incident", key="inscrire", icon=":material/report:", type="primary"):
        incident.dialog(None)
    st.html(section("Registre", f"{fr.count(len(result.incidents), 'incident')}, gardés au moins cinq ans"))
    if not result.incidents:
        st.html(h.empty("Aucun incident inscrit", "Le registre est ouvert: c’est ce que la loi demande."))
    for one in _chosen(result.incidents):
        with st.container(key=f"carte-{'urgent' if one.notices_missing else 'incident'}-{one.id}"):
            st.html(_card(one, result.now))
            if st.button("Lire ou compléter", key=f"incident-{one.id}-{one.version}"):
                incident.dialog(one)
    _export(api, result)


def _chosen(incidents: list[Incident]) -> list[Incident]:
    """On a desk all of them are lines of a table, and the one chosen is a card."""
    if not incidents or not width.is_wide():
        return incidents
    place = tables.pick(frame.of_incidents(incidents), "incidents", "Incidents")
    return [] if place is None else [incidents[place]]


def _card(one: Incident, now: datetime) -> str:
    risk = h.badge("risque sérieux", "bad") if one.risk_is_serious else h.badge("risque non sérieux", "plain")
    missing = h.badge("avis à donner", "bad") if one.notices_missing else ""
    head = h.tag(
        "div",
        h.text("strong", f"Incident {one.number}") + risk + missing + h.text("time", _day(one.aware_on)),
        "df-who",
    )
    about = "environ " if one.persons_is_estimate else ""
    persons = "nombre de personnes inconnu" if one.persons is None else f"{about}{fr.count(one.persons, 'personne')}"
    written = f"écrit par {one.created_by_name}" if one.created_by_name else None
    facts = h.facts([persons, one.information, written, f"mis à jour {fr.ago(one.updated_at, now)}"])
    return head + h.text("p", one.circumstances, "df-what df-short") + facts


def _day(on: date) -> str:
    return f"connu le {fr.day(on)} {on.year}"


def _export(api: Api, answer: Registers) -> None:
    st.download_button(
        "Exporter le registre (CSV)",
        lambda: registers.incidents_csv(api),
        registers.file_name(answer.now),
        "text/csv",
        key="incidents-export",
        help=f"Les {len(HEADINGS)} colonnes du règlement",
        on_click="ignore",
        icon=":material/download:",
        type="tertiary",
    )
