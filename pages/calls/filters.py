"""What the journal is narrowed to: words or number, period, outcome."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Literal

import streamlit as st

from backend import fr
from backend.calls import words as wording
from backend.calls.journal import Filters

PERIODS = {"tout": "Tout", "jour": "Aujourd’hui", "7": "7 jours", "30": "30 jours", "choix": "Choisir"}
# Kept while one looks at a call, or at another screen, and comes back.
KEEP: Literal["session"] = "session"


def draw() -> Filters:
    """The controls, and what they say."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = st.text_input(
            "Chercher", key="j_mots", placeholder="Nom, mot ou numéro", icon=":material/search:", persist_state=KEEP
        )
        with st.popover("Filtres", icon=":material/tune:"):
            since, until = _period()
            outcomes = st.pills(
                "Issue",
                list(wording.OUTCOMES),
                selection_mode="multi",
                format_func=wording.outcome,
                key="j_issues",
                persist_state=KEEP,
            )
    return Filters(since, until, tuple(outcomes), words)


def _period() -> tuple[datetime | None, datetime | None]:
    names = list(PERIODS)
    chosen = st.pills(
        "Période",
        names,
        default="tout",
        required=True,
        format_func=PERIODS.__getitem__,
        key="j_periode",
        persist_state=KEEP,
    )
    today = fr.local(datetime.now(UTC)).date()
    if chosen is None or chosen == "tout":
        return None, None
    if chosen == "choix":
        return _chosen(today)
    days = 1 if chosen == "jour" else int(chosen)
    return fr.day_bounds(today - timedelta(days=days - 1), today)[0], None


def _chosen(today: date) -> tuple[datetime, datetime]:
    week_ago = today - timedelta(days=6)
    first = st.date_input("Du", week_ago, key="j_du", format="YYYY-MM-DD", max_value=today, persist_state=KEEP)
    last = st.date_input("Au", today, key="j_au", format="YYYY-MM-DD", max_value=today, persist_state=KEEP)
    return fr.day_bounds(min(first, last), max(first, last))
