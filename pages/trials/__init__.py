"""Appels d'essai: is Paul all right, step by step; and is anything missing."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import streamlit as st

from backend import fr
from backend.console.api import Api
from backend.lights import IF_IT_LASTS
from backend.trials import read as trials
from backend.trials.read import VIEWERS, Trials
from pages.trials import dialogs, parts
from pages.ui import actions, links, session
from pages.ui import html as h
from pages.ui.parts import read_or_last_known, refuse_unless, section, title

EVERY_S = 1.5


def render() -> None:
    """The screen; the role is checked here too."""
    person, _ = session.current()
    refuse_unless(person.role in VIEWERS, "au bureau et à l’administrateur")
    title("Appels d’essai", "du numéro composé au texto reçu")
    _live()


@st.fragment(run_every=EVERY_S)
def _live() -> None:
    """Live, so that each step is seen as it happens."""
    person, api = session.current()
    refuse_unless(person.role in VIEWERS, "au bureau et à l’administrateur")
    result = read_or_last_known("trials", lambda: trials.read(api))
    if result is None:
        return
    if result.vapi == "simulated":
        st.html(h.text("p", parts.SIMULATED, "df-demo"))
    st.html(parts.headline(result))
    _buttons(result, is_admin=person.role == "admin")
    if not result.trials:
        st.html(h.empty("Aucun essai à ce jour", "Un essai prouve toute la chaîne, de la sonnerie au texto livré."))
    for one in result.trials:
        with st.container(key=f"carte-{'urgent' if one.state == 'failed' else 'essai'}-{one.id}"):
            st.html(parts.trial(one, result.now))
            if one.call_id:
                links.to_call(one.call_id, "L’appel")
    _missing(api, result)


def _buttons(answer: Trials, *, is_admin: bool) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        blocked = answer.under_way is not None or not answer.left_today or answer.vapi in (None, "absent")
        if st.button("Lancer un essai", key="essai", icon=":material/call:", type="primary", disabled=blocked):
            dialogs.ask_dialog(answer)
        if is_admin and st.button("Réglages", key="essais-reglages", icon=":material/tune:"):
            dialogs.settings_dialog(answer)
    why = _why_not(answer)
    if why:
        st.caption(why)


def _why_not(answer: Trials) -> str:
    if answer.vapi is None:
        return f"Le service de fond n’a pas encore dit quel Vapi il voit. {IF_IT_LASTS}"
    if answer.vapi == "absent":
        return "Vapi n’est pas configuré: le service de fond n’a pas de clé (VAPI_API_KEY)."
    if answer.under_way:
        return "Un essai est en cours: un seul à la fois."
    return "" if answer.left_today else "La limite du jour est atteinte."


def _missing(api: Api, answer: Trials) -> None:
    st.html(section("Rien ne manque?", "notre liste d’appels comparée à celle de Vapi") + parts.comparisons(answer))
    newest = max((one.finished_at for one in answer.comparisons), default=None)
    actions.button("Comparer maintenant", f"comparer-{newest}", partial(_compare, api), "Comparaison demandée")
    shown: set[UUID] = set()
    for extra in (extra for one in answer.comparisons for extra in one.extras):
        if extra.id not in shown and len(shown) < 10:
            links.to_call(extra.id, f"Ici seulement: appel du {fr.moment_near(extra.created_at, answer.now)}")
        shown.add(extra.id)


def _compare(api: Api, request_id: UUID) -> None:
    trials.compare(api, request_id)
