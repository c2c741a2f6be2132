"""The dialogs of Appels d'essai: one more trial, asked once with what it costs; and the administrator's settings."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import streamlit as st

from backend import fr
from backend.console.api import Api
from backend.trials import read as trials
from backend.trials.read import Target, Trials
from pages.ui import actions, dialogs, session
from pages.ui.parts import plain

FIRST_ON_CALL = "La première personne de garde"


def _ask_form(answer: Trials) -> None:
    _, api = session.current()
    to = st.selectbox("Composer", answer.targets, format_func=_label, key="essai-a-qui")
    st.markdown(plain(_what(to)))
    st.caption(_price(answer))
    newest = answer.trials[0].id if answer.trials else None
    simulated = " (simulé)" if answer.vapi != "real" else ""
    label = f"Composer {plain(f'{to.name} ({fr.phone(to.phone)}){simulated}')}"
    ask = partial(_ask, api, to.phone)
    actions.button(
        label, f"composer-{newest}-{to.phone}", ask, "Essai demandé", kind="primary", in_dialog=True, width="stretch"
    )


ask_dialog = dialogs.dialog("Lancer un appel d’essai", icon=":material/call:")(_ask_form)


def _settings_form(answer: Trials) -> None:
    _, api = session.current()
    limit = st.number_input("Essais par jour, au plus", 0, 50, answer.daily_limit, key="essais-limite")
    hours = st.multiselect(
        "Aux heures suivantes, un essai part de lui-même", list(range(24)), answer.hours,
        format_func=lambda n: f"{n} h", key="essais-heures", placeholder="Aucune heure: seulement quand on le demande",
    )  # fmt: skip
    people: list[UUID | None] = [None, *(one.id for one in answer.recipients)]
    names = {one.id: one.full_name for one in answer.recipients}
    usual = people.index(answer.recipient_id) if answer.recipient_id in people else 0
    recipient = st.selectbox(
        "Le texto d’essai va à", people, usual, format_func=lambda one: names[one] if one else FIRST_ON_CALL,
        key="essais-texto",
    )  # fmt: skip
    save = partial(_save, api, int(limit), hours, recipient)
    said, holds = "Réglages des essais enregistrés", (limit, tuple(hours), recipient)
    actions.button("Enregistrer", "essais-regler", save, said, kind="primary", in_dialog=True, holds=holds)


settings_dialog = dialogs.dialog("Réglages des essais", icon=":material/tune:")(_settings_form)


def _label(to: Target) -> str:
    return f"{to.name}, {fr.phone(to.phone)}"


def _what(to: Target) -> str:
    if to.is_whole:
        return (
            "La ligne d’essai appelle la ligne de l’entreprise, comme un client: Paul répond, le message arrive ici, un"
            " texto part vers le destinataire d’essai. Une minute au plus."
        )
    return "Paul appelle cette personne depuis la ligne de l’entreprise. Une minute au plus."


def _price(answer: Trials) -> str:
    cost = answer.usual_cost
    each = f"Environ {fr.dollars(cost, 2)} US chacun" if cost is not None else "Coût pas encore connu"
    return f"{each}. Il en reste {answer.left_today} aujourd’hui."


def _ask(api: Api, to: str, request_id: UUID) -> None:
    trials.ask(api, request_id, to)


def _save(api: Api, limit: int, hours: list[int], recipient: UUID | None, request_id: UUID) -> None:
    trials.save(api, request_id, limit, hours, recipient)
