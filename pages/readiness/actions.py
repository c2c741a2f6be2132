"""What one can do on Mise en service: open the line further or less, have something measured, answer for a risk."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial
from uuid import UUID

import streamlit as st

from backend import fr
from backend.console.api import Api
from backend.readiness import read as readiness
from backend.readiness import words as say
from backend.readiness.read import Gate, Readiness, Rollout
from pages.ui import actions, dialogs, session

LONGEST_RISK_DAYS = 90
USUAL_RISK_DAYS = 14


def move_up(api: Api, rollout: Rollout) -> None:
    """One stage more; the database refuses while a gate does not hold."""
    if rollout.next is None:
        return
    stage = rollout.at(rollout.next)
    most = stage.most_calls if stage else 0
    actions.button(
        f"Passer à l’étape {rollout.next} ({most} appels par jour)", f"monter-{rollout.next}-{rollout.since}",
        partial(_move, api, rollout.next), f"Étape {rollout.next} ouverte", kind="primary",
        disabled=not rollout.may_move_up,
    )  # fmt: skip


def move_down(api: Api, rollout: Rollout) -> None:
    """One stage less, at any time."""
    if rollout.stage < 1:
        return
    below = rollout.stage - 1
    label = f"Redescendre à l’étape {below}" if below else "Fermer la ligne aux clients (étape 0)"
    actions.button(label, f"descendre-{below}-{rollout.since}", partial(_move, api, below), f"Étape {below}")


def try_the_key(api: Api, answer: Readiness) -> None:
    """Have the publishable key tried on everything now."""
    going = "anonymous" in answer.asked
    found = [check for one in answer.gates for check in one.checks if check.code == "anonymous"]
    at = found[0].measured_at if found else None
    label = "Essai de la clé publique en cours…" if going else "Essayer la clé publique"
    ask = partial(_measure, api, "anonymous")
    actions.button(label, f"essayer-cle-{at}", ask, "Essai demandé au service de fond", disabled=going)


def of_gate(api: Api, one: Gate) -> None:
    """The owner's: accept a risk in place of what does not hold, or answer for it no longer."""
    if one.risk and one.risk.holds:
        withdraw = partial(_withdraw, api, one.gate)
        actions.button(
            "Retirer le risque accepté", f"retirer-{one.risk.id}", withdraw, "Risque retiré", kind="tertiary"
        )
    elif not one.is_good and st.button("Accepter le risque…", key=f"risque-{one.gate}", type="tertiary"):
        accept_dialog(one)


def _accept_form(one: Gate) -> None:
    _, api = session.current()
    st.markdown(f"**{say.gate(one.gate).name}** ne tient pas. Vous en répondez vous-même, par écrit et pour un temps.")
    reason = st.text_area("Pourquoi c’est acceptable", max_chars=500, key=f"raison-{one.gate}")
    today = fr.local(datetime.now(UTC)).date()
    until: date = st.date_input(
        "Jusqu’au", today + timedelta(days=USUAL_RISK_DAYS), min_value=today,
        max_value=today + timedelta(days=LONGEST_RISK_DAYS - 1), key=f"risque-jusquau-{one.gate}",
    )  # fmt: skip
    accept = partial(_accept, api, one.gate, reason, until)
    previous = one.risk.id if one.risk else None
    key, holds = f"accepter-{one.gate}-{previous}", (reason, until)
    actions.button("J’accepte ce risque", key, accept, "Risque accepté", kind="primary", in_dialog=True, holds=holds)


accept_dialog = dialogs.dialog("Accepter un risque", icon=":material/gavel:")(_accept_form)


def _move(api: Api, stage: int, request_id: UUID) -> None:
    readiness.move_stage(api, request_id, stage)


def _measure(api: Api, code: str, request_id: UUID) -> None:
    readiness.measure(api, request_id, code)


def _withdraw(api: Api, gate: str, request_id: UUID) -> None:
    readiness.withdraw_risk(api, request_id, gate)


def _accept(api: Api, gate: str, reason: str, until: date, request_id: UUID) -> None:
    readiness.accept_risk(api, request_id, gate, reason, until)
