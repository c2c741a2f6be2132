"""What every screen sits in: the look, the menu, the status line, the way out. Streamlit runs this file."""

from __future__ import annotations

from functools import partial
from html import escape
from pathlib import Path

import streamlit as st

from backend.console import icon
from backend.console.person import Person
from backend.screens import people, status, today
from pages import _act, _ahead, _menu, _session, _status

STYLE = Path(__file__).with_name("_style.css")
ROLES = {"owner": "propriétaire", "staff": "bureau", "admin": "administration"}


def way_out(person: Person) -> None:
    """Who is signed in, and a button that signs out for good: a form, so that no link can do it by accident."""
    who = (
        f'<p class="df-me"><b>{escape(person.full_name)}</b><br><span class="df-quiet">{ROLES[person.role]}</span></p>'
    )
    button = '<button class="df-leave" type="submit">Se déconnecter</button>'
    leave = f'<form method="post" action="/deconnexion">{button}</form>'
    with st.sidebar:
        st.html(who + leave)


def main() -> None:
    """One run of the console."""
    person, api = _session.current()
    _ahead.ask("status", partial(status.read, api))
    st.set_page_config(page_title="Drain Fortin", page_icon=str(icon.FILE), layout="wide")
    page = st.navigation(_menu.menu(person.role), position="sidebar")
    if not page.url_path:
        _ahead.ask("today", partial(today.read, api))
        _ahead.ask("people", partial(people.read, api))
    st.html(STYLE)
    _status.status_line()
    page.run()
    _menu.tabs()
    way_out(person)
    _act.say_what_was_done()


main()
