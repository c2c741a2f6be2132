"""Buttons that do one thing once.

A click only notes the wish; the run that follows draws the button disabled, then carries the wish out, with no
Streamlit call in between that could stop it half way. The request id lives from the first drawing until success, so
whatever is clicked, repeated or cut off, the database does the thing once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Literal
from uuid import UUID, uuid4

import streamlit as st

from backend.supabase.errors import ApiError
from pages.ui import dialogs, session
from pages.ui.parts import error_box, plain

Effect = Callable[[UUID], None]
_SAID = "_said"
# Until when taps on a subject are taken for slips, by its name; "" is whatever has no subject of its own.
_QUIET_UNTIL = "_quiet_until"
# Deeds asked by a tap, with what they do: their button may never be drawn again.
_ASKED = "_asked"
# Clicks already on their way when the deed was done are part of it, for this long.
LATE_CLICKS_S = 2.0
# A second tap of the same thumb comes within this time; whatever has slid under it meanwhile was not meant.
QUIET_AFTER_DEED_S = 1.5
# Nobody aims faster than this at a card that has just moved; a phone draws it some time after it was sent.
QUIET_AFTER_MOVE_S = 1.2
# An error is about the last attempt: left longer, it would seem to be about now.
ERROR_STAYS_S = 30.0
TOO_SOON = "Geste trop rapproché: il n’a pas compté. Touchez encore si vous le vouliez."


@dataclass
class Action:
    """One wish of the person's, bound to what was on the screen when its button was drawn."""

    id: UUID = field(default_factory=uuid4)
    state: Literal["ready", "asked", "done", "failed"] = "ready"
    error: ApiError | None = None
    # What was picked, where one button offers several things.
    choice: str = ""
    # What was written that the deed sends: other words are another wish.
    holds: object = None
    done_at: float = 0.0
    failed_at: float = 0.0

    @property
    def busy(self) -> bool:
        """True while a second click must do nothing."""
        return self.state in ("asked", "done")

    @property
    def trouble(self) -> ApiError | None:
        """What went wrong the last time, while that is news."""
        if self.state != "failed" or monotonic() - self.failed_at > ERROR_STAYS_S:
            return None
        return self.error

    def ask(self, choice: str = "") -> None:
        """What a click does; safe at any time."""
        if not self.busy:
            self.state, self.choice = "asked", choice


def prepare(key: str) -> Action:
    """The wish behind this key. The key names what is acted upon *and its version*: a change makes a new wish."""
    kept: Action = st.session_state.setdefault(f"_request:{key}", Action())
    if kept.state == "done" and monotonic() - kept.done_at > LATE_CLICKS_S:
        kept = st.session_state[f"_request:{key}"] = Action()
    return kept


def ignore_taps_for(seconds: float, on: str = "") -> None:
    """For that long, taps on that subject are taken for slips: what lies under the thumb has just changed."""
    until: dict[str, float] = st.session_state.get(_QUIET_UNTIL, {})
    now = monotonic()
    kept = {subject: at for subject, at in until.items() if at > now}
    st.session_state[_QUIET_UNTIL] = {**kept, on: max(kept.get(on, 0.0), now + seconds)}


def tap_allowed(on: str = "") -> bool:
    """May a tap on that subject that arrives now be carried out? When not, the person is told."""
    if monotonic() >= st.session_state.get(_QUIET_UNTIL, {}).get(on, 0.0):
        return True
    st.session_state[_SAID] = TOO_SOON
    return False


def _tapped(action: Action, effect: Effect, said: str, on: str, undo: bool) -> None:
    # Taking a deed back is never a slip: nobody finds that button by accident, and refusing it keeps a wrong deed.
    if not action.busy and (undo or tap_allowed(on)):
        action.ask()
        st.session_state.setdefault(_ASKED, []).append((action, effect, said))


def button(
    label: str,
    key: str,
    effect: Effect,
    said: str,
    *,
    kind: Literal["primary", "secondary", "tertiary"] = "secondary",
    in_dialog: bool = False,
    disabled: bool = False,
    width: Literal["content", "stretch"] = "content",
    on: str = "",
    undo: bool = False,
    shortcut: str | None = None,
    holds: object = None,
) -> None:
    """Draw the button; when it was clicked, do `effect` once and say `said` on the next drawing.

    `holds` is what was written that `effect` sends. It has no place in the key: the last words come together with the
    click, and another key would be another button, which was not clicked; the old one would send what stood before.

    `on` names what it acts upon: a tap is taken for a slip only where that subject has just moved or changed, and
    never when it takes a deed back (`undo`).
    """
    action = prepare(key)
    if holds != action.holds and action.state != "done":
        action.id, action.holds = uuid4(), holds
    st.button(
        label,
        key=key,
        type=kind,
        width=width,
        disabled=disabled or action.busy,
        on_click=_tapped,
        args=(action, effect, said, on, undo),
        shortcut=shortcut,
    )
    if st.session_state.get(_SAID) == TOO_SOON:
        say_what_was_done()
    finish(action, effect, said, in_dialog=in_dialog, on=on)


def finish(action: Action, effect: Effect, said: str, *, in_dialog: bool = False, on: str = "") -> None:
    """Carry out what was asked, or tell what went wrong the last time."""
    if action.trouble:
        error_box(action.trouble)
    if action.state != "asked":
        return
    if run(action, effect):
        ignore_taps_for(QUIET_AFTER_DEED_S, on)
        st.session_state[_SAID] = said
        st.rerun()
    if in_dialog:
        session.draw_again()
    st.rerun()


def refuse(action: Action, why: str) -> None:
    """Say what is wrong with what was typed, before the form's button is drawn: so it can be pressed again."""
    if why and action.state == "asked":
        action.state = "ready"
        st.error(f"{why} Rien n’a été changé.")


def finish_what_was_left() -> None:
    """Carry out what was asked on a screen that was left before it was done; a deed already done stays done once."""
    asked: list[tuple[Action, Effect, str]] = st.session_state.get(_ASKED, [])
    while asked:
        action, effect, said = asked.pop(0)
        if action.state != "asked":
            continue
        if run(action, effect):
            st.session_state[_SAID] = said
        elif action.error:
            st.toast(plain(f"Pas fait: {said}. {action.error.sentence}"), icon=":material/error:")


def run(action: Action, effect: Effect) -> bool:
    """Do it, without a single Streamlit call; True when it is done. The box that it was asked in is done with, too: the
    connection may be gone before the run that would have closed it.
    """
    box = dialogs.opened()
    try:
        effect(action.id)
    except ApiError as error:
        action.error, action.state, action.failed_at = error, "failed", monotonic()
        return False
    action.state, action.done_at = "done", monotonic()
    if box:
        box.is_done = True
    return True


def say_what_was_done() -> None:
    """A short note at the edge of the screen, once."""
    said = st.session_state.pop(_SAID, None)
    if said:
        st.toast(plain(said), icon=":material/touch_app:" if said == TOO_SOON else ":material/check_circle:")
