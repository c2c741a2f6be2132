"""The dialog that asks once before a message leaves: by which way, to whom. Then the card shows it move."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal
from uuid import UUID

import streamlit as st

from backend import fr
from backend.alerts import read as alerts
from backend.alerts import setup as alert_setup
from backend.alerts import words as say
from backend.alerts.setup import Recipient, Setup
from backend.console.api import Api
from backend.messaging import Channel
from backend.supabase.errors import ApiError
from pages.ui import actions, dialogs, session
from pages.ui.parts import error_box, plain

Kind = Literal["alerts", "lead", "call", "test"]
TO_EACH = "À la même personne que la première fois"


@dataclass(frozen=True)
class Message:
    """What is to be sent. `ids`: the alerts, or the one lead or call. `version` changes when one more has been sent."""

    kind: Kind
    ids: tuple[UUID, ...]
    about: str
    recipient_id: UUID | None = None
    version: str = ""
    # They went to different people before: each may go to the same again.
    to_each_own: bool = False


def form(message: Message) -> None:
    """By which way, to whom; the button says both."""
    _, api = session.current()
    try:
        setup = alert_setup.read(api)
    except ApiError as error:
        error_box(error)
        return
    st.markdown(plain(message.about))
    if not setup.recipients:
        st.warning("Aucun destinataire: ajoutez-en un dans Alertes, «Règles et destinataires».")
        return
    person = _person(message, setup)
    channel = _channel(message, person)
    if channel is None:
        return
    if person and channel == "sms" and person.unreachable_reason:
        st.warning(f"Ce téléphone {say.unreachable(person.unreachable_reason)}. Choisissez plutôt le courriel.")
    if message.kind == "test" and person:
        st.caption(_last_delivered(person, setup, channel))
    _button(api, message, person, channel)


dialog: Callable[[Message], None] = dialogs.dialog("Envoyer un message", icon=":material/send:")(form)


def _person(message: Message, setup: Setup) -> Recipient | None:
    """To whom; None: to each its own."""
    people: list[UUID | None] = [*([None] if message.to_each_own else []), *(one.id for one in setup.recipients)]
    names = {one.id: one.full_name for one in setup.recipients}
    wanted = setup.person(message.recipient_id) or (setup.on_call or setup.recipients)[0]
    usual = 0 if message.to_each_own else people.index(wanted.id)
    chosen = st.selectbox(
        "À qui", people, usual, format_func=lambda one: names[one] if one else TO_EACH, key=f"a-qui-{_key(message)}"
    )
    return setup.person(chosen)


def _channel(message: Message, person: Recipient | None) -> Channel | None:
    ways: list[Channel] = person.channels if person else ["sms", "email"]
    who = person.id if person else "chacun"
    return st.pills(
        "Par",
        ways,
        default=ways[0],
        required=True,
        format_func=lambda way: say.channel(way).capitalize(),
        key=f"par-{_key(message)}-{who}",
    )


def _last_delivered(person: Recipient, setup: Setup, channel: Channel) -> str:
    at = person.sms_delivered_at if channel == "sms" else person.email_delivered_at
    last = f"{fr.moment_near(at, setup.now)} ({fr.ago(at, setup.now)})" if at else "jamais"
    return f"Dernier {say.channel(channel)} livré à {plain(person.full_name)}: {last}"


def _button(api: Api, message: Message, person: Recipient | None, channel: Channel) -> None:
    n = 1 if message.kind == "test" else len(message.ids)
    what = f"{'un' if n == 1 else n} {say.channel(channel)}{'s' if n > 1 else ''}"
    to = f"à {person.full_name} ({person.address(channel)})" if person else "à la même personne que la première fois"
    key = f"envoyer-{_key(message)}-{channel}-{person.id if person else 'chacun'}"
    send = partial(_send, api, message, person.id if person else None, channel)
    actions.button(
        f"Envoyer {plain(f'{what} {to}')}", key, send, f"Demandé: {what} {to}", kind="primary", in_dialog=True,
        width="stretch",
    )  # fmt: skip


def _key(message: Message) -> str:
    return f"{message.kind}-{len(message.ids)}-{hash(message.ids)}-{message.version}"


def _send(api: Api, message: Message, recipient: UUID | None, channel: Channel, request_id: UUID) -> None:
    if message.kind == "alerts":
        alerts.resend(api, request_id, message.ids, channel, recipient)
    elif message.kind == "test" and recipient:
        alerts.send_test(api, request_id, recipient, channel)
    elif message.kind in ("lead", "call"):
        alerts.about(api, request_id, message.kind, message.ids[0], channel, recipient)
