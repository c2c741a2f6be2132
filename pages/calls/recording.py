"""The recording of one call: asked for, then played through the gate."""

from __future__ import annotations

import time
from functools import partial
from uuid import UUID

import streamlit as st

from backend.calls import actions
from backend.calls.call import Call
from backend.console.api import Api
from backend.console.paths import RECORDING
from pages.ui import actions as act
from pages.ui import html as h

_PLAYING = "_playing"
# The gate plays what was asked for half an hour; well before, the button comes back.
ASK_AGAIN_S = 25 * 60
# What is being played: the request's id, and when it was asked.
Playing = dict[UUID, tuple[UUID, float]]


def draw(api: Api, call: Call) -> None:
    """A button, then a player; nothing where nothing was recorded."""
    if not call.has_recording:
        return
    playing: Playing = st.session_state.setdefault(_PLAYING, {})
    asked, at = playing.get(call.id, (None, 0.0))
    if asked and time.monotonic() - at < ASK_AGAIN_S:
        st.html(_player(asked))
        return
    ask = partial(_ask, api, call.id, playing)
    act.button("Écouter l’enregistrement", f"ecouter-{call.id}-{asked}", ask, "Enregistrement demandé")


def _player(asked: UUID) -> str:
    return h.tag("audio", "", "df-audio", controls="controls", preload="metadata", src=f"{RECORDING}/{asked}")


def _ask(api: Api, call_id: UUID, playing: Playing, request_id: UUID) -> None:
    actions.ask_recording(api, request_id, call_id)
    playing[call_id] = (request_id, time.monotonic())
