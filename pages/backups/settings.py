"""The dialog where the administrator says when, how many and how young."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

import streamlit as st

from backend.backups import read as backups
from backend.backups.read import Settings
from backend.console.api import Api
from pages.ui import actions, dialogs, session


def form(now: Settings) -> None:
    """Everything at once; the button says that it keeps it."""
    _, api = session.current()
    action = actions.prepare(f"reglages-{now}")
    with st.form("form-reglages-sauvegardes", border=False):
        enabled = st.toggle("Une sauvegarde chaque nuit", now.enabled, key="s-active")
        at = st.time_input("À quelle heure", now.nightly_at, key="s-heure")
        daily = st.number_input("Garder une copie par jour, pendant (jours)", 1, 90, now.keep_daily, key="s-jours")
        weekly = st.number_input("Par semaine, pendant (semaines)", 0, 60, now.keep_weekly, key="s-semaines")
        monthly = st.number_input("Par mois, pendant (mois)", 0, 120, now.keep_monthly, key="s-mois")
        limit = st.number_input("Une preuve vaut (heures)", 1, 720, now.proof_limit_hours, key="s-limite")
        st.form_submit_button("Enregistrer", type="primary", disabled=action.busy, on_click=action.ask, width="stretch")
    fields: dict[str, Any] = {
        "enabled": enabled, "nightly_at": at.isoformat() if at else None, "keep_daily": daily, "keep_weekly": weekly,
        "keep_monthly": monthly, "proof_limit_hours": limit,
    }  # fmt: skip
    actions.finish(action, partial(_save, api, fields), "Réglages enregistrés", in_dialog=True)


dialog: Callable[[Settings], None] = dialogs.dialog("Réglages des sauvegardes", icon=":material/schedule:")(form)


def _save(api: Api, fields: dict[str, Any], request_id: UUID) -> None:
    backups.save_settings(api, request_id, fields)
