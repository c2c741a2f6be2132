"""What saving would cause: line by line against today, over an empty week, and for the visits already booked."""

from __future__ import annotations

import streamlit as st

from backend.appointments import rules_words as say
from backend.appointments.rules import Standing, left_outside
from pages.settings.draft import Draft
from pages.ui import html as h
from pages.ui.parts import plain, section


def draw(standing: Standing, draft: Draft) -> None:
    """Nothing of it is saved yet."""
    base, wanted = draft.base, draft.wanted
    changed = say.differences(base, wanted)
    week = say.a_week(base, wanted)
    told = h.tag("ul", "".join(h.text("li", one) for one in changed), "df-list") if changed else ""
    head = section("Ce que cela change") if changed else section("Ce que cela donne")
    st.html(head + told + h.facts([week, say.area(wanted, standing.towns)]))
    outside = left_outside(base, wanted, standing.visits)
    if outside:
        st.warning(plain(say.outside(outside)), icon=":material/event_busy:")
