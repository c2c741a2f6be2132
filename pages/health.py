"""Santé: what works, what does not, since when, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

import streamlit as st

from backend import fr
from backend.console.api import Api
from backend.screens import actions, health, health_lights
from backend.screens.health import FailedMessage, Health
from pages import _act, _session
from pages import _health_parts as parts
from pages import _html as h
from pages._parts import lasting, refuse_unless, section, title

EVERY_S = 5
_ASKED = "_retried"


def render() -> None:
    """The screen; the role is checked here too."""
    person, _ = _session.current()
    refuse_unless(person.role == "admin")
    title("Santé", "ce qui n’est pas mesuré n’est jamais vert")
    _live()


@st.fragment(run_every=EVERY_S)
def _live() -> None:
    person, api = _session.current()
    refuse_unless(person.role == "admin")
    measured = lasting("health", lambda: health.read(api))
    if measured is None:
        return
    state = measured.health
    lights = "".join(parts.part(light, state.now) for light in health_lights.lights(measured))
    st.html(h.tag("section", lights, "df-parts", aria_label="État de chaque partie"))
    _messages(api, state)
    st.html(section("Messages reçus en 24 heures", "durée de la réponse au fournisseur") + parts.requests(state))


def _messages(api: Api, state: Health) -> None:
    st.html(section("Messages non appliqués", fr.count(state.unapplied, "message")) + _progress(api, state))
    if not state.messages:
        st.html(h.empty("Tous les messages de Paul ont été appliqués"))
        return
    if len(state.messages) > 1:
        label = f"Appliquer de nouveau les {state.unapplied} messages"
        _retry(
            api,
            label,
            state.messages,
            f"tous-{max(m.attempts for m in state.messages)}-{state.unapplied}",
            everything=True,
        )
    for one in state.messages[:30]:
        with st.container(key=f"carte-message-{one.id}"):
            st.html(parts.message(one, state.now))
            # A part of its own: it stays open while the ages around it are drawn anew.
            with st.expander("Détail technique", key=f"detail-{one.id}"):
                st.code(f"{one.type}\n{one.error or '(aucune erreur notée)'}", language=None, wrap_lines=True)
            _retry(api, "Appliquer de nouveau", [one], f"{one.id}-{one.attempts}")


def _retry(api: Api, label: str, messages: Sequence[FailedMessage], key: str, *, everything: bool = False) -> None:
    effect = partial(_ask, api, messages, everything, st.session_state.setdefault(_ASKED, {}))
    _act.button(label, f"appliquer-{key}", effect, "Demandé au service de fond")


def _ask(
    api: Api, messages: Sequence[FailedMessage], everything: bool, asked: dict[int, int], request_id: UUID
) -> None:
    actions.retry_messages(api, request_id, None if everything else [one.id for one in messages])
    asked.update({one.id: one.attempts for one in messages})


def _progress(api: Api, state: Health) -> str:
    """What became of the messages that were asked to be applied again: asked of the base, one by one."""
    asked: dict[int, int] = st.session_state.get(_ASKED, {})
    if not asked:
        return ""
    found = lasting("retried", lambda: health.still_unapplied(api, asked))
    if found is None:
        return ""
    failed = sum(parts.failed_again(one, asked[one.id], state.now) for one in found)
    applied, going = len(asked) - len(found), len(found) - failed
    words = [
        f"{fr.count(applied, 'message appliqué', 'messages appliqués')} ✓" if applied else None,
        f"{failed} en échec de nouveau ✕: l’erreur ci-dessous est la dernière" if failed else None,
        f"{going} en cours…" if going else None,
        f"suivi des {len(asked)} premiers demandés" if state.unapplied > len(state.messages) else None,
    ]
    return h.facts(["Nouvel essai", *words])
