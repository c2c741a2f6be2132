"""What moved under the thumb: a tap on it was aimed at something else."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages.ui import actions as act

_PLACES = "_places"


def notice(name: str, subjects: Sequence[str], above: object = None) -> None:
    """Compare a list with how it was last drawn: whatever took another's place is not to be tapped for a moment.

    `above` is what decides the height of that which is drawn above the list; when it changes, everything moved.
    """
    places: dict[str, tuple[object, list[str]]] = st.session_state.setdefault(_PLACES, {})
    was_above, before = places.get(name, (above, []))
    for place, subject in enumerate(subjects):
        taken = place < len(before) and before[place] != subject
        if taken or was_above != above:
            act.ignore_taps_for(act.QUIET_AFTER_MOVE_S, subject)
    places[name] = (above, list(subjects))
