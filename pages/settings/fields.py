"""The fields of the rules. Each keeps what was typed in the draft; each day says beside it what it holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time, timedelta

import streamlit as st

from backend import fr
from backend.appointments import rules_words as say
from backend.appointments.rules import WEEKDAYS, Rules, Standing
from pages.settings.draft import Draft
from pages.ui import html as h

QUARTER = timedelta(minutes=15)
# Day and words on one line of a phone, its two hours on the next.
DAY_PX, WORDS_PX, HOUR_PX = 120, 190, 110
# Name, label, least, most, step.
LENGTHS = (
    ("slot", "Durée d’une visite (min)", 15, 480, 15),
    ("travel", "Route après chaque visite (min)", 0, 240, 5),
    ("step", "Un départ possible toutes les (min)", 5, 240, 5),
    ("horizon", "Jours d’avance, au plus", 1, 90, 1),
)  # fmt: skip


def hours(draft: Draft) -> None:
    """Each day of the week: open or not, from when to when, and how many visits that makes."""
    wanted = draft.wanted
    for weekday in WEEKDAYS:
        with st.container(key=f"jour-{weekday}", horizontal=True, gap="small", vertical_alignment="center"):
            _day(draft, wanted, weekday)


def _day(draft: Draft, wanted: Rules, weekday: int) -> None:
    name, opening = fr.DAYS[weekday - 1], wanted.on(weekday)
    _toggle(draft, name, weekday, is_open=opening is not None)
    changed = say.hours(wanted, weekday) != say.hours(draft.base, weekday)
    st.html(h.text("strong" if changed else "span", say.hours(wanted, weekday), "df-facts"), width=WORDS_PX)
    if opening:
        _time(draft, f"Ouverture, {name}", f"opens-{weekday}", opening.opens)
        _time(draft, f"Fermeture, {name}", f"closes-{weekday}", opening.closes)


def _toggle(draft: Draft, name: str, weekday: int, *, is_open: bool) -> None:
    field = f"open-{weekday}"
    st.toggle(
        name.capitalize(), is_open, key=draft.key(field), on_change=draft.keep, args=(field,), width=DAY_PX,
    )  # fmt: skip


def _time(draft: Draft, label: str, field: str, value: time) -> None:
    st.time_input(
        label, value, key=draft.key(field), step=QUARTER,
        on_change=draft.keep, args=(field,), label_visibility="collapsed", width=HOUR_PX,
    )  # fmt: skip


def lengths(draft: Draft) -> None:
    """How long a visit, the drive, the steps between starts, and how far ahead."""
    base, columns = draft.base, st.columns(2)
    now = {
        "slot": base.slot_minutes, "travel": base.travel_minutes, "step": base.step_minutes,
        "horizon": base.horizon_days,
    }  # fmt: skip
    for place, (field, label, least, most, step) in enumerate(LENGTHS):
        columns[place % 2].number_input(
            label, least, most, draft.value(field, now[field]), step, key=draft.key(field), on_change=draft.keep,
            args=(field,),
        )  # fmt: skip


def territory(draft: Draft, standing: Standing) -> None:
    """Those that people called from lately are on offer; any other may be typed."""
    chosen: Sequence[str] = draft.value("territory", draft.base.territory)
    towns = sorted({*(one.town for one in standing.towns), *draft.base.territory, *chosen})
    st.multiselect(
        "Villes", towns, list(chosen), key=draft.key("territory"), accept_new_options=True, on_change=draft.keep,
        args=("territory",), placeholder="Toutes les villes", max_selections=200,
    )  # fmt: skip
