"""What a thumb did is never lost: messages that arrive while the screen is being drawn, at the worst moment for each.

The moments are those of a busy machine, held still: Streamlit itself runs, and the script waits at a gate.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.scriptrunner_utils.exceptions import StopException
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequestType

from pages.ui.kept_requests import KeptRequests
from tests.streamlit_room import GATE, NOTED, Room, Screen, room

FIELDS = """
import streamlit as st
from tests.streamlit_room import GATE, NOTED

def keep(name):
    GATE.go_through()
    NOTED.append((name, st.session_state[name]))

@st.fragment
def form():
    st.text_input("Note", key="note", on_change=keep, args=("note",))
    st.text_input("Ville", key="city", on_change=keep, args=("city",))

form()
"""
LIVE = """
import streamlit as st
from tests.streamlit_room import GATE, NOTED

@st.fragment
def deeds():
    GATE.go_through()
    st.checkbox("Choisir", key="chosen", on_change=lambda: NOTED.append(st.session_state["chosen"]))
    st.button("Rappelé", on_click=lambda: NOTED.append("called"))

def leads():
    deeds()

def calls():
    st.text("Appels")

st.navigation([st.Page(leads, url_path="clients", default=True), st.Page(calls, url_path="appels")]).run()
"""
COUNTS = """
import streamlit as st

@st.fragment
def first():
    st.button("Premier")
    st.session_state["n"] = st.session_state.get("n", 0) + 1
    st.text(f"dessin {st.session_state['n']}")

@st.fragment
def second():
    st.button("Second")

with st.container():
    first()
with st.container():
    second()
"""
DEED = """
import streamlit as st
from pages.ui import actions
from tests.streamlit_room import GATE, NOTED

@st.fragment
def deeds():
    GATE.go_through()
    actions.button("Rappelé", "called", NOTED.append, "Rappelé")

def leads():
    deeds()

def calls():
    st.text("Appels")

st.navigation([st.Page(leads, url_path="clients", default=True), st.Page(calls, url_path="appels")]).run()
actions.finish_what_was_left()
"""


def typed(screen: Screen, label: str, words: str) -> WidgetState:
    return WidgetState(id=screen.widget("text_input", label).id, string_value=words)


def tapped(screen: Screen, label: str) -> WidgetState:
    return WidgetState(id=screen.widget("button", label).id, trigger_value=True)


def ticked(screen: Screen) -> WidgetState:
    return WidgetState(id=screen.widget("checkbox", "Choisir").id, bool_value=True)


def while_drawing(here: Room, fragment: str, do: Callable[[], object]) -> None:
    """Do it while the fragment is being drawn again by itself."""
    GATE.shut()
    here.say(fragment=fragment)
    assert GATE.arrived.wait(10)
    do()
    GATE.open()
    here.until_still()


@pytest.mark.parametrize("is_whole", [True, False], ids=["of the whole screen", "of a part"])
def test_what_was_typed_is_kept_though_the_next_message_comes_while_it_is_being_kept(
    tmp_path: Path, is_whole: bool
) -> None:
    with room(FIELDS, tmp_path) as here:
        note, city = typed(here.screen, "Note", "Porte de côté"), typed(here.screen, "Ville", "Sorel")
        fragment = "" if is_whole else here.screen.fragment("text_input", "Ville")
        GATE.shut()
        here.say(note)
        assert GATE.arrived.wait(10)
        handled = here.say(note, city, fragment=fragment, wait=False)
        # Without the mend it is handled at once, and stops the callback; with it, it waits for the callback's end.
        handled.wait(0.3)
        GATE.open()
        here.until_still()
        assert NOTED == [("note", "Porte de côté"), ("city", "Sorel")]


def test_what_was_taken_up_and_not_applied_is_given_back() -> None:
    requests, said = KeptRequests(), WidgetStates(widgets=[WidgetState(id="note", string_value="Porte de côté")])
    requests.request_rerun(RerunData(widget_states=said, fragment_id="form"))
    requests.on_scriptrunner_ready()
    assert requests.replace() == said
    with pytest.raises(StopException):
        requests.apply(lambda: pytest.fail("two runs would apply it"))
    assert requests.replace() is None


def test_a_tap_that_waits_for_the_drawing_counts_though_another_screen_is_asked_for(tmp_path: Path) -> None:
    with room(LIVE, tmp_path) as here:
        screen, fragment = here.screen, here.screen.fragment("button", "Rappelé")

        def tap_and_leave() -> None:
            here.say(tapped(screen, "Rappelé"), fragment=fragment)
            here.say(page=screen.page("appels"))

        while_drawing(here, fragment, tap_and_leave)
        assert NOTED == ["called"]
        assert screen.texts() == ["Appels"]


def test_a_tick_that_waits_for_the_drawing_counts_though_another_screen_is_asked_for(tmp_path: Path) -> None:
    with room(LIVE, tmp_path) as here:
        screen, fragment = here.screen, here.screen.fragment("button", "Rappelé")

        def tick_and_leave() -> None:
            here.say(ticked(screen), fragment=fragment)
            here.say(page=screen.page("appels"))

        while_drawing(here, fragment, tick_and_leave)
        assert NOTED == [True]


def test_a_deed_is_done_though_its_screen_is_left_before_it_was(tmp_path: Path) -> None:
    with room(DEED, tmp_path) as here:
        screen, fragment = here.screen, here.screen.fragment("button", "Rappelé")

        def tap_and_leave() -> None:
            here.say(tapped(screen, "Rappelé"), fragment=fragment)
            here.say(page=screen.page("appels"))

        while_drawing(here, fragment, tap_and_leave)
        assert len(NOTED) == 1


def test_what_a_run_has_drawn_is_sent_though_the_next_one_begins_at_once(tmp_path: Path) -> None:
    with room(COUNTS, tmp_path) as here:
        first, second = (here.screen.fragment("button", label) for label in ("Premier", "Second"))

        def both() -> None:
            """All that the first run says lies in the loop's hands when the second is asked for."""
            here.say(tapped(here.screen, "Premier"), fragment=first)
            runner = here.session._scriptrunner
            assert runner and runner._script_thread
            runner._script_thread.join(10)
            here.say(fragment=second)

        here.on_loop(both)
        here.until_still()
        assert here.screen.texts() == ["dessin 1", "dessin 2"]


def test_the_screen_asked_for_stays_though_a_field_of_the_one_left_speaks_before_it_has_begun() -> None:
    requests = KeptRequests()
    requests.request_rerun(RerunData(page_script_hash="calls", query_string="appel=1"))
    requests.request_rerun(RerunData(page_script_hash="leads", query_string="fiche=2", fragment_id="form"))
    request = requests.on_scriptrunner_ready()
    assert request.type is ScriptRequestType.RERUN
    assert (request.rerun_data.page_script_hash, request.rerun_data.query_string) == ("calls", "appel=1")


@pytest.mark.parametrize(
    ("by_itself", "is_auto"), [((False, True), False), ((True, False), False), ((True, True), True)]
)
def test_what_a_person_asked_for_is_no_refresh_though_one_is_asked_with_it(
    by_itself: tuple[bool, bool], is_auto: bool
) -> None:
    requests = KeptRequests()
    for one in by_itself:
        requests.request_rerun(RerunData(fragment_id="live", is_auto_rerun=one))
    request = requests.on_scriptrunner_ready()
    assert (request.rerun_data.is_auto_rerun, request.rerun_data.fragment_id_queue) == (is_auto, ["live"])
