"""The alerts of one call, on its own screen: each moves by itself, and one more can be sent."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import streamlit as st

from backend.alerts import read as alerts
from backend.alerts.read import Alert
from pages.ui import session
from pages.ui.alerts import actions as deeds
from pages.ui.alerts import parts, send
from pages.ui.alerts.send import Message
from pages.ui.parts import read_or_last_known, section

EVERY_S = 4


@st.fragment(run_every=EVERY_S)
def draw(call_id: UUID, who: str) -> list[Alert] | None:
    """What became of them; the steps of the call, drawn elsewhere, follow when something moves.

    None while nothing can be read.
    """
    _, api = session.current()
    result = read_or_last_known(f"alerts-{call_id}", lambda: alerts.of_call(api, call_id))
    if result is None:
        return None
    st.html(section("Alertes", "" if result else "aucune n’a été envoyée"))
    for one in result:
        with st.container(key=f"carte-{'urgent' if one.state == 'failed' else 'alerte'}-{one.id}"):
            st.html(parts.alert(one, datetime.now(UTC)))
            if st.button("Renvoyer", key=f"renvoyer-{one.id}", icon=":material/send:"):
                send.dialog(deeds.message([one]))
    if not result and st.button("Envoyer une alerte", key=f"alerter-{call_id}", icon=":material/send:"):
        send.dialog(Message("call", (call_id,), f"Alerte au sujet de l’appel de {who}"))
    _follow(call_id, result)
    return result


def _follow(call_id: UUID, result: list[Alert]) -> None:
    moved = [(one.id, one.state, [(tried.id, tried.state) for tried in one.attempts]) for one in result]
    key = f"_moved-{call_id}"
    before, st.session_state[key] = st.session_state.get(key, moved), moved
    if before != moved:
        st.rerun()
