"""The box to search with. What was typed stays in the address, sealed: it survives a reload, the way back, a link."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from pages.ui import session

PARAM = "recherche"
# Counted by the shell: a box that was drawn in the run before was on the screen just now.
RUN = "_run"
# Kept while one looks at another screen, and comes back.
_KEEP: Literal["session"] = "session"


def count_run() -> None:
    """Another run of the whole console begins."""
    st.session_state[RUN] = st.session_state.get(RUN, 0) + 1


def box(key: str, placeholder: str) -> str:
    """The words typed."""
    _follow_address(key)
    words = st.text_input("Chercher", key=key, placeholder=placeholder, icon=":material/search:", persist_state=_KEEP)
    _write_address(key, words.strip())
    st.session_state[f"_drawn:{key}"] = st.session_state.get(RUN)
    return words.strip()


def _follow_address(key: str) -> None:
    """An address that says other words than this session wrote there was opened, or gone back to."""
    asked, written = st.query_params.get(PARAM, ""), st.session_state.get(f"_written:{key}", "")
    if asked == written:
        return
    run = st.session_state.get(RUN)
    was_here = run is not None and st.session_state.get(f"_drawn:{key}") == run - 1
    if asked or was_here:
        st.session_state[key] = session.sealed_words().read(asked) if asked else ""
        st.session_state[f"_written:{key}"] = asked


def _write_address(key: str, words: str) -> None:
    asked = st.query_params.get(PARAM, "")
    sealed = session.sealed_words()
    if words == (sealed.read(asked) if asked else ""):
        return
    if words:
        st.query_params[PARAM] = sealed.seal(words)
    else:
        del st.query_params[PARAM]
    st.session_state[f"_written:{key}"] = st.query_params.get(PARAM, "")
