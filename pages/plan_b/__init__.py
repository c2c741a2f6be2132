"""Plan B: have Paul's line ring at a person's, put it back, and try it once a month."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import streamlit as st

from backend import fr
from backend.console.api import Api
from backend.paul import light as drift_light
from backend.plan_b import read as plan_b
from backend.plan_b import words as say
from backend.plan_b.read import EDITORS, PlanB
from pages.plan_b import operator, parts
from pages.ui import actions, diversion, session
from pages.ui import html as h
from pages.ui.light import line
from pages.ui.parts import plain, read_or_last_known, refuse_unless, section, title

EVERY_S = 2
FIRST_ON_CALL = "La première personne de garde"


def render() -> None:
    """The screen; the role is checked here too."""
    person, _ = session.current()
    refuse_unless(person.role in EDITORS)
    title("Plan B", "si Paul tombe en panne")
    _live()


@st.fragment(run_every=EVERY_S)
def _live() -> None:
    """Live, so that the line is seen to turn."""
    person, api = session.current()
    refuse_unless(person.role in EDITORS)
    result = read_or_last_known("plan-b", lambda: plan_b.read(api))
    if result is None:
        return
    if result.vapi == "simulated":
        st.html(h.text("p", parts.SIMULATED, "df-demo"))
    st.html(parts.headline(result))
    _line(api, result)
    st.html(section("Exercice", "détourne, appelle, remet, et garde le résultat"))
    _exercise(api, result)
    _target(api, result)
    st.html(section("Derniers détournements"))
    if not result.last:
        st.html(h.empty("Jamais essayé", "Un exercice par mois prouve que le plan B marche."))
    for one in result.last:
        with st.container(
            key=f"carte-{'urgent' if one.state == 'failed' or one.passed is False else 'plan-b'}-{one.id}"
        ):
            st.html(parts.one(one, result.now))
    st.html(
        section("Réglages de Paul chez Vapi")
        + line([drift_light.light(result.state.drift, result.now)], "Réglages de Paul")
    )


def _line(api: Api, answer: PlanB) -> None:
    under_way = answer.state.diversion
    if under_way:
        st.html(h.text("p", say.standing(under_way, answer.now), "df-diverted"))
        diversion.undo_button(api, under_way, "ecran")
    elif answer.target:
        newest = answer.last[0].id if answer.last else None
        st.caption(f"Tous les appels sonneraient au {fr.phone(answer.target.phone)}. Paul ne répondrait plus.")
        diversion.divert_button(api, answer.target.name, f"ecran-{newest}", disabled=answer.vapi in (None, "absent"))
    else:
        st.warning("Personne ne peut recevoir les appels: mettez quelqu’un de garde dans Alertes, avec un téléphone.")
    if answer.vapi in (None, "absent"):
        st.caption("Vapi n’est pas configuré: la ligne ne peut pas être détournée d’ici.")
    with st.expander(operator.TITLE, key="plan-b-operateur"):
        st.html(operator.drawn())


def _exercise(api: Api, answer: PlanB) -> None:
    newest = answer.last[0].id if answer.last else None
    blocked = (
        answer.state.diversion is not None
        or not answer.left_today
        or answer.target is None
        or answer.vapi in (None, "absent")
    )
    who = answer.target.name if answer.target else "la personne choisie"
    with st.popover("Faire l’exercice", disabled=blocked, key=f"exercice-ouvrir-{newest}"):
        said = (
            f"Le téléphone de {who} va sonner une fois; les appels de clients y sonneraient aussi pendant une minute."
        )
        st.markdown(plain(said))
        ask = partial(_divert, api)
        actions.button("Oui, faire l’exercice", f"exercice-{newest}", ask, "Exercice demandé", kind="primary")
    if not answer.left_today:
        st.caption("La limite d’essais du jour est atteinte.")


def _target(api: Api, answer: PlanB) -> None:
    people: list[UUID | None] = [None, *(one.id for one in answer.recipients)]
    names = {one.id: f"{one.full_name}, {fr.phone(one.phone)}" for one in answer.recipients}
    usual = people.index(answer.recipient_id) if answer.recipient_id in people else 0
    chosen = st.selectbox(
        "La ligne sonnerait chez", people, usual, format_func=lambda one: names[one] if one else FIRST_ON_CALL,
        key="plan-b-qui",
    )  # fmt: skip
    if chosen != answer.recipient_id:
        save = partial(_save, api, chosen)
        actions.button("Enregistrer ce choix", f"plan-b-choix-{answer.recipient_id}-{chosen}", save, "Choix enregistré")


def _divert(api: Api, request_id: UUID) -> None:
    plan_b.divert(api, request_id, exercise=True)


def _save(api: Api, recipient: UUID | None, request_id: UUID) -> None:
    plan_b.save_target(api, request_id, recipient)
