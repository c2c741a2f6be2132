"""For whom a screen is drawn before their browser has connected: Streamlit's own context knows nobody yet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from backend.console.first_paint import Visitor

_VISITOR: ContextVar[Visitor | None] = ContextVar("visitor", default=None)


def expected() -> Visitor | None:
    """Whoever asked for the page that is drawn ahead; None in a script that Streamlit runs."""
    return _VISITOR.get()


@contextmanager
def drawn_for(visitor: Visitor) -> Iterator[None]:
    """What is drawn within, in this thread, is for them."""
    token = _VISITOR.set(visitor)
    try:
        yield
    finally:
        _VISITOR.reset(token)
