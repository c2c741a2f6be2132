"""Which days a screen of figures is about."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import streamlit as st

from backend import fr

PERIODS = {"1": "Aujourd’hui", "7": "7 jours", "30": "30 jours", "90": "90 jours", "365": "12 mois", "choix": "Choisir"}


def draw() -> tuple[date, date]:
    """The first and the last local day, both included."""
    chosen = st.segmented_control(
        "Période", list(PERIODS), default="7", required=True, format_func=PERIODS.__getitem__, key="periode",
        label_visibility="collapsed", bind="query-params",
    )  # fmt: skip
    today = fr.local(datetime.now(UTC)).date()
    if chosen == "choix":
        return _chosen(today)
    return today - timedelta(days=int(chosen or "7") - 1), today


def _chosen(today: date) -> tuple[date, date]:
    with st.container(horizontal=True, gap="small"):
        first = st.date_input("Du", today - timedelta(days=6), key="du", format="YYYY-MM-DD", max_value=today,
                              bind="query-params")  # fmt: skip
        last = st.date_input("Au", today, key="au", format="YYYY-MM-DD", max_value=today, bind="query-params")
    return min(first, last), max(first, last)
