"""The calendar of one's own telephone: the address by which it follows the visits, made, shown once, taken back."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from time import monotonic
from typing import Any
from uuid import UUID

import streamlit as st

from backend import fr
from backend.appointments import actions, feed
from backend.appointments import read as appointments
from backend.appointments.read import OwnFeed
from backend.console.api import Api
from pages.ui import actions as act
from pages.ui import html as h
from pages.ui import session
from pages.ui.parts import read_or_last_known, section

TOLD = (
    "Le jour, l’heure, la ville et qui y va; le nom et l’adresse des seules visites à faire qui sont à vous ou à "
    "personne. Jamais le problème ni le numéro. Google ou Apple gardent ce que leur agenda suit."
)
ONCE = (
    "Cette adresse ne paraît qu’une fois. Gardez-la pour vous: qui la connaît voit vos rendez-vous. Dans Google "
    "Agenda: «À partir de l’URL»; dans un iPhone: «Ajouter un agenda avec abonnement»."
)
# Left open longer, somebody else would read it.
SHOWN_S = 600.0
_MADE = "_feed"


def draw() -> None:
    """What one's own calendar follows, if it does."""
    _, api = session.current()
    st.html(section("Dans votre agenda", "vos rendez-vous, sur votre téléphone"))
    read = read_or_last_known("own-feed", lambda: (appointments.own_feed(api),))
    url = session.webhook_url()
    if read is None:
        return
    if not url:
        st.html(h.facts(["Aucune adresse ne peut être faite: l’adresse du webhook n’est pas réglée (WEBHOOK_URL)"]))
        return
    made: dict[str, Any] = st.session_state.setdefault(_MADE, {})
    secret = made.get("secret") if monotonic() - made.get("at", 0.0) < SHOWN_S else None
    if secret:
        _once(feed.address(url, secret), made)
        return
    st.html(h.text("p", TOLD, "df-facts"))
    _standing(api, read[0], made)


def _once(address: str, made: dict[str, Any]) -> None:
    st.info(ONCE, icon=":material/key:")
    st.code(address, language=None, wrap_lines=True)
    with st.container(horizontal=True, gap="small"):
        st.link_button("Suivre sur cet appareil", f"webcal:{address.partition(':')[2]}", icon=":material/event:")
        st.button("C’est noté: cacher l’adresse", key="agenda-cacher", on_click=made.clear)


def _standing(api: Api, own: OwnFeed | None, made: dict[str, Any]) -> None:
    now = datetime.now(UTC)
    if own is None:
        _make(api, "Faire une adresse", made, "agenda-faire")
        return
    asked = f"lue {fr.ago(own.read_at, now)} par votre agenda" if own.read_at else "jamais lue encore"
    st.html(h.facts([f"Adresse faite le {fr.day_and_clock(own.made_at)}", asked]))
    with st.container(horizontal=True, gap="small"):
        with st.popover("Retirer l’adresse"):
            st.markdown("Les agendas qui la suivent ne reçoivent plus rien.")
            revoke = partial(actions.revoke_feed, api)
            act.button("Oui, retirer", f"agenda-retirer-{own.made_at}", revoke, "Adresse d’agenda retirée")
        with st.popover("Faire une autre adresse"):
            st.markdown("La précédente ne vaudra plus.")
            _make(api, "Oui, en faire une autre", made, f"agenda-{own.made_at}")


def _make(api: Api, label: str, made: dict[str, Any], key: str) -> None:
    # One wish, one secret: asked again after a cut, it is the same address.
    secret = made.setdefault(key, feed.new_secret())
    act.button(label, key, partial(_keep, api, secret, made), "Adresse d’agenda faite", kind="primary")


def _keep(api: Api, secret: str, made: dict[str, Any], request_id: UUID) -> None:
    actions.make_feed(api, request_id, secret)
    made.clear()
    made.update(secret=secret, at=monotonic())
