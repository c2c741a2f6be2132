"""The register of who looked at, played or exported what: the trail, narrowed to that."""

from __future__ import annotations

import streamlit as st

from pages.ui import trail

LOOKED_AT = "Consultations et exports"


def draw() -> None:
    """Whoever opens a call, plays its recording or takes something out of the console is here; what was read is not."""
    st.caption(
        "Ouvrir un appel compte une fois l’heure; écouter, chercher quelqu’un et exporter comptent chaque fois. Le"
        " registre dit qui a regardé quoi, jamais ce qui y était écrit."
    )
    trail.draw(only=LOOKED_AT)
