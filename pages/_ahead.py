"""Questions asked of the database together, before the first of them is needed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

import streamlit as st

T = TypeVar("T")

_pool = ThreadPoolExecutor(max_workers=16, thread_name_prefix="ahead")


def ask(key: str, read: Callable[[], object]) -> None:
    """Ask now; `take` gives the answer later in the same run."""
    st.session_state[f"_ahead:{key}"] = _pool.submit(read)


def take(key: str, read: Callable[[], T]) -> T:
    """The answer asked for ahead, once; else `read` asks now, as every live refresh does."""
    asked: Future[Any] | None = st.session_state.pop(f"_ahead:{key}", None)
    answer: T = asked.result() if asked else read()
    return answer
