"""The rules and the delays: read by all, changed in a dialog by the owner and the administrator."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

import streamlit as st

from backend.alerts import setup as alert_setup
from backend.alerts import words as say
from backend.alerts.setup import Rule, Settings, Setup
from backend.console.api import Api
from pages.alerts import setup_parts as parts
from pages.ui import actions, dialogs, session
from pages.ui.parts import error_box, section

# A test is asked for by a person: there is nothing to rule.
UNRULED = ("test",)


def draw(setup: Setup, may_edit: bool) -> None:
    """In the order of the words: what concerns customers first."""
    st.html(section("Délais"))
    st.html(parts.delays(setup.settings))
    if may_edit and st.button("Changer les délais", key="delais"):
        delays_dialog(setup.settings)
    st.html(section("Règles", "de quoi l’on prévient, et quand"))
    order = list(say.KINDS)
    for one in sorted(setup.rules, key=lambda rule: order.index(rule.kind) if rule.kind in order else len(order)):
        if one.kind in UNRULED:
            continue
        with st.container(key=f"regle-{one.kind}", horizontal=True, vertical_alignment="center", gap="small"):
            st.html(parts.rule(one))
            label = f"Changer la règle: {say.kind(one.kind)}"
            if may_edit and st.button("", key=f"changer-{one.kind}", icon=":material/edit:", help=label):
                rule_dialog(one)


def rule_form(one: Rule) -> None:
    """On or off, at any hour or not, one by one or together."""
    _, api = session.current()
    action = actions.prepare(f"regle-{one}")
    st.markdown(f"**{say.kind(one.kind)}**")
    with st.form(f"form-regle-{one.kind}", border=False):
        enabled = st.toggle("Prévenir", one.enabled, key=f"r-active-{one.kind}")
        urgent = st.toggle("Urgente: jour et nuit, avec relance", one.urgent, key=f"r-urgente-{one.kind}")
        bundle = st.number_input(
            "Regrouper pendant (min; 0: tout de suite)", 0, 240, one.bundle_minutes, 5, key=f"r-minutes-{one.kind}"
        )
        st.form_submit_button("Enregistrer", type="primary", disabled=action.busy, on_click=action.ask, width="stretch")
    # What is urgent waits for nothing.
    rule = Rule(one.kind, enabled, urgent, 0 if urgent else int(bundle))
    _finish(action, partial(_save_rule, api, rule), f"{say.kind(one.kind)}: règle enregistrée")


def delays_form(now: Settings) -> None:
    """How long to wait for what."""
    _, api = session.current()
    action = actions.prepare(f"delais-{now}")
    with st.form("form-delais", border=False):
        receipt = st.number_input("Courriel si rien n’est livré après (min)", 0.5, 120.0, now.receipt_minutes, 0.5)
        ack = st.number_input("Relance d’une urgence non vue après (min)", 1.0, 240.0, now.ack_minutes, 1.0)
        count = st.number_input("Au plus tant de messages…", 1, 100, now.throttle_count)
        within = st.number_input("… en tant de minutes", 1.0, 240.0, now.throttle_minutes, 1.0)
        unowned = st.number_input("Client que personne n’a pris: prévenir après (min d’ouverture)", 15, 240,
                                  now.unowned_minutes, 5)  # fmt: skip
        digest = st.time_input("Bilan du matin", now.digest_at, step=900)
        st.form_submit_button("Enregistrer", type="primary", disabled=action.busy, on_click=action.ask, width="stretch")
    fields = {"receipt_minutes": receipt, "ack_minutes": ack, "throttle_count": int(count), "throttle_minutes": within}
    _finish(
        action,
        partial(_save_delays, api, {**fields, "digest_at": str(digest), "unowned_minutes": int(unowned)}),
        "Délais enregistrés",
    )


rule_dialog: Callable[[Rule], None] = dialogs.dialog("Règle")(rule_form)
delays_dialog: Callable[[Settings], None] = dialogs.dialog("Délais")(delays_form)


def _finish(action: actions.Action, effect: actions.Effect, said: str) -> None:
    if action.state == "failed" and action.error:
        error_box(action.error)
    if action.state == "asked":
        actions.finish(action, effect, said, in_dialog=True)


def _save_rule(api: Api, rule: Rule, request_id: UUID) -> None:
    alert_setup.save_rule(api, request_id, rule)


def _save_delays(api: Api, fields: dict[str, Any], request_id: UUID) -> None:
    alert_setup.save_settings(api, request_id, fields)
