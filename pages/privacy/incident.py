"""The dialog of one incident: the eight fields of the regulation, in its order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from typing import Any
from uuid import UUID

import streamlit as st

from backend import fr
from backend.console.api import Api
from backend.privacy import registers
from backend.privacy.registers import Incident
from pages.ui import actions, dialogs, session
from pages.ui.parts import error_box


def form(one: Incident | None) -> None:
    """Nothing may be left out but what is not known yet, and that says so."""
    _, api = session.current()
    action = actions.prepare(f"incident-{one.id}-{one.version}" if one else "incident-nouveau")
    with st.form("form-incident", border=False, enter_to_submit=False):
        fields = {**_what(one), **_how_many(one), **_risk(one), **_notices(one)}
        fields["measures"] = _text("8. Ce qui a été fait pour réduire le risque, et pour que ça ne se répète pas",
                                   one.measures if one else "", "measures")  # fmt: skip
        st.caption("Ne nommez personne: le registre compte les gens, il ne les décrit pas.")
        st.form_submit_button(
            "Inscrire au registre", type="primary", disabled=action.busy, on_click=action.ask, width="stretch"
        )
    if action.state == "failed":
        # What is typed next is another wish: the one that was refused has an id of its own.
        if action.error:
            error_box(action.error)
        action.id = actions.Action().id
    if action.state == "asked":
        actions.finish(action, partial(_save, api, one, fields), "Incident inscrit au registre", in_dialog=True)


dialog: Callable[[Incident | None], None] = dialogs.dialog("Incident", icon=":material/report:", width="large")(form)


def _text(label: str, now: str, field: str) -> str | None:
    return st.text_area(label, now, key=f"n-{field}", max_chars=4000, height="content").strip() or None


def _date(label: str, now: date | None, field: str) -> str | None:
    latest = fr.local(datetime.now(UTC)).date()
    chosen = st.date_input(label, now, key=f"n-{field}", max_value=max(latest, now or latest), format="YYYY-MM-DD")
    return chosen.isoformat() if isinstance(chosen, date) else None


def _what(one: Incident | None) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "information": _text("1. Renseignements visés (ou pourquoi on ne le sait pas)",
                             one.information if one else "", "information"),
        "circumstances": _text("2. Ce qui s’est passé", one.circumstances if one else "", "circumstances"),
    }  # fmt: skip
    left, right = st.columns(2)
    with left:
        answer["happened_from"] = _date("3. Du", one.happened_from if one else None, "happened_from")
    with right:
        answer["happened_until"] = _date(
            "au (si plus d’un jour)", one.happened_until if one else None, "happened_until"
        )
    answer["period_is_estimate"] = st.checkbox(
        "Période estimée", one.period_is_estimate if one else False, key="n-estime"
    )
    answer["aware_on"] = _date("4. Vous l’avez appris le", one.aware_on if one else None, "aware_on")
    return answer


def _how_many(one: Incident | None) -> dict[str, Any]:
    persons = st.number_input(
        "5. Nombre de personnes (vide: inconnu)", 0, None, one.persons if one else None, key="n-personnes"
    )
    estimate = st.checkbox("Nombre estimé", one.persons_is_estimate if one else False, key="n-nombre-estime")
    return {"persons": persons, "persons_is_estimate": estimate}


def _risk(one: Incident | None) -> dict[str, Any]:
    elements = _text(
        "6. Ce qui fait conclure sur le risque: sensibilité, usage malveillant, conséquences, probabilité",
        one.risk_elements if one else "", "risk_elements",
    )  # fmt: skip
    serious = st.radio(
        "Le risque de préjudice est", [True, False], None if one is None else 0 if one.risk_is_serious else 1,
        format_func=lambda yes: "sérieux" if yes else "non sérieux", key="n-serieux", horizontal=True,
    )  # fmt: skip
    return {"risk_elements": elements, "risk_is_serious": serious}


def _notices(one: Incident | None) -> dict[str, Any]:
    return {
        "cai_notified_on": _date("7. Avis à la Commission le", one.cai_notified_on if one else None, "cai"),
        "persons_notified_on": _date("Avis aux personnes le", one.persons_notified_on if one else None, "personnes_le"),
        "public_notice_on": _date("Avis public le", one.public_notice_on if one else None, "public"),
        "no_notice_reason": _text("S’il n’y a pas d’avis, pourquoi", one.no_notice_reason if one else "", "motif")
        or "",
    }


def _save(api: Api, one: Incident | None, fields: dict[str, Any], request_id: UUID) -> None:
    registers.save_incident(api, request_id, one, fields)
