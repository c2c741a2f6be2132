"""The box shown instead of a screen that failed."""

from __future__ import annotations

import streamlit as st

from backend.supabase.errors import ApiError


def draw(error: Exception, reference: str) -> None:
    """What happened, what was not lost, what to do; never a traceback."""
    st.error(_sentence(error), icon=":material/error:")
    if isinstance(error, ApiError) and error.kind == "expired":
        st.link_button("Se reconnecter", "/connexion", type="primary")
    if reference:
        st.caption(f"Si cela se répète, donnez cette référence à l’administrateur : **{reference}**")


def _sentence(error: Exception) -> str:
    if isinstance(error, ApiError):
        return error.sentence
    return "Cette page a rencontré une erreur. Les appels et les fiches ne sont pas touchés. Rechargez la page."
