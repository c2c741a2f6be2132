"""Another hour for a visit: the free ones, by the rules that Paul offers them by."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

import streamlit as st

from backend import fr
from backend.appointments import actions
from backend.appointments import read as appointments
from backend.appointments.read import Visit
from backend.appointments.slots import free_slots
from backend.console.api import Api
from backend.supabase.errors import ApiError
from pages.appointments import dates
from pages.ui import actions as act
from pages.ui import book, dialogs, session
from pages.ui.lately import Lately
from pages.ui.parts import error_box, plain

MOVED = "Déplacé"
UNTOLD = "Le client n’est pas prévenu: convenez-en avec lui."
TOLD = "Convenez de l’heure avec le client; le texto la confirme."
_LAST, _GONE_TO = "_moving", "_moved_to"


@dataclass(frozen=True)
class Wanted:
    """The hour that the last tap asked for."""

    action: act.Action
    visit: Visit
    start: datetime
    tell: bool


@dialogs.dialog("Déplacer la visite", icon=":material/event_repeat:")
def dialog(visit: Visit, changed: Lately[Visit], tells: bool) -> None:
    """Pick a day and an hour. Whoever moved it meanwhile was first: that is said, and the visit stays where it is.

    `tells`: the confirmation is switched on, so that its customer can be told of the new hour.
    """
    _, api = session.current()
    _carry_out(api, visit, changed)
    now = datetime.now(UTC)
    try:
        calendar = appointments.calendar(api, now).without(visit.starts_at)
    except ApiError as error:
        error_box(error)
        return
    st.markdown(f"Visite chez **{plain(visit.name or visit.ref)}**, prévue {_when(visit.starts_at)}. "
                f"{TOLD if tells else UNTOLD}")  # fmt: skip
    tell = tells and st.checkbox("Prévenir le client par texto", value=True, key=f"dire-{visit.id}")
    others = [slot for slot in free_slots(calendar, now, visit.minutes, book.SLOTS) if slot != visit.starts_at]
    start = book.pick_slot(others, visit.id)
    if start:
        key = f"deplacer-{visit.id}-{visit.version}-{start.isoformat()}"
        wanted = Wanted(act.prepare(key), visit, start, tell)
        st.button(f"Déplacer à {_when(start)}", key=key, type="primary", width="stretch",
                  disabled=wanted.action.busy, on_click=_ask, args=(wanted,))  # fmt: skip


def _ask(wanted: Wanted) -> None:
    wanted.action.ask()
    st.session_state[_LAST] = wanted


def _carry_out(api: Api, visit: Visit, changed: Lately[Visit]) -> None:
    """Before the hours are drawn: the one asked for may be gone from them, and its refusal must be said too."""
    wanted: Wanted | None = st.session_state.get(_LAST)
    if wanted is None or wanted.visit != visit:
        return
    if wanted.action.state == "failed" and wanted.action.error:
        st.session_state.pop(_LAST)
        error_box(wanted.action.error)
        return
    said = f"Visite déplacée: {_when(wanted.start)}"
    act.finish(wanted.action, partial(_move, api, wanted, changed), said, in_dialog=True)


def _move(api: Api, wanted: Wanted, changed: Lately[Visit], request_id: UUID) -> None:
    visit, start = wanted.visit, wanted.start
    version = actions.move_visit(
        api, request_id, visit.id, visit.version, start, visit.minutes, tell_customer=wanted.tell
    )
    changed.note(visit.id, replace(visit, version=version), 0, MOVED, told=wanted.tell)
    st.session_state[_GONE_TO] = (start, visit.id)


def turn_after() -> None:
    """A visit that was moved is followed to its week, where the way back is."""
    start, visit_id = st.session_state.pop(_GONE_TO, (None, None))
    if start:
        dates.look_at(fr.local(start).date())
        st.query_params[dates.VISIT] = str(visit_id)


def _when(start: datetime) -> str:
    return f"{fr.day(start)} à {fr.clock(start)}"
