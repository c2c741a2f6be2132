"""What is rarer on a card of À rappeler: behind one button."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID

import streamlit as st

from backend.console.api import Api
from backend.team.people import Colleague
from backend.today.read import Callback
from pages.today import call_again, called_back, parts
from pages.ui import actions as act
from pages.ui.alerts import brief as alert_brief
from pages.ui.alerts import send as alert_send
from pages.ui.lately import Lately

RESEND, AGAIN, NOBODY = "Renvoyer l’alerte", "Rappeler à…", "Confier à personne"


def draw(api: Api, c: Callback, place: int, now: datetime, done: Lately[Callback], colleagues: list[Colleague]) -> None:
    """The button, and what was chosen of it."""
    who, on = parts.name(c), str(c.id)
    given = {f"Confier à {one.full_name}": one.user_id for one in colleagues if one.user_id != c.assigned_to}
    nobody: dict[str, UUID | None] = {NOBODY: None} if c.assigned_to else {}
    ways = {**given, **nobody}
    rare = (called_back.voicemail(api, c, now), called_back.wrong_number(api, c), called_back.not_customer(api, c))
    deeds = {deed.words: deed for deed in rare}
    key = f"autre-{c.kind}-{c.id}-{c.version}-{c.assigned_to}-{done.times(c.id)}"
    action = act.prepare(key)
    choice = st.menu_button("Autre", [AGAIN, *deeds, *ways, RESEND], key=key, disabled=action.busy)
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
    elif action.choice in ways:
        deed = called_back.given(api, c, ways[action.choice], action.choice)
        act.finish(action, partial(called_back.carry_out, deed, c, place, done), f"{who}: {deed.said}", on=on)
