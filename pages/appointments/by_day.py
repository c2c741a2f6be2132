"""The week on a phone: a list by day that opens on today."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import groupby

import streamlit as st

from backend import fr
from backend.appointments.read import Visit
from backend.console.api import Api
from pages.appointments import dates, deeds, parts
from pages.appointments.crew import Crew
from pages.appointments.deeds import Recent
from pages.ui import html as h
from pages.ui import moves

Placed = tuple[int, Visit]


def draw(api: Api, monday: date, shown: list[Visit], recent: Recent, crew: Crew) -> None:
    """Days that are over are folded away; a link to one visit unfolds them."""
    moves.notice(f"visits-{monday}", [str(visit.id) for visit in shown])
    now, today = datetime.now(UTC), dates.today()
    placed = list(enumerate(shown))
    over = [one for one in placed if _day(one) < today] if monday == dates.monday_of(today) else []
    if over:
        with st.expander(f"Plus tôt cette semaine ({len(over)})", expanded=_asked_for(over)):
            _days(api, over, recent, crew, now)
    _days(api, placed[len(over) :], recent, crew, now)


def _day(one: Placed) -> date:
    return fr.local(one[1].starts_at).date()


def _asked_for(over: list[Placed]) -> bool:
    return st.query_params.get(dates.VISIT) in [str(visit.id) for _, visit in over]


def _days(api: Api, placed: list[Placed], recent: Recent, crew: Crew, now: datetime) -> None:
    for day, visits in groupby(placed, key=_day):
        st.html(h.text("p", fr.day_near(fr.day_bounds(day, day)[0], now), "df-daymark"))
        for place, visit in visits:
            with st.container(key=f"carte-{visit.urgency}-v-{visit.id}"):
                st.html(parts.visit(visit, now))
                deeds.draw(api, visit, place, recent, crew, now)
