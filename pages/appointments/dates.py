"""Which week or month is looked at: in the address, so that a reload, the way back and a link keep it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import streamlit as st

from backend import fr

WEEK = "semaine"
VISIT = "visite"
FARTHEST = timedelta(days=3650)


def today() -> date:
    """By the clock on the wall."""
    return fr.local(datetime.now(UTC)).date()


def monday_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def looked_at() -> date:
    """The Monday of the week in the address; of this week where there is none, or no day that anybody plans for."""
    try:
        asked = date.fromisoformat(st.query_params.get(WEEK, ""))
    except ValueError:
        asked = today()
    return monday_of(asked if abs(asked - today()) < FARTHEST else today())


def look_at(day: date) -> None:
    """Turn to the week of that day; no visit of another week stays open."""
    st.query_params.pop(VISIT, None)
    if monday_of(day) == monday_of(today()):
        st.query_params.pop(WEEK, None)
    else:
        st.query_params[WEEK] = monday_of(day).isoformat()
