"""Somebody asked to be called at another hour: one tap on it."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import streamlit as st

from backend import fr
from backend.console.api import Api
from backend.leads import attempts
from backend.today.read import Callback
from pages.today import called_back, parts
from pages.ui import actions as act
from pages.ui import dialogs, session
from pages.ui.parts import plain


@dialogs.dialog("Rappeler à", icon=":material/schedule:")
def dialog(c: Callback, place: int) -> None:
    """The full hours to come; the person is at the top of the list again when it strikes."""
    _, api = session.current()
    now = datetime.now(UTC)
    st.markdown(f"Quand rappeler **{plain(parts.name(c))}**?")
    for at in attempts.hours(now):
        _offer(api, c, place, at, now)


def _offer(api: Api, c: Callback, place: int, at: datetime, now: datetime) -> None:
    done = called_back.lately()
    deed = called_back.not_reached(api, c, "later", at, now)
    key = f"rappeler-{c.id}-{c.version}-{at.isoformat()}-{done.times(c.id)}"
    effect = partial(called_back.carry_out, deed, c, place, done)
    label = fr.moment_near(at, now)
    act.button(label, key, effect, f"{parts.name(c)}: {deed.said}", in_dialog=True, width="stretch", on=str(c.id))
