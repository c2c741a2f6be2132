"""What is known of a number from before, beneath whoever waits for a call."""

from __future__ import annotations

from datetime import datetime

from backend.leads.history import History, sentences
from pages.ui import html as h


def drawn(history: History | None, now: datetime) -> str:
    """A quiet line; nothing for who calls for the first time."""
    told = sentences(history, now)
    return h.facts(told) if told else ""
