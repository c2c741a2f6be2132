"""The dialogs of Équipe: inviting somebody, and giving somebody another role."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import streamlit as st

from backend.console.api import Api
from backend.person import Role
from backend.team import read as team
from backend.team import words as say
from backend.team.read import Member
from pages.ui import actions, dialogs, session
from pages.ui.parts import error_box, plain


def _invite_form(my_role: Role) -> None:
    _, api = session.current()
    action = actions.prepare("invitation")
    with st.form("form-invitation", border=False, enter_to_submit=False):
        name = st.text_input("Nom", key="i-nom", max_chars=200).strip()
        email = st.text_input("Courriel", key="i-courriel", max_chars=254).strip()
        role = _role_choice(team.roles_to_give(my_role), 0, "i-role")
        st.caption("Un courriel part avec un lien, qui sert une fois, pour choisir un mot de passe.")
        st.form_submit_button(
            "Envoyer l’invitation", type="primary", disabled=action.busy, on_click=action.ask, width="stretch"
        )
    if action.trouble:
        error_box(action.trouble)
    if action.state == "asked":
        _send(api, action, email, name, role)


invite_dialog = dialogs.dialog("Inviter une personne", icon=":material/person_add:")(_invite_form)


def _send(api: Api, action: actions.Action, email: str, name: str, role: Role) -> None:
    problem = "Il manque le nom." if not name else "Ce courriel n’est pas valable." if "@" not in email else ""
    if problem:
        action.state = "ready"
        st.error(f"{problem} Rien n’est parti.")
        return
    if actions.run(action, partial(_invite, api, email, name, role)):
        st.session_state["_said"] = f"{name}: l’invitation part à {email}"
        st.rerun()
    # What is typed next is another wish: the one that was refused has an id of its own.
    action.id = actions.Action().id
    session.draw_again()


def _role_form(one: Member) -> None:
    person, api = session.current()
    roles = team.roles_to_give(person.role)
    role = _role_choice(roles, roles.index(one.role) if one.role in roles else 0, f"r-role-{one.user_id}")
    change = partial(_set_role, api, one.user_id, role)
    label = f"Faire de {plain(one.full_name)}: {say.ROLES[role]}"
    key = f"donner-{one.user_id}-{one.role}-{role}"
    said = f"{one.full_name}: {say.ROLES[role]}"
    actions.button(label, key, change, said, kind="primary", in_dialog=True, disabled=role == one.role, width="stretch")


role_dialog = dialogs.dialog("Changer le rôle", icon=":material/badge:")(_role_form)


def _role_choice(roles: list[Role], usual: int, key: str) -> Role:
    return st.radio(
        "Rôle",
        roles,
        usual,
        format_func=lambda role: say.ROLES[role],
        captions=[say.DUTIES[role] for role in roles],
        key=key,
    )


def _invite(api: Api, email: str, name: str, role: Role, request_id: UUID) -> None:
    team.invite(api, request_id, email, name, role)


def _set_role(api: Api, user_id: UUID, role: Role, request_id: UUID) -> None:
    team.set_role(api, request_id, user_id, role)
