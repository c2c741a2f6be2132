"""The texts that customers get about their visit: each off until somebody switches it on, shown as a phone would."""

from __future__ import annotations

from datetime import time
from functools import partial
from uuid import UUID

import streamlit as st

from backend import fr
from backend.alerts import customer_setup, customer_text
from backend.alerts.addressee import Hours
from backend.alerts.customer_setup import NAME, CustomerSetup, CustomerText
from backend.appointments import rules_words
from backend.console.api import Api
from backend.utterance.language import Language
from backend.visit_messages import KINDS
from pages.settings.fields import HOUR_PX, QUARTER
from pages.ui import actions, session
from pages.ui import html as h
from pages.ui.parts import plain, read_or_last_known, section

# What stood before the last change of this session, by kind.
_BEFORE = "_customer_texts_before"
LANGUAGES: dict[Language, str] = {"fr": "En français", "en": "En anglais"}


def draw() -> None:
    """The switches, the words of one kind at a time, and the hours in which nobody is written to."""
    _, api = session.current()
    setup = read_or_last_known("settings-customers", lambda: customer_setup.read(api))
    if setup is None:
        return
    st.html(section("Textos aux clients", "à propos de leur visite; chacun est éteint tant qu’on ne l’allume pas"))
    texts = {one.kind: one for one in setup.texts}
    wanted = {one.kind: _switch(one) for one in setup.texts}
    kind = st.segmented_control("Texto", list(texts), default="visit_booked", required=True, key="client-sorte",
                                format_func=lambda one: KINDS[one])  # fmt: skip
    words = [_words(setup, texts[kind], language) for language in LANGUAGES]
    for one in setup.texts:
        fr_words, en_words = words if one.kind == kind else (one.words_fr, one.words_en)
        _save(api, one, CustomerText(one.kind, wanted[one.kind], fr_words, en_words))
    _hours(api, setup.hours)


def _switch(one: CustomerText) -> bool:
    return st.toggle(KINDS[one.kind], one.enabled, key=f"client-{one.kind}-{one.enabled}")


def _words(setup: CustomerSetup, one: CustomerText, language: Language) -> str:
    """What is typed, and what would be read."""
    stands = one.words(language)
    typed = st.text_area(LANGUAGES[language], stands, key=f"client-{language}-{one.kind}-{hash(stands)}",
                         max_chars=customer_text.MOST_SIGNS, height=80).strip()  # fmt: skip
    wrong = customer_text.wrong(one.kind, typed)
    if wrong:
        st.error(plain(wrong))
        return typed
    at, shown = customer_setup.sample(typed, language, setup.now)
    who = f"{fr.DAYS[at.weekday()]} à {rules_words.clock(at.time())}, {NAME} lirait:"
    st.html(h.facts([who]) + h.text("p", shown, "df-what") + h.facts([customer_setup.cost(shown, setup.price)]))
    return typed


def _save(api: Api, one: CustomerText, wanted: CustomerText) -> None:
    before: dict[str, CustomerText] = st.session_state.setdefault(_BEFORE, {})
    name = KINDS[one.kind]
    if wanted != one:
        keep = partial(_keep, api, one, wanted)
        wrong = any(customer_text.wrong(one.kind, each) for each in (wanted.words_fr, wanted.words_en))
        label, key = f"Enregistrer: {name}", f"client-garder-{hash(one)}-{hash(wanted)}"
        actions.button(label, key, keep, f"{name}: {_now(wanted)}", kind="primary", disabled=wrong)
    elif one.kind in before:
        undo, key = partial(_keep, api, one, before[one.kind]), f"client-avant-{hash(one)}"
        actions.button(f"Comme avant: {name}", key, undo, f"{name}: comme avant", kind="tertiary", undo=True)


def _now(one: CustomerText) -> str:
    return "allumé" if one.enabled else "éteint"


def _keep(api: Api, one: CustomerText, wanted: CustomerText, request_id: UUID) -> None:
    customer_setup.save_text(api, request_id, wanted, one)
    st.session_state[_BEFORE][one.kind] = one


def _hours(api: Api, stand: Hours) -> None:
    """By the clock on the wall; what comes in between waits for the morning, or goes where it is of no use then."""
    with st.container(key="client-heures", horizontal=True, gap="small", vertical_alignment="bottom"):
        quiet_from = _hour("Silence dès", "de", stand, stand.quiet_from)
        quiet_until = _hour("jusqu’à", "a", stand, stand.quiet_until)
        remind_at = _hour("Rappel, la veille à", "rappel", stand, stand.remind_at)
        wanted = Hours(quiet_from, quiet_until, remind_at)
        if wanted != stand:
            save = partial(_keep_hours, api, wanted, stand)
            key = f"client-heures-{hash(stand)}-{hash(wanted)}"
            actions.button("Enregistrer ces heures", key, save, "Heures des textos aux clients enregistrées")


def _hour(label: str, name: str, stand: Hours, value: time) -> time:
    return st.time_input(label, value, key=f"client-heure-{name}-{hash(stand)}", step=QUARTER, width=HOUR_PX + 40)


def _keep_hours(api: Api, wanted: Hours, before: Hours, request_id: UUID) -> None:
    customer_setup.save_hours(api, request_id, wanted, before)
