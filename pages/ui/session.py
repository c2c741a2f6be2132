"""The person in front of the screen and their door to the data: the one place where screens learn it."""

from __future__ import annotations

from typing import NoReturn

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from backend.console.api import Api
from backend.console.sealed_words import SealedWords
from backend.console.services import services
from backend.person import Person
from backend.supabase.errors import REFUSALS, SESSION_OVER, ApiError
from pages.ui import visitor


def current() -> tuple[Person, Api]:
    """Who is signed in, and their Api. Stops the script with a link to the sign-in page when nobody is.

    Cheap (a lookup in a local file), so every run asks: signed out in another tab means out here too.
    """
    if expected := visitor.expected():
        return expected.person, expected.api
    cookie = st.context.cookies.get(services().settings.cookie_name, "")
    try:
        person = services().person_behind(cookie, seen=not _is_fragment())
    except ApiError as error:
        ended(error.sentence)
    if person is None:
        ended(REFUSALS[SESSION_OVER][1])
    return person, services().api_for(cookie)


def recheck(error: ApiError) -> None:
    """Refused what everybody of the team may read: is this person still of the team? If not, the session is over."""
    if error.kind != "forbidden":
        return
    cookie = st.context.cookies.get(services().settings.cookie_name, "")
    services().recheck(cookie)
    current()


def sealed_words() -> SealedWords:
    """For words that go into an address."""
    return services().sealed_words


def webhook_url() -> str:
    """Where what is meant for telephones is fetched; empty where nobody said."""
    return services().settings.WEBHOOK_URL


def has_demo_accounts() -> bool:
    """True where anybody may sign in as an invented person: the data are invented too."""
    return bool(services().settings.demo_emails)


def draw_again() -> NoReturn:
    """The live part or dialog that runs, once more: the whole screen where that is what runs. A tap made in a part may
    be heard by a run of the whole, when both were asked for at once.
    """
    st.rerun(scope="fragment" if _is_fragment() else "app")


def ended(sentence: str) -> NoReturn:
    """Say why nothing more is shown, offer the way back, and stop."""
    st.warning(sentence, icon=":material/lock:")
    st.link_button("Se reconnecter", "/connexion", type="primary")
    st.stop()


def _is_fragment() -> bool:
    # A live part refreshes alone every few seconds: that is not a person using the console.
    context = get_script_run_ctx()
    return bool(context and context.fragment_ids_this_run)
