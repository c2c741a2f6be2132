"""Boxes over a screen, which stay until somebody closes them.

Streamlit closes one at each run of the whole screen, and the browser asks for such a run whenever its connection has
come back: what was being written in the box would be gone. So the box that is open is noted, and drawn again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, wraps
from typing import Literal, ParamSpec

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

P = ParamSpec("P")
_OPEN = "_dialog"


@dataclass
class Opened:
    """What is drawn in it, on which screen; `is_done` once what it was opened for has been carried out."""

    draw: Callable[[], None]
    screen: str
    is_done: bool = False


def dialog(
    title: str, *, icon: str | None = None, width: Literal["small", "large"] = "small"
) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """As `st.dialog`, and it stays open over runs of the whole screen."""

    def decorate(content: Callable[P, None]) -> Callable[P, None]:
        box = st.dialog(title, icon=icon, width=width, on_dismiss=_forget)(content)

        @wraps(content)
        def open_it(*args: P.args, **kwargs: P.kwargs) -> None:
            draw = partial(box, *args, **kwargs)
            st.session_state[_OPEN] = Opened(draw, _screen())
            draw()

        return open_it

    return decorate


def opened() -> Opened | None:
    """The box that is open, if any."""
    found: Opened | None = st.session_state.get(_OPEN)
    return found


def draw_again() -> None:
    """At the end of a screen: the box that was open over it, unless it is done or another has just been opened."""
    box, context = opened(), get_script_run_ctx()
    if box is None or context is None or context.has_dialog_opened:
        return
    if box.is_done or box.screen != _screen():
        _forget()
    else:
        box.draw()


def _forget() -> None:
    st.session_state.pop(_OPEN, None)


def _screen() -> str:
    context = get_script_run_ctx()
    return context.page_script_hash if context else ""
