"""What is done to one alert or to several: sent again, or seen."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import streamlit as st

from backend import fr
from backend.alerts import read as alerts
from backend.alerts.read import Alert
from backend.console.api import Api
from pages.ui.alerts import parts
from pages.ui.alerts.send import Message

# Pages of older alerts already asked for in this session.
OLDER_SHOWN = "_older_alerts"


def message(chosen: list[Alert]) -> Message:
    """One more message about these, to whom they went before unless somebody else is picked."""
    people = {one.recipient.id if one.recipient else None for one in chosen}
    about = parts.name(chosen[0]) if len(chosen) == 1 else fr.count(len(chosen), "alerte")
    tried = sum(len(one.attempts) for one in chosen)
    alone = next(iter(people)) if len(people) == 1 else None
    return Message("alerts", tuple(one.id for one in chosen), about, alone, str(tried), len(people) > 1)


def acknowledge(api: Api, ids: tuple[UUID, ...], by: str, request_id: UUID) -> None:
    """The person in front of the screen has seen them."""
    alerts.acknowledge(api, request_id, ids)
    # Older pages are not asked again.
    st.session_state[OLDER_SHOWN] = [
        replace(one, state="acknowledged", acknowledged_by=by) if one.id in ids else one
        for one in st.session_state.get(OLDER_SHOWN, [])
    ]
