"""Réglages: when, how long and where Paul may book, shown as what it causes; and where the other settings are."""

from __future__ import annotations

import streamlit as st

from backend.appointments import rules
from backend.person import Role
from pages.settings import conflict, customers, elsewhere, fields, openings, preview, saved
from pages.settings.draft import current
from pages.ui import closed_days, session
from pages.ui.parts import read_or_last_known, refuse_unless, section, title

EVERY_S = 10
EDITORS: tuple[Role, ...] = ("owner", "admin")


def render() -> None:
    """The screen; the role is checked here too."""
    person, _ = session.current()
    refuse_unless(person.role in EDITORS)
    title("Réglages", "chacun montre ce qu’il cause avant d’être enregistré")
    _rules()
    closed_days.draw()
    openings.draw()
    customers.draw()
    elsewhere.draw()


@st.fragment(run_every=EVERY_S)
def _rules() -> None:
    """Live, so that what a colleague changes is told while one writes, and not after."""
    person, api = session.current()
    refuse_unless(person.role in EDITORS)
    standing = read_or_last_known("booking-rules", lambda: rules.read(api))
    if standing is None:
        return
    draft = current(standing)
    saved.draw(api, standing)
    st.html(section("Heures de visite", "quand Paul peut prendre rendez-vous"))
    fields.hours(draft)
    st.html(section("Durées"))
    fields.lengths(draft)
    st.html(section("Territoire", "les villes où l’on va; aucune: toutes"))
    fields.territory(draft, standing)
    conflict.draw(standing, draft)
    preview.draw(standing, draft)
    saved.button(api, standing, draft)
