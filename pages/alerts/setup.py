"""Who is told, in which order and when; the rules; the delays. Staff read, the owner and the administrator change."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import streamlit as st

from backend.alerts import read as alerts
from backend.alerts import setup as alert_setup
from backend.alerts.proofs import is_proven
from backend.alerts.setup import EDITORS, Recipient, Setup
from backend.console.api import Api
from pages.alerts import recipient as alert_recipient
from pages.alerts import rules
from pages.alerts import setup_parts as parts
from pages.ui import actions, session
from pages.ui import html as h
from pages.ui.alerts import send as alert_send
from pages.ui.alerts.send import Message
from pages.ui.parts import plain, read_or_last_known, section

EVERY_S = 4


@st.fragment(run_every=EVERY_S)
def draw() -> None:
    """Live, so that a test message is seen to arrive."""
    person, api = session.current()
    setup = read_or_last_known("alert-setup", lambda: alert_setup.read(api))
    if setup is None:
        return
    may_edit = person.role in EDITORS
    if not may_edit:
        st.caption("Le propriétaire et l’administrateur peuvent changer ces réglages. Vous pouvez faire des essais.")
    st.html(section("Destinataires", "la première personne de garde est prévenue d’abord"))
    _people(api, setup, may_edit)
    rules.draw(setup, may_edit)


def _people(api: Api, setup: Setup, may_edit: bool) -> None:
    if not setup.recipients:
        st.html(h.empty("Personne n’est prévenu", "Il faut au moins une personne, avec cellulaire et courriel."))
    for one in setup.recipients:
        with st.container(key=f"carte-{'urgent' if one.blocked else 'personne'}-{one.id}"):
            st.html(parts.recipient(one, setup))
            with st.container(horizontal=True, gap="small", vertical_alignment="center"):
                _actions(api, one, setup, may_edit)
    if may_edit and st.button("Ajouter une personne", key="ajouter", icon=":material/person_add:"):
        alert_recipient.dialog(None, setup)


def _actions(api: Api, one: Recipient, setup: Setup, may_edit: bool) -> None:
    if st.button("Essai", key=f"essai-{one.id}", icon=":material/send:", help="Envoyer une alerte d’essai"):
        alert_send.dialog(Message("test", (one.id,), "Un message d’essai.", one.id))
    for way, at in one.proofs(has_second=setup.has_second):
        if way == "call" and not is_proven(at, setup.now):
            _trial_call(api, one, f"prouver-{way}-{one.id}-{at}")
    if not may_edit:
        return
    if st.button("Modifier", key=f"modifier-{one.id}"):
        alert_recipient.dialog(one, setup)
    _on_call(api, one, setup)
    with st.popover("Retirer"):
        st.markdown("Cette personne ne recevra plus rien.")
        remove = partial(_remove, api, one.id)
        actions.button("Oui, retirer de la liste", f"retirer-{one.id}", remove, f"{one.full_name}: ne reçoit plus rien")


def _trial_call(api: Api, one: Recipient, key: str) -> None:
    with st.popover("Appel d’essai", key=f"{key}-ouvrir"):
        st.markdown(f"Le téléphone de **{plain(one.full_name)}** sonnera, maintenant.")
        said = f"Demandé: un appel à {one.full_name}"
        actions.button("Oui, appeler", key, partial(_prove, api, one.id), said, kind="primary")


def _on_call(api: Api, one: Recipient, setup: Setup) -> None:
    """Before the one who comes first, in, or out."""
    listed = [person.id for person in setup.on_call]
    key = f"{one.id}-{hash(tuple(listed))}"
    if one.id not in listed:
        _order(api, "Mettre de garde", f"garde-{key}", [*listed, one.id], f"{one.full_name}: de garde")
        return
    place = listed.index(one.id)
    if place:
        swapped = [*listed[: place - 1], one.id, listed[place - 1], *listed[place + 1 :]]
        _order(api, "Prévenir avant", f"monter-{key}", swapped, f"{one.full_name}: en position {place}")
    others = [person for person in listed if person != one.id]
    _order(api, "Hors de garde", f"hors-{key}", others, f"{one.full_name}: n’est plus de garde")


def _order(api: Api, label: str, key: str, listed: list[UUID], said: str) -> None:
    actions.button(label, key, partial(_save_order, api, listed), said)


def _save_order(api: Api, listed: list[UUID], request_id: UUID) -> None:
    alert_setup.save_on_call(api, request_id, listed)


def _prove(api: Api, recipient: UUID, request_id: UUID) -> None:
    alerts.send_test(api, request_id, recipient, "call")


def _remove(api: Api, recipient: UUID, request_id: UUID) -> None:
    alert_setup.remove_recipient(api, request_id, recipient)
