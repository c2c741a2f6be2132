"""«En route»: tells a visit's customer, once and after asking, that somebody is on the way."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID

import streamlit as st

from backend import fr
from backend.alerts import customer_setup
from backend.alerts.addressee import CustomerKind
from backend.alerts.customer_setup import CustomerSetup
from backend.appointments.read import Visit
from backend.console.api import Api
from pages.ui import actions as act
from pages.ui.parts import plain, read_or_last_known

KIND: CustomerKind = "visit_on_way"


def setup(api: Api) -> CustomerSetup | None:
    """Which messages customers get; None while that cannot be read: then nothing is offered."""
    return read_or_last_known("customer-setup", lambda: customer_setup.read(api))


def draw(api: Api, visit: Visit, seen: int, sent: CustomerSetup | None, now: datetime) -> None:
    """Only where that text is sent at all, for a confirmed visit of today that it was not sent for."""
    today = fr.local(visit.starts_at).date() == fr.local(now).date()
    told = any(one.kind == KIND and one.visit_at == visit.starts_at for one in visit.messages)
    of_somebody = visit.is_real and visit.confirmed and visit.phone
    if sent is None or not sent.sends(KIND) or not (today and of_somebody) or told:
        return
    who = visit.name or visit.ref
    with st.popover("En route"):
        if sent.is_quiet(now):
            st.markdown(f"Heures de silence (jusqu’à {fr.hour(sent.quiet_until)}): appelez plutôt.")
            return
        st.markdown(f"Un texto dira à **{plain(who)}** ({fr.phone(visit.phone)}) que vous êtes en route.")
        tell = partial(_tell, api, visit.id, seen)
        key = f"en-route-{visit.id}-{visit.starts_at.timestamp():.0f}"
        act.button("Oui, prévenir le client", key, tell, f"{who}: prévenu, en route", kind="primary", on=str(visit.id))


def _tell(api: Api, visit_id: UUID, version: int, request_id: UUID) -> None:
    customer_setup.announce_arrival(api, request_id, visit_id, version)
