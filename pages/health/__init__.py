"""Santé: what works, what does not, since when, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from time import monotonic
from uuid import UUID

import streamlit as st

from backend import fr
from backend.console.api import Api
from backend.health import actions, settings, watch_lights
from backend.health import lights as health_lights
from backend.health import read as health
from backend.health import watch_read as watching
from backend.health import words as watch_words
from backend.health.read import FailedMessage, Health
from backend.health.watch_read import History, Watching
from backend.lights import Light
from pages.health import parts
from pages.health import watch_parts as watch
from pages.ui import actions as act
from pages.ui import html as h
from pages.ui import session
from pages.ui.parts import read_or_last_known, refuse_unless, section, title

EVERY_S = 5
_ASKED = "_retried"
_HISTORIES = "_histories"


def render() -> None:
    """The screen; the role is checked here too."""
    person, _ = session.current()
    refuse_unless(person.role == "admin", "à l’administrateur")
    title("Santé", "ce qui n’est pas mesuré n’est jamais vert")
    _live()


@st.fragment(run_every=EVERY_S)
def _live() -> None:
    person, api = session.current()
    refuse_unless(person.role == "admin", "à l’administrateur")
    measured = read_or_last_known("health", lambda: health.read(api))
    if measured is None:
        return
    state = measured.health
    histories = _histories(api)
    lights = [(light, watch_words.HISTORY_OF.get(light.name)) for light in health_lights.lights(measured)]
    _grid(lights, state.now, histories, "État de chaque partie")
    if measured.watching:
        _watch(api, measured.watching, histories)
    _settings(api, state.now)
    _messages(api, state)
    st.html(section("Messages reçus en 24 heures", "durée de la réponse au fournisseur") + parts.requests(state))


def _histories(api: Api) -> Mapping[str, History]:
    """24 hours of each probe, asked for once a minute."""
    kept: tuple[float, Mapping[str, History]] | None = st.session_state.get(_HISTORIES)
    if kept and monotonic() - kept[0] < watch.HISTORIES_EVERY_S:
        return kept[1]
    found = read_or_last_known("histories", lambda: watching.history(api, watch_words.ALL))
    if found is None:
        return {}
    st.session_state[_HISTORIES] = (monotonic(), found)
    return found


def _grid(
    lights: Sequence[tuple[Light, str | None]], now: datetime, histories: Mapping[str, History], label: str
) -> None:
    drawn = "".join(watch.measured(light, name, histories, now) for light, name in lights)
    st.html(h.tag("section", drawn, "df-parts", aria_label=label))


def _watch(api: Api, found: Watching, histories: Mapping[str, History]) -> None:
    chain = "un message signé de la console toutes les cinq minutes, qui ne compte nulle part"
    st.html(section("De bout en bout", chain))
    _grid([(light, name) for name, light in watch_lights.chain(found)], found.now, histories, "De bout en bout")
    st.html(section("Sondes", "chaque minute, par le service de fond; barres: 24 h, en demi-heures"))
    probes = [(light, name) for name, light in watch_lights.probes(found)]
    _grid(probes, found.now, histories, "Sondes")
    st.html(section("Tâches qui viennent d’elles-mêmes", "dernier passage de chacune"))
    _grid([(light, None) for light in watch_lights.check_ins(found)], found.now, {}, "Tâches")
    st.html(section("Sentry", "les erreurs des trois programmes, sans donnée personnelle"))
    _grid([(light, None) for light in watch_lights.sentry(found)], found.now, {}, "Sentry")
    version = str(found.sentry_asked_at or "jamais")
    effect = partial(actions.test_sentry, api)
    said = "Événement de la console envoyé; les deux autres programmes envoient le leur"
    act.button("Envoyer un événement d’essai des trois programmes", f"essai-sentry-{version}", effect, said)


def _settings(api: Api, now: datetime) -> None:
    found = read_or_last_known("settings", lambda: settings.read(api))
    if found is not None:
        st.html(section("Réglages", "essayés à chaque démarrage; pour tout revoir: python -m backend.doctor"))
        _grid([(light, None) for light in settings.lights(found)], now, {}, "Réglages")


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
    act.button(label, f"appliquer-{key}", effect, "Demandé au service de fond")


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
    found = read_or_last_known("retried", lambda: health.still_unapplied(api, asked))
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
