"""Somebody else changed the rules while one writes: told as it happens, with both, before anything is saved."""

from __future__ import annotations

import streamlit as st

from backend import fr
from backend.appointments import rules_words as say
from backend.appointments.rules import Standing
from pages.settings.draft import Draft, take
from pages.ui.parts import plain


def draw(standing: Standing, draft: Draft) -> None:
    """What they did, and the choice between the two."""
    if draft.version == standing.version:
        return
    theirs = "; ".join(say.differences(draft.base, standing.rules)) or "comme avant"
    when = f" à {fr.clock(standing.changed_at)}" if standing.changed_at else ""
    st.warning(plain(f"{standing.changed_by or 'Quelqu’un'} a changé ces réglages{when}: {theirs}."))
    with st.container(horizontal=True, gap="small"):
        st.button("Prendre les siens", key="r-leurs", on_click=take, args=(standing.rules, standing.version))
        st.button(
            "Garder aussi les miens", key="r-miens", on_click=take,
            args=(standing.rules, standing.version, draft.typed), help="Vos champs restent, par-dessus les siens.",
        )  # fmt: skip
