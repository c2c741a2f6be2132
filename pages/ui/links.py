"""Ways from one screen to another, without reloading the page."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

import streamlit as st
from streamlit.navigation.page import Page

from pages.ui.parts import plain

CALL = "appel"
OF_LEAD = "client"
LEAD = "fiche"
CALLS_PATH, LEADS_PATH, CUSTOMER_PATH, APPOINTMENTS_PATH = "appels", "clients", "client", "rendez-vous"


def page(path: str) -> Page:
    """The screen at that path, to link to: Streamlit knows a page by its path alone, and runs the menu's own."""
    return st.Page(_never_run, url_path=path)


def _never_run() -> None:
    raise AssertionError("the menu's own page is what Streamlit runs")


def to_call(call_id: UUID, label: str) -> None:
    """A link to one call's screen."""
    st.page_link(page(CALLS_PATH), label=plain(label), query_params={CALL: str(call_id)})


def to_lead(ref: str, label: str) -> None:
    """A link to one lead, by its reference."""
    st.page_link(page(LEADS_PATH), label=label, query_params={LEAD: ref})


def to_customer(kind: Literal["lead", "call"], subject: UUID, label: str) -> None:
    """A link to everything of one number, by one of its leads or calls: the number stays out of the address."""
    name = OF_LEAD if kind == "lead" else CALL
    st.page_link(page(CUSTOMER_PATH), label=plain(label), query_params={name: str(subject)})


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
        st.query_params.pop(name, None)
