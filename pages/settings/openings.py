"""The first words of the texts that the team receives, shown as the phone would show them before they are kept."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import streamlit as st

from backend import fr
from backend.alerts import sample
from backend.alerts import setup as alert_setup
from backend.alerts import words as say
from backend.alerts.gsm7 import to_gsm7
from backend.alerts.setup import Rule
from backend.alerts.text import OPENINGS
from backend.console.api import Api
from pages.ui import actions, session
from pages.ui import html as h
from pages.ui.parts import read_or_last_known, section

MOST = 20
# What stood before the last change of this session, by kind.
_BEFORE = "_openings_before"


def draw() -> None:
    """One kind at a time; nothing typed is the usual."""
    _, api = session.current()
    setup = read_or_last_known("settings-openings", lambda: alert_setup.read(api))
    if setup is None:
        return
    st.html(section("Textos d’alerte", "leurs premiers mots, et le texto qui en sort"))
    rules = {one.kind: one for one in setup.rules if one.kind in OPENINGS}
    kind = st.segmented_control("Sorte", list(rules), default="urgent_lead", required=True, key="texto-sorte",
                                format_func=say.kind) or "urgent_lead"  # fmt: skip
    rule = rules[kind]
    typed = st.text_input("Premiers mots", rule.opening or "", max_chars=MOST, key=f"texto-{kind}-{rule.opening}",
                          placeholder=OPENINGS[kind]).strip()  # fmt: skip
    shown = sample.sms(kind, to_gsm7(typed) or None)
    st.html(h.text("p", shown, "df-what") + h.facts([f"{fr.count(sample.length(shown), 'signe')}: un seul texto"]))
    _save(api, rule, typed or None)


def _save(api: Api, rule: Rule, wanted: str | None) -> None:
    before: dict[str, str | None] = st.session_state.setdefault(_BEFORE, {})
    if wanted != rule.opening:
        keep = partial(_keep, api, rule, wanted)
        said = "Texto: premiers mots enregistrés"
        actions.button("Enregistrer ces mots", f"texto-{rule}", keep, said, holds=wanted)
    elif rule.kind in before:
        undo = partial(_keep, api, rule, before[rule.kind])
        said = "Texto: premiers mots comme avant"
        actions.button("Reprendre les mots d’avant", f"texto-avant-{rule}", undo, said, kind="tertiary", undo=True)


def _keep(api: Api, rule: Rule, wanted: str | None, request_id: UUID) -> None:
    alert_setup.save_opening(api, request_id, rule.kind, wanted, rule.opening)
    st.session_state[_BEFORE][rule.kind] = rule.opening
