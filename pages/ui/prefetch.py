"""Questions asked of the database together, before the first of them is needed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

import streamlit as st

from backend.console.api import Api
from backend.console.first_reads import HEAD_START

T = TypeVar("T")


def ask(key: str, read: Callable[[Api], object], api: Api) -> None:
    """Ask now, unless the page's address was enough to ask before; `take` gives the answer later in the same run."""
    st.session_state[f"_ahead:{key}"] = HEAD_START.take(key, api) or HEAD_START.read(read, api)


def take(key: str, read: Callable[[], T]) -> T:
    """The answer asked for ahead, once; else `read` asks now, as every live refresh does."""
    asked: Future[Any] | None = st.session_state.pop(f"_ahead:{key}", None)
    answer: T = asked.result() if asked else read()
    return answer
