"""The people of the team, one card each, and those who are invited."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import streamlit as st

from backend import fr
from backend.console.api import Api
from backend.team import read as team
from backend.team import words as say
from backend.team.read import VIEWERS, Member, Order, Team
from pages.team import dialogs
from pages.ui import actions, session
from pages.ui import html as h
from pages.ui.parts import plain, read_or_last_known, refuse_unless, section

EVERY_S = 4


@st.fragment(run_every=EVERY_S)
def draw() -> None:
    """Live, so that an invitation is seen to leave."""
    person, api = session.current()
    refuse_unless(person.role in VIEWERS)
    result = read_or_last_known("team", lambda: team.read(api))
    if result is None:
        return
    if st.button("Inviter une personne", key="inviter", icon=":material/person_add:", type="primary"):
        dialogs.invite_dialog(person.role)
    _invitations(api, result)
    active = sum(not one.suspended for one in result.people)
    st.html(section("Personnes", fr.count(active, "accès ouvert", "accès ouverts")))
    for one in result.people:
        with st.container(key=f"carte-{'urgent' if _in_trouble(one) else 'membre'}-{one.user_id}"):
            st.html(_card(one, result, is_me=str(one.user_id) == person.user_id))
            if team.may_change(person.user_id, person.role, one):
                _actions(api, one)


def _in_trouble(one: Member) -> bool:
    return one.order is not None and one.order.state != "done" and one.order.reason not in (None, "replaced")


def _card(one: Member, answer: Team, *, is_me: bool) -> str:
    me = h.badge("vous", "plain") if is_me else ""
    shut = h.badge("suspendu", "bad") if one.suspended else ""
    seen = h.text("time", say.seen(one, answer.now))
    head = h.tag(
        "div", h.text("strong", one.full_name) + h.badge(say.ROLES[one.role], "plain") + shut + me + seen, "df-who"
    )
    since = f"suspendu {fr.ago(one.suspended_at, answer.now)}" if one.suspended and one.suspended_at else None
    facts = h.facts(
        [
            one.email,
            since,
            f"voit {say.DUTIES[one.role]}" if not one.suspended else None,
            "second facteur lié" if one.second_factor else None,
        ]
    )
    return head + facts + (_order(one.order, answer) if one.order else "")


def _order(order: Order, answer: Team) -> str:
    words, tone = say.order(order, answer.now)
    return h.tag("p", h.badge(words, tone), "df-what")


def _actions(api: Api, one: Member) -> None:
    version = f"{one.user_id}-{one.role}-{one.suspended}-{one.order.id if one.order else ''}"
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key=f"gestes-{one.user_id}"):
        if one.suspended:
            restore = partial(_suspend, api, one.user_id, False)
            actions.button("Rétablir l’accès", f"retablir-{version}", restore, f"{one.full_name}: accès rétabli")
            return
        if st.button("Changer le rôle", key=f"role-{version}"):
            dialogs.role_dialog(one)
        with st.popover("Lien de mot de passe"):
            st.markdown(plain(f"Un courriel part à {one.email}, avec un lien pour choisir un autre mot de passe."))
            link = partial(_link, api, one.user_id)
            actions.button(
                "Oui, envoyer le lien", f"lien-{version}", link, f"Un lien part à {one.email}", kind="primary"
            )
        if one.second_factor:
            with st.popover("Retirer le second facteur"):
                st.markdown(plain(say.factor_warning(one)))
                forget = partial(_reset_factor, api, one.user_id)
                actions.button(
                    f"Retirer celui de {plain(one.full_name)}", f"facteur-{version}", forget,
                    f"{one.full_name}: second facteur retiré, sessions fermées", kind="primary",
                )  # fmt: skip
        with st.popover("Suspendre"):
            st.markdown(plain(say.warning(one)))
            shut = partial(_suspend, api, one.user_id, True)
            actions.button(
                f"Suspendre {plain(one.full_name)}", f"suspendre-{version}", shut, f"{one.full_name}: accès suspendu",
                kind="primary",
            )  # fmt: skip


def _invitations(api: Api, answer: Team) -> None:
    if not answer.invitations:
        return
    st.html(section("Invitations"))
    for one in answer.invitations:
        words, tone = say.order(one, answer.now)
        with st.container(key=f"carte-invitation-{one.id}"):
            role = h.badge(say.ROLES[one.role], "plain") if one.role else ""
            when = h.text("time", fr.ago(one.asked_at, answer.now))
            head = h.tag("div", h.text("strong", one.full_name) + role + when, "df-who")
            st.html(head + h.facts([one.email]) + h.tag("p", h.badge(words, tone), "df-what"))
            drop = partial(_drop, api, one.id)
            actions.button("Retirer cette invitation", f"retirer-{one.id}", drop, "Invitation retirée")


def _suspend(api: Api, user_id: UUID, suspended: bool, request_id: UUID) -> None:
    team.suspend(api, request_id, user_id, suspended)


def _reset_factor(api: Api, user_id: UUID, request_id: UUID) -> None:
    team.reset_second_factor(api, request_id, user_id)


def _link(api: Api, user_id: UUID, request_id: UUID) -> None:
    team.send_link(api, request_id, user_id)


def _drop(api: Api, order: UUID, request_id: UUID) -> None:
    team.drop(api, request_id, order)
