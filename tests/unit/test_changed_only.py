"""A live part's own refresh sends what changed on the screen, and everything where anything else may be there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from pages.ui.changed_only import REFRESH, ChangedOnly
from tests.streamlit_room import GATE, NOTED, Room, room

LIVE = """
import streamlit as st
from pages.ui.changed_only import REFRESH, ChangedOnly
from tests.streamlit_room import GATE, NOTED

def shown(name, default):
    return next((value for key, value in reversed(NOTED) if key == name), default)

@st.fragment(run_every=60)
def live():
    st.text(f"en attente: {shown('waiting', 3)}")
    for name in shown("people", ["Luc", "Zoé"]):
        with st.container(key=f"carte-{name}", border=shown("border", False)):
            st.text(name)
            st.button("Rappelé", key=f"rappele-{name}", on_click=lambda: NOTED.append(("tapped", True)))
    if shown("toast", False):
        st.toast("C’est fait")
    GATE.go_through()
    st.text("fin")

@st.fragment(run_every=60)
def line():
    st.text(f"il y a {shown('age', 1)} s")

live()
line()
"""
ALL = ["en attente: 3", "Luc", "Zoé", "fin"]


@pytest.fixture
def seen(tmp_path: Path) -> Iterator[Room]:
    with room(LIVE, tmp_path) as one:
        yield one


def live(seen: Room) -> str:
    return next(msg.delta.fragment_id for msg in seen.screen.drawn() if msg.delta.new_element.text.body == "fin")


def line(seen: Room) -> str:
    drawn = seen.screen.drawn()
    return next(msg.delta.fragment_id for msg in drawn if msg.delta.new_element.text.body.startswith("il y a"))


def refreshed(seen: Room, **now: object) -> list[ForwardMsg]:
    """What the browser is sent when the live part refreshes itself."""
    fragment = live(seen)
    NOTED.extend(now.items())
    before = len(seen.screen.sent)
    seen.refresh(fragment)
    return seen.screen.sent[before:]


def texts(sent: list[ForwardMsg]) -> list[str]:
    return [msg.delta.new_element.text.body for msg in sent if msg.delta.new_element.HasField("text")]


def kinds(sent: list[ForwardMsg]) -> set[str]:
    return {str(msg.WhichOneof("type")) for msg in sent}


def test_of_a_refresh_that_finds_nothing_new_the_browser_hears_nothing(seen: Room) -> None:
    for _ in range(2):
        assert refreshed(seen) == []


def test_after_refreshes_that_nobody_heard_of_a_run_is_told_from_beginning_to_end(seen: Room) -> None:
    refreshed(seen)
    before = len(seen.screen.sent)
    seen.say(fragment=live(seen))
    seen.until_still()
    told = [msg for msg in seen.screen.sent[before:] if msg.HasField("session_status_changed")]
    assert [msg.session_status_changed.script_is_running for msg in told] == [True, False]


def test_what_changed_comes_alone_and_once(seen: Room) -> None:
    sent = refreshed(seen, waiting=4)
    assert texts(sent) == ["en attente: 4"]
    assert kinds(sent) == {"delta"}
    assert texts(refreshed(seen)) == []
    assert texts(refreshed(seen, waiting=3)) == ["en attente: 3"]


def test_live_parts_beside_one_another_are_compared_each_with_itself(seen: Room) -> None:
    fragment = line(seen)
    NOTED.extend([("age", 2), ("waiting", 4)])
    before = len(seen.screen.sent)
    seen.refresh(fragment, live(seen), fragment)
    assert texts(seen.screen.sent[before:]) == ["il y a 2 s", "en attente: 4"]


@pytest.mark.parametrize("change", [{"people": ["Luc"]}, {"people": ["Luc", "Zoé", "Ève"]}, {"border": True}])
def test_other_elements_than_before_come_with_all_the_rest(seen: Room, change: dict[str, object]) -> None:
    sent = refreshed(seen, **change)
    assert {"new_session", "session_status_changed", "script_finished"} <= kinds(sent)
    people = change.get("people", ["Luc", "Zoé"])
    assert isinstance(people, list)
    assert texts(sent) == ["en attente: 3", *people, "fin"]
    assert texts(refreshed(seen)) == []


def test_a_passing_word_is_shown_each_time_it_is_said(seen: Room) -> None:
    for _ in range(2):
        sent = refreshed(seen, toast=True)
        assert [msg for msg in sent if msg.delta.new_element.HasField("toast")]
    assert texts(refreshed(seen, toast=False)) == ALL
    assert texts(refreshed(seen)) == []


def test_what_a_person_asked_for_is_sent_whole_though_a_refresh_came_after_it(seen: Room) -> None:
    fragment = live(seen)
    tap = WidgetState(id=seen.screen.widget("button", "Rappelé").id, trigger_value=True)
    GATE.shut()
    before = len(seen.screen.sent)
    seen.say(fragment=fragment, wait=False)
    assert GATE.arrived.wait(20)
    seen.say(tap, fragment=fragment)
    seen.say(fragment=fragment, by_itself=True)
    GATE.open()
    seen.until_still()
    assert ("tapped", True) in NOTED
    sent = [msg.WhichOneof("type") for msg in seen.screen.sent[before:]]
    assert (sent.count("new_session"), sent.count("script_finished")) == (2, 2)


def test_after_a_run_of_the_whole_screen_refreshes_are_compared_with_it(seen: Room) -> None:
    NOTED.append(("waiting", 5))
    before = len(seen.screen.sent)
    seen.say()
    seen.until_still()
    assert texts(seen.screen.sent[before:]) == ["en attente: 5", "Luc", "Zoé", "fin", "il y a 1 s"]
    assert texts(refreshed(seen)) == []


def test_what_was_cut_off_before_it_was_sent_is_not_taken_for_seen(seen: Room) -> None:
    """The screen is left in the middle of a refresh that found something: what was held goes, and comes again."""
    fragment = live(seen)
    NOTED.append(("waiting", 6))
    GATE.shut()
    seen.say(fragment=fragment, by_itself=True)
    assert GATE.arrived.wait(20)
    before = len(seen.screen.sent)
    seen.say()
    GATE.open()
    seen.until_still()
    assert "en attente: 6" in texts(seen.screen.sent[before:])
    assert texts(refreshed(seen)) == []


def test_a_connection_that_was_lost_is_sent_everything(seen: Room) -> None:
    fragment = live(seen)
    seen.on_loop(seen.session.disconnect_file_watchers)
    assert texts(refreshed(seen)) == ALL
    assert texts(refreshed(seen)) == []
    assert fragment == live(seen)


Status = ForwardMsg.ScriptFinishedStatus


def run_of(*people: str, ended: Status.ValueType, fragments: tuple[str, ...] = ()) -> list[ForwardMsg]:
    announced, finished = ForwardMsg(), ForwardMsg(script_finished=ended)
    announced.new_session.name = "live"
    drawn = [ForwardMsg() for _ in people]
    for place, (msg, name) in enumerate(zip(drawn, people, strict=True)):
        msg.metadata.delta_path.extend([0, place])
        msg.delta.fragment_id, msg.delta.new_element.text.body = "live", name
    for msg in (announced, finished):
        msg.metadata.run.fragment_ids.extend(fragments)
    return [announced, *drawn, finished]


def sent_of(queue: ChangedOnly, run: list[ForwardMsg]) -> list[str]:
    for msg in run:
        queue.enqueue(msg)
    return texts(queue.flush())


@pytest.mark.parametrize(
    ("ended", "sent"), [(Status.FINISHED_SUCCESSFULLY, []), (Status.FINISHED_EARLY_FOR_RERUN, ["Luc", "Zoé"])]
)
def test_what_a_run_that_was_cut_off_left_on_the_screen_is_taken_away(ended: Status.ValueType, sent: list[str]) -> None:
    queue = ChangedOnly()
    sent_of(queue, run_of("Luc", "Zoé", "Ève", ended=Status.FINISHED_SUCCESSFULLY))
    sent_of(queue, run_of("Luc", "Zoé", ended=ended))
    refresh = run_of("Luc", "Zoé", ended=Status.FINISHED_FRAGMENT_RUN_SUCCESSFULLY, fragments=("live",))
    assert sent_of(queue, [REFRESH, *refresh]) == sent
    assert sent_of(queue, [REFRESH, *refresh]) == []


def test_after_a_refresh_that_was_cut_off_the_next_run_is_shown_as_it_draws() -> None:
    queue = ChangedOnly()
    begun = run_of("Luc", ended=Status.FINISHED_FRAGMENT_RUN_SUCCESSFULLY, fragments=("live",))[:-1]
    for msg in (REFRESH, *begun):
        queue.enqueue(msg)
    queue.clear(retain_lifecycle_msgs=True)
    assert sent_of(queue, run_of("Zoé", "Ève", ended=Status.FINISHED_SUCCESSFULLY)[:-1]) == ["Zoé", "Ève"]
