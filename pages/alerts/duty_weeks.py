"""Whose week of duty it is: every week, or one in so many, counted from a day."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

import streamlit as st

from backend import fr
from backend.alerts import duty_read as boards
from backend.alerts.duty import Person, Weeks
from backend.alerts.duty_read import DutyBoard
from backend.alerts.duty_words import one_in
from backend.console.api import Api
from pages.ui import actions, dialogs, session
from pages.ui import html as h

CHOICES = (1, 2, 3, 4)
PREVIEWED = 4


def form(board: DutyBoard, one: Person) -> None:
    """Outside a form: the weeks that it makes are seen before they are kept."""
    _, api = session.current()
    now = board.roster.weeks_of(one.id)
    st.markdown(f"**{one.full_name}**")
    every = st.segmented_control(
        "De garde", sorted({*CHOICES, now.every if now else 1}), default=now.every if now else 1, required=True,
        format_func=lambda n: one_in(n).capitalize(), key=f"s-sur-{one.id}",
    )  # fmt: skip
    first = board.today if now is None else now.begin(board.today, 1)[0]
    day = st.date_input(
        "Une de ses semaines commence le", first, key=f"s-du-{one.id}", format="YYYY-MM-DD", disabled=every == 1
    )
    wanted = Weeks(one.id, day, every) if every and every > 1 else None
    action = actions.prepare(f"semaines-{one.id}-{now}")
    st.html(h.facts([_preview(wanted, board), "les échanges et les congés passent avant"]))
    st.button("Enregistrer", type="primary", disabled=action.busy, on_click=action.ask, width="stretch",
              key=f"s-enregistrer-{one.id}")  # fmt: skip
    save = partial(_save, api, one.id, wanted)
    actions.finish(action, save, f"{one.full_name}: semaines de garde enregistrées", in_dialog=True)


dialog: Callable[[DutyBoard, Person], None] = dialogs.dialog("Semaines de garde", icon=":material/event_repeat:")(form)


def _preview(wanted: Weeks | None, board: DutyBoard) -> str:
    if wanted is None:
        return "Toutes les semaines"
    return "Semaines du " + ", du ".join(fr.day_short(day) for day in wanted.begin(board.today, PREVIEWED))


def _save(api: Api, person: UUID, wanted: Weeks | None, request_id: UUID) -> None:
    boards.save_weeks(api, request_id, person, wanted)
