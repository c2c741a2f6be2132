"""What is rarer on a card of À rappeler: behind one button."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID

import streamlit as st

from backend.console.api import Api
from backend.team.people import Colleague
from backend.today import actions
from backend.today.read import Callback
from pages.today import call_again, called_back, parts
from pages.ui import actions as act
from pages.ui.alerts import brief as alert_brief
from pages.ui.alerts import send as alert_send
from pages.ui.lately import Lately

RESEND, AGAIN = "Renvoyer l’alerte", "Rappeler à…"


def draw(api: Api, c: Callback, place: int, now: datetime, done: Lately[Callback], colleagues: list[Colleague]) -> None:
    """The button, and what was chosen of it."""
    who, on = parts.name(c), str(c.id)
    given = {f"Confier à {one.full_name}": one for one in colleagues if one.user_id != c.assigned_to}
    rare = (called_back.voicemail(api, c, now), called_back.wrong_number(api, c), called_back.not_customer(api, c))
    deeds = {deed.words: deed for deed in rare}
    key = f"autre-{c.kind}-{c.id}-{c.version}-{c.assigned_to}-{done.times(c.id)}"
    action = act.prepare(key)
    choice = st.menu_button("Autre", [AGAIN, *deeds, *given, RESEND], key=key, disabled=action.busy)
    if choice and act.tap_allowed(on):
        if choice == RESEND:
            alert_send.dialog(alert_brief.message(c.kind, c.id, who, c.alert))
        elif choice == AGAIN:
            call_again.dialog(c, place)
        else:
            action.ask(choice)
    if action.choice in deeds:
        deed = deeds[action.choice]
        act.finish(action, partial(called_back.carry_out, deed, c, place, done), f"{who}: {deed.said}", on=on)
    elif action.choice in given:
        colleague = given[action.choice]
        give = partial(_give, api, c, colleague.user_id)
        act.finish(action, give, f"{who}: confié à {colleague.full_name}", on=on)


def _give(api: Api, c: Callback, user_id: UUID, request_id: UUID) -> None:
    actions.assign(api, request_id, c.kind, c.id, user_id)
