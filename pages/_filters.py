"""What the journal is narrowed to: words or number, period, outcome. Kept while one looks at a call and comes back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import streamlit as st

from backend import fr
from backend.calls import wording
from backend.screens.journal import Filters

PERIODS = {"tout": "Tout", "jour": "Aujourd’hui", "7": "7 jours", "30": "30 jours", "choix": "Choisir"}
OFFERED = ("appointment", "lead", "no_lead", "silence", "fault", "transferred", "transfer_failed", "test")
_KEPT = "_journal_filters"


def draw() -> Filters:
    """The controls, and what they say."""
    kept: dict[str, object] = st.session_state.setdefault(_KEPT, {})
    for key, value in kept.items():
        st.session_state.setdefault(key, value)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = st.text_input("Chercher", key="j_mots", placeholder="Nom, mot ou numéro", icon=":material/search:")
        with st.popover("Filtres", icon=":material/tune:"):
            since, until = _period()
            outcomes = st.pills("Issue", OFFERED, selection_mode="multi", format_func=wording.outcome, key="j_issues")
    keys = ("j_mots", "j_periode", "j_issues", "j_du", "j_au")
    st.session_state[_KEPT] = {key: st.session_state[key] for key in keys if key in st.session_state}
    return Filters(since, until, tuple(outcomes), words)


def _period() -> tuple[datetime | None, datetime | None]:
    chosen = (
        st.pills("Période", list(PERIODS), format_func=PERIODS.__getitem__, key="j_periode", default="tout") or "tout"
    )
    today = fr.local(datetime.now(UTC)).date()
    if chosen == "tout":
        return None, None
    if chosen == "choix":
        return _chosen(today)
    days = 1 if chosen == "jour" else int(chosen)
    return fr.day_bounds(today - timedelta(days=days - 1), today)[0], None


def _chosen(today: date) -> tuple[datetime, datetime]:
    first = st.date_input("Du", today - timedelta(days=6), key="j_du", format="YYYY-MM-DD", max_value=today)
    last = st.date_input("Au", today, key="j_au", format="YYYY-MM-DD", max_value=today)
    return fr.day_bounds(min(first, last), max(first, last))
