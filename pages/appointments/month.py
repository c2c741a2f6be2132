"""The month, for what is far: how many visits each day has; a tap opens that day's week."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from backend import fr
from backend.appointments import read as appointments
from pages.appointments import dates
from pages.ui import html as h
from pages.ui import session
from pages.ui.parts import read_or_last_known, section

VIEW = "affichage"
EVERY_S = 60
LONGEST_WEEKS = 6


def draw(turning: DeltaGenerator) -> None:
    """The month of the week that is looked at; in `turning` the ways to the months beside it."""
    monday = dates.looked_at()
    # The week that holds the 1st belongs to the month that begins in it.
    first = (monday + timedelta(days=6)).replace(day=1)
    with turning:
        before, after = first - timedelta(days=1), first + timedelta(days=32)
        st.button("Précédent", key="m-before", icon=":material/chevron_left:", on_click=dates.look_at,
                  args=(before.replace(day=1),))  # fmt: skip
        st.button("Ce mois", key="m-this", on_click=dates.look_at, args=(dates.today(),))
        st.button("Suivant", key="m-after", icon=":material/chevron_right:", icon_position="right",
                  on_click=dates.look_at, args=(after.replace(day=1),))  # fmt: skip
    _live(first)


@st.fragment(run_every=EVERY_S)
def _live(first: date) -> None:
    _, api = session.current()
    begin = dates.monday_of(first)
    days = [begin + timedelta(days=n) for n in range(7 * LONGEST_WEEKS)]
    since, until = fr.day_bounds(days[0], days[-1])
    found = read_or_last_known(f"month-{first}", lambda: appointments.visits(api, since, until))
    if found is None:
        return
    counts = Counter(fr.local(visit.starts_at).date() for visit in found if visit.status != "cancelled")
    of_month = sum(n for day, n in counts.items() if day.month == first.month)
    name = f"{fr.MONTHS[first.month - 1].capitalize()} {first.year}"
    st.html(section(name, fr.count(of_month, "rendez-vous", "rendez-vous")))
    with st.container(key="mois"):
        st.html("".join(h.text("span", name[:3] + ".") for name in fr.DAYS))
        for day in days:
            if day.month == first.month or day < first or dates.monday_of(day).month == first.month:
                _day(day, counts[day], is_far=day.month != first.month)


def _day(day: date, count: int, *, is_far: bool) -> None:
    """Its number, and how many visits; the days around the month are quiet."""
    words = f"**{day.day}**" + (f"  \n{count} rdv" if count else "")
    kind = "mois-loin" if is_far else "mois-auj" if day == dates.today() else "mois-jour"
    st.button(words, key=f"{kind}-{day}", type="tertiary", width="stretch", on_click=_open, args=(day,))


def _open(day: date) -> None:
    st.session_state[VIEW] = "Semaine"
    dates.look_at(day)
