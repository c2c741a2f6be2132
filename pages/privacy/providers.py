"""The person in charge, the notice that callers hear, and who receives what outside Québec."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

import streamlit as st

from backend import fr
from backend.console.api import Api
from backend.phones import to_e164
from backend.privacy import registers
from backend.privacy.registers import Notice, Provider, Registers, Settings
from backend.proportion import bound_of
from pages.ui import actions, dialogs, links, session
from pages.ui import html as h
from pages.ui.parts import error_box, plain, read_or_last_known, section


def draw() -> None:
    """The person first: the law asks for a name, and a way to reach them."""
    _, api = session.current()
    result = read_or_last_known("registers", lambda: registers.read(api))
    if result is None:
        return
    st.html(section("Personne responsable", "à publier, avec un moyen de la joindre") + _officer(result.settings))
    if st.button("Changer la personne ou l’avis", key="responsable"):
        officer_dialog(result.settings)
    _notice(result.notice, result.settings)
    _providers(result)


def _officer(one: Settings) -> str:
    if not one.officer_name:
        return h.empty("Personne n’est nommé", "Par défaut, c’est la plus haute autorité de l’entreprise.")
    who = h.tag("p", h.text("strong", one.officer_name), "df-who")
    reach = [one.officer_title, one.officer_email, fr.phone(one.officer_phone) if one.officer_phone else None]
    return who + h.facts(reach)


def _notice(one: Notice, settings: Settings) -> None:
    st.html(section("Avis d’enregistrement", f"«{settings.notice_words}» dans les premiers mots de Paul"))
    if not one.calls:
        st.html(h.empty("Non mesuré", f"Aucun appel terminé depuis {one.days} jours où Paul ait parlé."))
        return
    share = h.badge(f"{fr.percent(one.heard, one.calls)} l’ont entendu", "good" if one.heard == one.calls else "bad")
    st.html(
        h.tag("p", share, "df-what")
        + h.facts(
            [f"{fr.count(one.heard, 'appel')} sur {one.calls}", f"{one.days} jours", bound_of(one.heard, one.calls)]
        )
    )
    for call in one.without:
        links.to_call(call.id, f"Sans avis: {fr.day(call.created_at)}, {fr.clock(call.created_at)}")


def _providers(answer: Registers) -> None:
    outside = [one for one in answer.providers if one.is_outside_quebec and one.in_use]
    ready = sum(bool(one.agreement_on and one.assessment_on) for one in outside)
    st.html(section("Fournisseurs hors Québec", f"{ready} sur {len(outside)} avec entente et évaluation"))
    for one in answer.providers:
        with st.container(key=f"carte-fournisseur-{one.code}"):
            st.html(_provider(one))
            if st.button(f"Mettre à jour {one.name}", key=f"fournisseur-{one.code}"):
                provider_dialog(one)


def _provider(one: Provider) -> str:
    papers = (_paper("entente écrite", one.agreement_on, one) + _paper("évaluation (ÉFVP)", one.assessment_on, one)
              if one.in_use else h.badge("pas utilisé", "plain"))  # fmt: skip
    head = h.tag("div", h.text("strong", one.name) + papers, "df-who")
    received = h.text("p", f"Reçoit: {one.receives}", "df-what")
    return head + h.facts([one.place, one.purpose]) + received + h.facts([f"Garde: {one.kept}"])


def _paper(name: str, on: date | None, one: Provider) -> str:
    if on:
        return h.badge(f"{name}: {on.isoformat()}", "good")
    return h.badge(f"{name} à faire", "warn" if one.is_outside_quebec else "plain")


def _officer_form(now: Settings) -> None:
    """Who, and how to reach them; and by which words the notice is known."""
    _, api = session.current()
    action = actions.prepare(f"responsable-{hash(now)}")
    with st.form("form-responsable", border=False, enter_to_submit=False):
        name = st.text_input("Nom", now.officer_name or "", key="o-nom", max_chars=200).strip()
        role = st.text_input("Titre", now.officer_title, key="o-titre", max_chars=200).strip()
        email = st.text_input("Courriel", now.officer_email or "", key="o-courriel", max_chars=254).strip()
        phone = st.text_input(
            "Téléphone", fr.phone(now.officer_phone) if now.officer_phone else "", key="o-tel"
        ).strip()
        words = st.text_input("L’avis contient", now.notice_words, key="o-avis", max_chars=100).strip()
        st.form_submit_button("Enregistrer", type="primary", disabled=action.busy, on_click=action.ask, width="stretch")
    if action.state == "asked" and phone and not to_e164(phone):
        action.state = "ready"
        st.error("Ce numéro n’en est pas un. Rien n’a été changé.")
        return
    fields = {"officer_name": name or None, "officer_title": role, "officer_email": email or None,
              "officer_phone": to_e164(phone), "notice_words": words}  # fmt: skip
    _finish(action, partial(_save_settings, api, fields), "Enregistré")


def _provider_form(one: Provider) -> None:
    """When the papers were signed, where the data are, whether it is used at all."""
    _, api = session.current()
    action = actions.prepare(f"fournisseur-{hash(one)}")
    with st.form("form-fournisseur", border=False, enter_to_submit=False):
        place = st.text_input("Où", one.place, key=f"v-ou-{one.code}", max_chars=200).strip()
        used = st.toggle("Utilisé", one.in_use, key=f"v-utilise-{one.code}")
        agreement = st.date_input(
            "Entente écrite signée le", one.agreement_on, key=f"v-entente-{one.code}", format="YYYY-MM-DD"
        )
        assessment = st.date_input(
            "Évaluation des facteurs relatifs à la vie privée faite le", one.assessment_on, key=f"v-efvp-{one.code}",
            format="YYYY-MM-DD",
        )  # fmt: skip
        st.form_submit_button("Enregistrer", type="primary", disabled=action.busy, on_click=action.ask, width="stretch")
    wanted = replace(
        one, place=place, in_use=used, agreement_on=_one_day(agreement), assessment_on=_one_day(assessment)
    )
    _finish(action, partial(_save_provider, api, wanted), f"{plain(one.name)}: mis à jour")


officer_dialog: Callable[[Settings], None] = dialogs.dialog("Responsable et avis", icon=":material/gavel:")(
    _officer_form
)
provider_dialog: Callable[[Provider], None] = dialogs.dialog("Fournisseur", icon=":material/public:")(_provider_form)


def _one_day(chosen: Any) -> date | None:
    return chosen if isinstance(chosen, date) else None


def _finish(action: actions.Action, effect: actions.Effect, said: str) -> None:
    if action.state == "failed":
        # What is typed next is another wish: the one that was refused has an id of its own.
        if action.error:
            error_box(action.error)
        action.id = actions.Action().id
    if action.state == "asked":
        actions.finish(action, effect, said, in_dialog=True)


def _save_settings(api: Api, fields: dict[str, Any], request_id: UUID) -> None:
    registers.save_settings(api, request_id, fields)


def _save_provider(api: Api, one: Provider, request_id: UUID) -> None:
    registers.save_provider(api, request_id, one)
