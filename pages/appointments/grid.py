"""The week on a desk: days across, hours down. What is closed, the drives and the hour that it is are drawn behind the
visits, which are buttons: each opens the visit beside the week."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from html import escape

import streamlit as st

from backend import fr
from backend.appointments.read import Agenda, ClosedDay, Visit
from pages.appointments import dates, layout
from pages.appointments.layout import HEAD_PX, Hours, Placed, Span
from pages.ui import html as h
from pages.ui.parts import plain

DAYS = 7
# The column of hours, and what stays free between two days.
GUTTER_REM, GAP_PX = 3.2, 6


def draw(monday: date, found: Agenda, shown: Sequence[Visit], state: Callable[[Visit], tuple[str, str]]) -> None:
    """The week; `state` says where a visit stands, and how that looks."""
    hours = Hours.of(shown, found.calendar)
    visits = layout.placed(monday, shown, hours)
    opened = st.query_params.get(dates.VISIT)
    with st.container(key="agenda"):
        st.html(_behind(monday, found, hours, visits) + _places(visits))
        for one in visits:
            words, look = state(one.visit)
            is_open = str(one.visit.id) == opened
            st.button(_label(one.visit, words), key=f"{_key(one.visit)}-{look}{'-ouvert' if is_open else ''}",
                      type="tertiary", on_click=_open, args=(one.visit,))  # fmt: skip


def _open(visit: Visit) -> None:
    st.query_params[dates.VISIT] = str(visit.id)


def _key(visit: Visit) -> str:
    return f"visite-{visit.id}"


def _label(visit: Visit, words: str) -> str:
    """Hour, name, town, who goes, state."""
    facts = [visit.city, visit.assigned_name, words]
    quiet = " · ".join(plain(fact) for fact in facts if fact)
    # Where there is little room, the hour breaks between its words.
    hour = fr.clock(visit.starts_at).replace(fr.NBSP, " ")
    return f"**{hour} {plain(visit.name or 'Sans nom')}**  \n{quiet}"


def _behind(monday: date, found: Agenda, hours: Hours, visits: Sequence[Placed]) -> str:
    now = datetime.now(UTC)
    shut = {one.day: one for one in found.closed}
    lines = "".join(
        h.tag("li", h.text("span", f"{hour} h"), style=f"top:{HEAD_PX + (hour - hours.first) * layout.HOUR_PX}px")
        for hour in range(hours.first, hours.last + 1)
    )
    days = [monday + timedelta(days=n) for n in range(DAYS)]
    columns = "".join(_column(day, n, found, hours, visits, shut.get(day), now) for n, day in enumerate(days))
    height = f"height:{HEAD_PX + hours.height + 12}px"
    return h.tag("div", h.tag("ol", lines, "df-hours", aria_hidden="true") + columns, "df-week", style=height)


def _column(
    day: date,
    number: int,
    found: Agenda,
    hours: Hours,
    visits: Sequence[Placed],
    closed: ClosedDay | None,
    now: datetime,
) -> str:
    is_today = day == fr.local(now).date()
    head = h.text("strong", fr.day_short(day)) + h.text("small", closed.label if closed else None)
    shaded = "".join(_block("df-shut", span) for span in _closed(day, found, hours))
    drives = "".join(_drive(one, found, hours) for one in visits if one.day == number and one.visit.status == "booked")
    line = h.tag("i", "", "df-now", style=f"top:{HEAD_PX + hours.top(fr.local(now).time())}px") if is_today else ""
    return h.tag("div", h.tag("p", head) + shaded + drives + line, "df-day-today" if is_today else "df-day-other")


def _closed(day: date, found: Agenda, hours: Hours) -> list[Span]:
    """Before it opens and after it closes, or all day."""
    opening = found.calendar.hours_on(day)
    if opening is None or any(one.day == day for one in found.closed):
        return [Span(0, hours.height)]
    opens, closes = (hours.top(at) for at in opening)
    return [span for span in (Span(0, opens), Span(closes, hours.height - closes)) if span.height]


def _drive(one: Placed, found: Agenda, hours: Hours) -> str:
    free = one.visit.ends_at + timedelta(minutes=found.calendar.travel_minutes)
    return _block("df-drive", hours.span(one.visit.ends_at, free), "route")


def _block(css: str, span: Span, words: str = "") -> str:
    style = f"top:{HEAD_PX + span.top}px;height:{span.height}px"
    return h.tag("div", escape(words) if span.height >= layout.HOUR_PX / 3 else "", css, style=style)


def _places(visits: Sequence[Placed]) -> str:
    """Streamlit's buttons have no place of their own: each is put where its visit is."""
    rules = "".join(
        f'.stApp [class*="st-key-{_key(one.visit)}"]{{top:{HEAD_PX + one.span.top}px;height:{one.span.height - 2}px;'
        f"left:calc({GUTTER_REM}rem + (100% - {GUTTER_REM}rem) * {(one.day + one.lane / one.lanes) / DAYS:.5f});"
        f"width:calc((100% - {GUTTER_REM}rem) / {DAYS * one.lanes} - {GAP_PX}px)}}"
        for one in visits
    )
    return f"<style>{rules}</style>" if rules else ""
