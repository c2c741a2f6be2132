"""Several views of one screen, one at a time; the one chosen stays in the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

import streamlit as st

Draw = TypeVar("Draw", bound=Callable[..., None])


def draw(views: Mapping[str, Callable[[], None]], key: str) -> None:
    """The control, and the view chosen: each asks only for what it shows."""
    choose(views, key)()


def choose(views: Mapping[str, Draw], key: str) -> Draw:
    """The control alone; what draws the view chosen."""
    names = list(views)
    chosen = st.segmented_control(
        "Vue", names, default=names[0], required=True, key=key, label_visibility="collapsed", bind="query-params"
    )
    return views[chosen or names[0]]
