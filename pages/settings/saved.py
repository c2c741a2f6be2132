"""Saving, and taking the last change back, whoever made it."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import streamlit as st

from backend import fr
from backend.appointments import rules
from backend.appointments import rules_words as say
from backend.appointments.rules import Rules, Standing
from backend.console.api import Api
from pages.settings import draft as drafts
from pages.settings.draft import Draft
from pages.ui import actions
from pages.ui import html as h


def draw(api: Api, standing: Standing) -> None:
    """Who changed what last, and the way back."""
    if standing.previous is None or standing.changed_at is None:
        return
    by = standing.changed_by or "quelqu’un qui n’est plus de l’équipe"
    what = "; ".join(say.differences(standing.previous, standing.rules)) or "comme avant"
    with st.container(key="reglages-dernier", horizontal=True, gap="small", vertical_alignment="center"):
        st.html(h.facts([f"Changé {fr.ago(standing.changed_at, standing.now)} par {by}: {what}"]))
        undo = partial(_save, api, standing.version, standing.previous)
        key = f"reglages-annuler-{standing.version}"
        actions.button("Annuler ce changement", key, undo, "Réglages: comme avant", kind="tertiary", undo=True)


def button(api: Api, standing: Standing, draft: Draft) -> None:
    """Only for what would change something, can be kept, and is not contested."""
    wanted = draft.wanted
    if not draft.is_touched:
        return
    wrong = say.impossible(wanted)
    if wrong:
        st.error(wrong)
    key, save = f"reglages-{draft.number}-{draft.version}", partial(_save, api, draft.version, wanted)
    blocked = bool(wrong) or draft.version != standing.version
    with st.container(horizontal=True, gap="small"):
        said = "Réglages enregistrés"
        actions.button("Enregistrer", key, save, said, kind="primary", disabled=blocked, holds=wanted)
        st.button("Laisser comme c’était", key="r-laisser", on_click=drafts.drop)


def _save(api: Api, version: int, wanted: Rules, request_id: UUID) -> None:
    rules.save(api, request_id, version, wanted)
    # The database counts a version for each change.
    drafts.begin(wanted, version + 1)
