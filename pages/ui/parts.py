"""Parts that every screen shares: titles, errors, data that survives an outage."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

import streamlit as st

from backend import fr
from backend.supabase.errors import OURS_TO_WAIT_FOR, ApiError, Kind
from pages.ui import html as h
from pages.ui import session, visitor

T = TypeVar("T")

# The same where a page only wanted to read.
_NOT_READ = "Cette page se complète d’elle-même, ou rechargez-la dans un instant."

# What is safe, and what to do, after a deed: the sentence itself comes with the error.
_REASSURANCE: dict[Kind, str] = {
    "unreachable": "Recommencez le même geste: il ne comptera qu’une fois.",
    "early": "Recommencez le même geste: il ne comptera qu’une fois.",
    "busy": "Recommencez le même geste: il ne comptera qu’une fois.",
    "account": "Ce qui était enregistré reste là.",
    "setup": "Ce qui était enregistré reste là.",
    "wrong": "Rien n’a été changé.",
    "conflict": "Ce que vous avez écrit est encore là.",
    "refused": "Rien n’a été changé.",
    "failed": "Rien n’a été changé. Si cela se répète, prévenez l’administrateur.",
    "forbidden": "Rien n’a été changé.",
    "expired": "Ce que vous avez enregistré est gardé.",
}


def title(words: str, beside: str = "") -> None:
    """The screen's name, and what it is about right now."""
    st.html(heading(words, beside))


def heading(words: str, beside: str = "") -> str:
    """The same, for a screen that draws it together with what follows."""
    return h.tag("div", h.text("h1", words) + h.text("span", beside, "df-quiet"), "df-head")


def section(words: str, beside: str = "") -> str:
    """A heading with a quiet word beside it."""
    return h.tag("div", h.text("h2", words) + h.text("span", beside), "df-section")


def error_box(error: ApiError) -> None:
    """After a deed: what happened, what was not lost, what to do."""
    _box(error, _REASSURANCE[error.kind])


def not_read(error: ApiError) -> None:
    """In place of what could not be read: never to be taken for there being nothing."""
    _box(error, _NOT_READ if error.kind in OURS_TO_WAIT_FOR else _REASSURANCE[error.kind])


def _box(error: ApiError, reassurance: str) -> None:
    st.error(f"{error.sentence}\n\n{reassurance}", icon=":material/error:")
    if error.kind == "expired":
        st.link_button("Se reconnecter", "/connexion", type="primary")


def read_or_last_known(key: str, read: Callable[[], T]) -> T | None:
    """What `read` gives; while Supabase gives nothing, what it gave last, with its hour.

    None when there is neither: then the page says so, and draws nothing that could be taken for an empty list.
    """
    kept = f"_kept:{key}"
    try:
        fresh = read()
    except ApiError as error:
        if visitor.expected():
            # No first sight of a screen: Streamlit is to show it, with what was read before and with its remedy.
            raise
        session.recheck(error)
        return _kept(kept, error)
    st.session_state[kept] = (fresh, datetime.now(UTC))
    return fresh


def _kept(kept: str, error: ApiError) -> T | None:
    old: tuple[T, datetime] | None = st.session_state.get(kept)
    if old is None or error.kind not in OURS_TO_WAIT_FOR:
        not_read(error)
        return None
    st.warning(f"{error.sentence} Voici les données de {fr.clock(old[1])}; elles se rafraîchiront seules.")
    return old[0]


def refuse_unless(allowed: bool, readers: str = "au propriétaire et à l’administrateur") -> None:
    """A page checks the role by itself too: the menu is not a lock."""
    if allowed:
        return
    st.error(f"Cette page est réservée {readers}.", icon=":material/lock:")
    st.stop()


def plain(words: str) -> str:
    """Words from outside, for the places where Streamlit reads Markdown: shown as written, never as markup."""
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]()#+!|~$:<>" else letter for letter in words)
