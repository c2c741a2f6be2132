"""Questions asked of the database together, before the first of them is needed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Any, TypeVar

import streamlit as st

from backend.console.api import Api
from backend.console.prefetch import Prefetch

T = TypeVar("T")


def start(prefetch: Prefetch, key: str, read: Callable[[Api], object], api: Api) -> None:
    """Ask now, unless the page's address was enough to ask before; `result` gives the answer later in the same run."""
    st.session_state[f"_prefetch:{key}"] = prefetch.take(key, api) or prefetch.read(read, api)


def is_late(key: str, within_s: float) -> bool:
    """True when the answer asked for ahead does not come within that time: what needs none is drawn first."""
    asked: Future[Any] | None = st.session_state.get(f"_prefetch:{key}")
    return asked is not None and not wait([asked], within_s).done


def result(key: str, read: Callable[[], T]) -> T:
    """The answer asked for ahead, once; else `read` asks now, as every live refresh does."""
    asked: Future[Any] | None = st.session_state.pop(f"_prefetch:{key}", None)
    answer: T = asked.result() if asked else read()
    return answer
