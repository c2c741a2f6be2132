"""Adding a recipient, or changing what is written of one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from functools import partial
from typing import Any
from uuid import UUID

import streamlit as st

from backend import fr
from backend.alerts import setup as alert_setup
from backend.alerts.duty_words import EVERY_DAY
from backend.alerts.setup import Recipient, Setup
from backend.console.api import Api
from backend.phones import to_e164
from pages.ui import actions, dialogs, session
from pages.ui.parts import error_box

MORNING, EVENING, TEST_HOUR = time(7), time(21), time(10)


def form(one: Recipient | None, setup: Setup) -> None:
    """Name, ways, hours, holidays."""
    _, api = session.current()
    key = str(one.id) if one else "nouveau"
    action = actions.prepare(f"destinataire-{key}")
    with st.form(f"form-{key}", border=False, enter_to_submit=False):
        typed = {**_reach(one, key), **_hours(one, key), **_holidays(one, key)}
        actions.refuse(action, _problem(typed))
        st.form_submit_button("Enregistrer", type="primary", disabled=action.busy, on_click=action.ask, width="stretch")
    if action.state == "failed" and action.error:
        error_box(action.error)
    if action.state == "asked":
        _save(api, action, one, typed, len(setup.on_call))


dialog: Callable[[Recipient | None, Setup], None] = dialogs.dialog("Destinataire", icon=":material/person:")(form)


def _reach(one: Recipient | None, key: str) -> dict[str, Any]:
    name = st.text_input("Nom", one.full_name if one else "", key=f"d-nom-{key}")
    phone = st.text_input(
        "Cellulaire", fr.phone(one.phone) if one and one.phone else "", key=f"d-tel-{key}", placeholder="450 555-0134"
    )
    email = st.text_input("Courriel", one.email or "" if one else "", key=f"d-courriel-{key}")
    return {"full_name": name.strip(), "phone": phone.strip() or None, "email": email.strip() or None}


def _hours(one: Recipient | None, key: str) -> dict[str, Any]:
    left, right = st.columns(2)
    starts = left.time_input("Dès", one.starts if one else MORNING, key=f"d-des-{key}", step=1800)
    ends = right.time_input("Jusqu’à", one.ends if one else EVENING, key=f"d-jusqua-{key}", step=1800)
    days = st.pills(
        "Jours", EVERY_DAY, selection_mode="multi", default=one.weekdays if one else EVERY_DAY,
        format_func=lambda day: fr.DAYS[day - 1][:3], key=f"d-jours-{key}",
    )  # fmt: skip
    st.caption("Hors de ces heures, seules les urgences partent.")
    tested = st.time_input(
        "Essai de chaque moyen, une fois par semaine, à", one.tested_at if one else TEST_HOUR, key=f"d-essai-{key}",
        step=1800, help="Un texto, un courriel et un appel qui disent seulement qu’ils arrivent; vide: jamais.",
    )  # fmt: skip
    return {"starts": starts, "ends": ends, "weekdays": sorted(days), "tested_at": tested}


def _holidays(one: Recipient | None, key: str) -> dict[str, Any]:
    left, right = st.columns(2)
    first = left.date_input(
        "Congé, du", one.away_from if one else None, key=f"d-conge-{key}", format="YYYY-MM-DD", min_value=None
    )
    last = right.date_input("au", one.away_until if one else None, key=f"d-retour-{key}", format="YYYY-MM-DD")
    return {"away_from": first, "away_until": last}


def _save(api: Api, action: actions.Action, one: Recipient | None, typed: dict[str, Any], listed: int) -> None:
    fields = {name: str(value) if value and name not in ("weekdays",) else value for name, value in typed.items()}
    fields["phone"] = to_e164(typed["phone"])
    if one is None:
        # At the end of the on-call list: somebody added is somebody to be told.
        fields["on_call_rank"] = listed + 1
    if actions.run(action, partial(_write, api, one.id if one else None, fields)):
        st.session_state["_said"] = f"{typed['full_name']}: enregistré"
        st.rerun()
    session.draw_again()


def _problem(typed: dict[str, Any]) -> str:
    """What is wrong with what was typed, in one sentence; empty when nothing is."""
    checks = (
        (not typed["full_name"], "Il manque le nom."),
        (not typed["phone"] and not typed["email"], "Il faut un cellulaire ou un courriel."),
        (typed["phone"] and to_e164(typed["phone"]) is None, "Ce numéro n’est pas valable. Exemple: 450 555-0134."),
        (typed["email"] and "@" not in typed["email"], "Ce courriel n’est pas valable."),
        (typed["starts"] >= typed["ends"], "Les heures doivent finir après avoir commencé."),
        (typed["away_until"] and not typed["away_from"], "Il manque le premier jour du congé."),
        (_backwards(typed), "Le congé finit avant de commencer."),
    )
    return next((words for wrong, words in checks if wrong), "")


def _backwards(typed: dict[str, Any]) -> bool:
    return bool(typed["away_from"] and typed["away_until"] and typed["away_until"] < typed["away_from"])


def _write(api: Api, recipient: UUID | None, fields: dict[str, Any], request_id: UUID) -> None:
    alert_setup.save_recipient(api, request_id, recipient, fields)
