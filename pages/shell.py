"""What every screen sits in: the look, the menu, the status line, the way out. Streamlit runs this file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape

import streamlit as st
from streamlit.navigation.page import Page

from backend.console import icon
from backend.console.paths import DEVICES, SIGN_OUT, SIGN_OUT_EVERYWHERE
from backend.health import status
from backend.person import Person
from backend.team import people
from backend.today import read as today
from pages import menu as menus
from pages import status as status_line
from pages.first_paint import PREFETCH
from pages.ui import actions, prefetch, search, session

# A service that hangs is waited for much longer than anybody looks at a white page.
WHITE_AT_MOST_S = 1.5
ROLES = {"owner": "propriétaire", "staff": "bureau", "admin": "administration"}


def way_out(person: Person) -> None:
    """Who is signed in, and buttons that sign out for good: forms, so that no link can do it by accident."""
    who = f"<p><b>{escape(person.full_name)}</b> {ROLES[person.role]}</p>"
    here = _leave(SIGN_OUT, "Se déconnecter", "de cet appareil")
    everywhere = _leave(SIGN_OUT_EVERYWHERE, "Se déconnecter partout", "de tous vos appareils: un téléphone perdu")
    devices = f'<a class="df-leave" href="{DEVICES}" title="où vous êtes connecté">Vos appareils</a>'
    st.html(f'<div class="df-me"><p class="df-brand">Drain Fortin</p>{who}{here}{everywhere}{devices}</div>')


def _leave(path: str, label: str, hint: str) -> str:
    button = f'<button class="df-leave" type="submit" title="{hint}">{label}</button>'
    return f'<form method="post" action="{path}">{button}</form>'


def _run_first(page: Page, draw_menu: Callable[[], None]) -> None:
    """The first screen: what is to be read is drawn before the menu, and the menu even where the screen fails.

    Where nothing answers, the menu comes first: a page is never white.
    """
    is_late = prefetch.is_late("status", WHITE_AT_MOST_S)
    if is_late:
        draw_menu()
    try:
        status_line.status_line()
        page.run()
    finally:
        if not is_late:
            draw_menu()


def main() -> None:
    """One run of the console."""
    person, api = session.current()
    prefetch.start(PREFETCH, "status", status.read, api)
    search.count_run()
    st.set_page_config(page_title="Drain Fortin", page_icon=str(icon.FILE), layout="wide")
    page = st.navigation(menus.pages(person.role), position="hidden")
    if not page.url_path:
        prefetch.start(PREFETCH, "today", today.read, api)
        prefetch.start(PREFETCH, "people", people.read, api)
    menu = menus.place()
    if page.url_path:
        menus.draw(person.role, menu)
        status_line.status_line()
        page.run()
    else:
        _run_first(page, partial(menus.draw, person.role, menu))
    way_out(person)
    actions.finish_what_was_left()
    actions.say_what_was_done()


main()
