"""Days on which Paul books nothing: holidays, which may be opened, and the owner's own."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial
from uuid import UUID

import streamlit as st

from backend import fr
from backend.appointments import actions
from backend.appointments import read as week
from backend.appointments.read import ClosedDay
from backend.console.api import Api
from pages.ui import actions as act
from pages.ui import html as h
from pages.ui import session
from pages.ui.parts import plain, read_or_last_known, section

# Who decides about days; the others see them.
EDITORS = ("owner", "admin")
SHOWN_DAYS = 120


def draw() -> None:
    """The closed days to come, and one more."""
    person, api = session.current()
    today = fr.local(datetime.now(UTC)).date()
    found = read_or_last_known("closed-days", lambda: week.closed_days(api, today, SHOWN_DAYS))
    if found is None:
        return
    st.html(section("Jours fermés", "Paul n’y prend aucun rendez-vous; les visites déjà prises restent"))
    st.html(h.facts([_standing(one) for one in found]))
    if person.role not in EDITORS:
        return
    with st.expander("Fermer ou ouvrir un jour", icon=":material/event_busy:"):
        day = st.date_input("Jour", today + timedelta(days=1), min_value=today, key="jour-ferme", format="YYYY-MM-DD")
        label = st.text_input("Pourquoi", key="raison-ferme", placeholder="Vacances", max_chars=100)
        _visits(api, day)
        # As it is that day: it may lie beyond those that are listed.
        that_day = read_or_last_known(f"closed-{day}", lambda: week.closed_days(api, day, 1))
        if that_day is not None:
            _decide(api, day, next(iter(that_day), None), label)


def _visits(api: Api, day: date) -> None:
    """Who is to be called when that day is closed: their visits stay until then."""
    since, until = fr.day_bounds(day, day)
    read = read_or_last_known(f"visits-on-{day}", lambda: week.visits(api, since, until)) or []
    booked = [f"{one.name or one.ref}, {fr.clock(one.starts_at)}" for one in read if one.status == "booked"]
    if booked:
        many = fr.count(len(booked), "visite déjà prise ce jour-là", "visites déjà prises ce jour-là")
        st.warning(plain(f"{many}: {'; '.join(booked)}."), icon=":material/event_busy:")


def _standing(one: ClosedDay) -> str:
    return f"{fr.day(one.day)}: {one.label}{'' if one.closed else ' (ouvert quand même)'}"


def _decide(api: Api, day: date, known: ClosedDay | None, label: str) -> None:
    if known and known.closed:
        _button(api, day, False, label, f"Ouvrir le {fr.day(day)}", f"Ouvert: {fr.day(day)}")
        return
    _button(api, day, True, label, f"Fermer le {fr.day(day)}", f"Fermé: {fr.day(day)}")


def _button(api: Api, day: date, closed: bool, label: str, words: str, said: str) -> None:
    act.button(words, f"jour-{day}-{closed}", partial(_save, api, day, closed, label), said, holds=label)


def _save(api: Api, day: date, closed: bool, label: str, request_id: UUID) -> None:
    actions.save_closed_day(api, request_id, day, closed, label or None)
