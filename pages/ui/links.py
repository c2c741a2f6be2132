"""Ways from one screen to another, without reloading the page."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from pages.ui.parts import plain

CALL = "appel"
LEAD = "fiche"


def to_call(call_id: UUID, label: str) -> None:
    """A link to one call's screen."""
    from pages import calls

    st.page_link(st.Page(calls.render, url_path="appels"), label=plain(label), query_params={CALL: str(call_id)})


def to_lead(ref: str, label: str) -> None:
    """A link to one lead, by its reference."""
    from pages import leads

    st.page_link(st.Page(leads.render, url_path="clients"), label=label, query_params={LEAD: ref})


def asked(name: str) -> UUID | None:
    """The id that the address asks for, or None when there is none or it is no id."""
    try:
        return UUID(st.query_params.get(name, ""))
    except ValueError:
        return None


def write_address(name: str, value: str | None) -> None:
    """Put in the address bar what a link within one screen does not: it can then be kept, and gone back to."""
    if value:
        st.query_params[name] = value
        st.session_state[f"_address:{name}"] = True
    elif st.session_state.pop(f"_address:{name}", False):
        st.query_params.clear()
