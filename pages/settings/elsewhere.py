"""The settings that have a screen of their own: what each says now, and the way there."""

from __future__ import annotations

import streamlit as st

from backend import fr
from backend.alerts import setup as alert_setup
from backend.alerts.setup import Setup
from backend.plan_b import read as plan_b
from backend.plan_b.read import PlanB
from pages.ui import html as h
from pages.ui import links, session
from pages.ui.parts import read_or_last_known, section

EVERY_S = 30
VIEW = "vue-alertes"


@st.fragment(run_every=EVERY_S)
def draw() -> None:
    """Who rings, who is told and with which words, what is kept."""
    _, api = session.current()
    st.html(section("Réglés sur leur écran"))
    line = read_or_last_known("settings-plan-b", lambda: plan_b.read(api))
    setup = read_or_last_known("settings-alerts", lambda: alert_setup.read(api))
    if line:
        _entry("plan-b", "Plan B: qui sonne", _rings(line), "plan-b")
    if setup:
        _entry("alertes", "Alertes: qui est prévenu, de quoi, après combien", _told(setup), "alertes",
               {VIEW: "Règles et destinataires"})  # fmt: skip
    _entry("garde", "Garde: qui répond à quelle heure", "La semaine, et les échanges", "alertes", {VIEW: "Garde"})
    _entry("sauvegardes", "Sauvegardes", "L’heure, et combien de copies sont gardées", "sauvegardes")
    _entry("conformite", "Conservation et avis (Loi 25)", "Combien de temps chaque chose est gardée", "conformite")


def _entry(key: str, label: str, now: str, path: str, query: dict[str, str] | None = None) -> None:
    with st.container(key=f"ailleurs-{key}", horizontal=True, gap="small", vertical_alignment="center"):
        st.page_link(links.page(path), label=label, query_params=query or {})
        st.html(h.facts([now]))


def _rings(line: PlanB) -> str:
    if line.target is None:
        return "Personne ne peut recevoir les appels"
    who = f"{line.target.name}, {fr.phone(line.target.phone)}"
    named = any(one.id == line.recipient_id and one.phone == line.target.phone for one in line.recipients)
    return who if named else f"{who} (la première personne de garde)"


def _told(setup: Setup) -> str:
    on_call = ", ".join(one.full_name for one in setup.on_call) or "personne"
    off = sum(not rule.enabled for rule in setup.rules)
    result = f"De garde: {on_call}; bilan à {fr.hour(setup.settings.digest_at)}"
    return result + (f"; {fr.count(off, 'règle éteinte', 'règles éteintes')}" if off else "")
