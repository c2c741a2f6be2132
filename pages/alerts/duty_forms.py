"""What is typed about duty: somebody's hours, and whose days somebody takes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from functools import partial
from uuid import UUID

import streamlit as st

from backend import fr
from backend.alerts import duty_read as boards
from backend.alerts.duty import Hours, Person
from backend.alerts.duty_read import DutyBoard
from backend.alerts.duty_words import EVERY_DAY, grouped
from backend.console.api import Api
from pages.ui import actions, dialogs, session

# Different hours in one week; more is seldom and can be done by exchanges.
MOST = 3
MIDNIGHT = time()
Group = tuple[time, time, tuple[int, ...]]


def hours_form(board: DutyBoard, one: Person) -> None:
    """Every hour, or up to three kinds of days."""
    _, api = session.current()
    now = board.roster.hours_of(one.id)
    groups = grouped(now)
    action = actions.prepare(f"heures-{one.id}-{hash(tuple(now))}")
    st.markdown(f"**{one.full_name}**")
    with st.form(f"form-heures-{one.id}", border=False):
        always = st.toggle("De garde en tout temps", not now, key=f"g-toujours-{one.id}")
        st.caption("Sinon: une fin qui n’est pas après le début est le lendemain; minuit à minuit, toute la journée.")
        chosen = [_group(n, groups[n] if n < len(groups) else None, one.id) for n in range(MOST)]
        hours = [Hours(one.id, day, starts, ends) for starts, ends, days in chosen for day in days]
        actions.refuse(action, "" if always or hours else "Choisissez au moins un jour, ou «en tout temps».")
        st.form_submit_button("Enregistrer", type="primary", disabled=action.busy, on_click=action.ask, width="stretch")
    save = partial(_save_hours, api, one.id, [] if always else hours)
    actions.finish(action, save, f"{one.full_name}: heures de garde enregistrées", in_dialog=True)


def _group(n: int, now: Group | None, person_id: UUID) -> Group:
    starts, ends, days = now or (MIDNIGHT, MIDNIGHT, ())
    key = f"{n}-{person_id}"
    picked = st.pills(
        f"Jours {n + 1}", EVERY_DAY, selection_mode="multi", default=days, key=f"g-jours-{key}",
        format_func=lambda day: fr.DAYS[day - 1][:3],
    )  # fmt: skip
    left, right = st.columns(2)
    begins = left.time_input("De", starts, key=f"g-de-{key}", step=1800)
    over = right.time_input("À", ends, key=f"g-a-{key}", step=1800)
    return begins, over, tuple(sorted(picked))


def exchange_form(board: DutyBoard) -> None:
    """Who takes whose day, or several in a row."""
    _, api = session.current()
    action = actions.prepare(f"echange-{hash(tuple(board.roster.exchanges))}")
    names = {one.id: one.full_name for one in board.roster.people}
    givers, people = [one.id for one in board.roster.listed], list(names)
    with st.form("form-echange", border=False):
        taker = st.selectbox("Qui prend", people, index=len(people) - 1, format_func=names.__getitem__, key="x-prend")
        giver = st.selectbox("La garde de", givers, format_func=names.__getitem__, key="x-donne")
        left, right = st.columns(2)
        first = left.date_input("Du", board.today, board.today, key="x-du", format="YYYY-MM-DD")
        last = right.date_input("Au (vide: ce jour)", None, board.today, key="x-au", format="YYYY-MM-DD")
        actions.refuse(action, "Choisissez deux personnes différentes." if taker == giver else "")
        st.form_submit_button("Enregistrer", type="primary", disabled=action.busy, on_click=action.ask, width="stretch")
    save = partial(_save_exchange, api, giver, taker, first, last or first)
    said = f"{names[taker]} prend la garde de {names[giver]}, {fr.day(first)}"
    actions.finish(action, save, said, in_dialog=True)


hours_dialog: Callable[[DutyBoard, Person], None] = dialogs.dialog("Heures de garde", icon=":material/schedule:")(
    hours_form
)
exchange_dialog: Callable[[DutyBoard], None] = dialogs.dialog("Échanger un jour", icon=":material/swap_horiz:")(
    exchange_form
)


def _save_hours(api: Api, person: UUID, hours: list[Hours], request_id: UUID) -> None:
    boards.save_hours(api, request_id, person, hours)


def _save_exchange(api: Api, giver: UUID, taker: UUID, first: date, last: date, request_id: UUID) -> None:
    boards.save_exchange(api, request_id, giver, taker, first, last)
