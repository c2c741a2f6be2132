"""What the journal is narrowed to: words or number, period, outcome."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Literal

import streamlit as st

from backend import fr
from backend.calls import words as wording
from backend.calls.journal import Filters
from pages.ui import search

PERIODS = {"tout": "Tout", "jour": "Aujourd’hui", "7": "7 jours", "30": "30 jours", "choix": "Choisir"}
# Kept in the address: it survives a reload, the way back, and a link sent to a colleague.
BIND: Literal["query-params"] = "query-params"


def draw() -> Filters:
    """The controls, and what they say."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = search.box("j_mots", "Nom, mot ou numéro")
        with st.popover("Filtres", icon=":material/tune:"):
            since, until = _period()
            outcomes = st.pills(
                "Issue",
                list(wording.OUTCOMES),
                selection_mode="multi",
                format_func=wording.outcome,
                key="issue",
                bind=BIND,
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
        key="jours",
        bind=BIND,
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
    first = st.date_input("Du", week_ago, key="du", format="YYYY-MM-DD", max_value=today, bind=BIND)
    last = st.date_input("Au", today, key="au", format="YYYY-MM-DD", max_value=today, bind=BIND)
    return fr.day_bounds(min(first, last), max(first, last))
