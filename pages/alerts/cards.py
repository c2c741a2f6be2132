"""The alerts: who was not reached first, then what is on its way, then the rest; each one moves by itself."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID

import streamlit as st

from backend import fr
from backend.alerts import read as alerts
from backend.alerts.read import PAGE, Alert, Alerts
from backend.console.api import Api
from pages.ui import actions, links, moves, session
from pages.ui import html as h
from pages.ui.alerts import actions as deeds
from pages.ui.alerts import parts
from pages.ui.alerts import send as alert_send
from pages.ui.alerts.send import Message
from pages.ui.parts import read_or_last_known

EVERY_S = 3
OLDER = 30
# Alerts that may come while older ones are being read.
NEW_ONES = 80
_BOTTOM = "_bottom_alerts"
_PLACES = "_alert_places"


@st.fragment(run_every=EVERY_S)
def draw() -> None:
    """Live: nothing jumps, what was ticked stays ticked."""
    person, api = session.current()
    older: list[Alert] = st.session_state.get(deeds.OLDER_SHOWN, [])
    result = read_or_last_known("alerts", lambda: alerts.read(api, limit=NEW_ONES if older else PAGE))
    if result is None:
        return
    st.html(parts.headline(result))
    if not result.on_call:
        st.error("Personne n’est de garde: aucune alerte ne partira. Ouvrez «Règles et destinataires».")
    if st.button("Envoyer une alerte d’essai", key="essai", icon=":material/send:"):
        alert_send.dialog(Message("test", (), "Un message qui dit seulement que les messages arrivent."))
    newest = [one for one in result.alerts if one.in_sight or not older or _place(one) > _place(older[0])]
    shown = [*newest, *(one for one in older if one.id not in {new.id for new in newest})]
    if not shown:
        st.html(h.empty("Aucune alerte", "Rien n’a demandé qu’on vous prévienne. La prochaine paraîtra ici seule."))
    shown = _in_their_places(shown)
    moves.notice("alerts", [str(one.id) for one in shown])
    for one in shown:
        _card(api, one, result, person.full_name)
    _more(api, newest, older)
    _chosen(api, [one for one in shown if st.session_state.get(_tick(one))], person.full_name)


def _in_their_places(shown: list[Alert]) -> list[Alert]:
    """While something is ticked, what is delivered meanwhile keeps its place: the next tick is for what it aims at."""
    before: list[UUID] = st.session_state.get(_PLACES, [])
    if any(st.session_state.get(_tick(one)) for one in shown):
        places = {known: place for place, known in enumerate(before)}
        shown = sorted(shown, key=lambda one: places.get(one.id, -1))
    st.session_state[_PLACES] = [one.id for one in shown]
    return shown


def _place(one: Alert) -> tuple[datetime, UUID]:
    return one.created_at, one.id


def _card(api: Api, one: Alert, answer: Alerts, by: str) -> None:
    with st.container(key=f"carte-{'urgent' if one.state == 'failed' else 'alerte'}-{one.id}"):
        st.html(parts.alert(one, answer.now))
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            if not one.to_customer:
                # What was for a customer is sent again to nobody of the team.
                st.checkbox("Choisir", key=_tick(one))
                send_again = st.button("Renvoyer", key=f"renvoyer-{one.id}", icon=":material/send:")
                if send_again and actions.tap_allowed(str(one.id)):
                    alert_send.dialog(deeds.message([one]))
            # One to a customer that is on its way needs nobody's eyes, and seen it would not leave.
            if one.state == "failed" or (one.state != "acknowledged" and not one.to_customer):
                seen = partial(deeds.acknowledge, api, (one.id,), by)
                words, key = f"{parts.name(one)}: vue", f"vue-{one.id}-{one.state}"
                actions.button("Marquer vue", key, seen, words, on=str(one.id))
            if one.lead:
                links.to_lead(one.lead.ref, "La fiche")
            if one.call:
                links.to_call(one.call.id, "L’appel")


def _chosen(api: Api, chosen: list[Alert], by: str) -> None:
    """What can be done with several at once, under the thumb as long as something is ticked."""
    if not chosen:
        return
    n = fr.count(len(chosen), "alerte choisie", "alertes choisies")
    with st.container(key="choisies", horizontal=True, gap="small", vertical_alignment="center"):
        st.html(h.text("strong", n), width="content")
        if st.button("Renvoyer", key="renvoyer-choisies", icon=":material/send:", type="primary"):
            alert_send.dialog(deeds.message(chosen))
        unseen = tuple(one.id for one in chosen if one.state != "acknowledged")
        if unseen:
            seen = partial(deeds.acknowledge, api, unseen, by)
            actions.button("Marquer vues", f"vues-{hash(unseen)}", seen, f"{fr.count(len(unseen), 'alerte')}: vues")
        st.button("Ne rien choisir", key="rien", type="tertiary", on_click=_untick, args=([_tick(o) for o in chosen],))


def _tick(one: Alert) -> str:
    return f"choix-{one.id}"


def _untick(keys: list[str]) -> None:
    for key in keys:
        st.session_state[key] = False


def _more(api: Api, newest: list[Alert], older: list[Alert]) -> None:
    """The page after the last one shown, asked by that one; those in sight stand outside of that order."""
    by_date = older or [one for one in newest if not one.in_sight]
    if st.session_state.get(_BOTTOM) or (not older and len(by_date) < PAGE):
        return
    if st.button("Voir les alertes plus anciennes", key="older-alerts", width="stretch"):
        page = read_or_last_known("alerts-older", partial(alerts.read, api, by_date[-1], OLDER))
        found = page.alerts if page else []
        st.session_state[deeds.OLDER_SHOWN] = [*older, *found]
        st.session_state[_BOTTOM] = page is not None and len(found) < OLDER
        session.draw_again()
