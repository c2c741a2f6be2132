"""Live parts refresh themselves, from the server: as often as they say, and no longer than somebody has them open."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Iterator
from pathlib import Path
from typing import cast
from weakref import ref

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.SessionStatus_pb2 import SessionStatus
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.app_session import AppSession

from pages.ui import refreshes
from pages.ui.refreshes import SELDOM
from tests.streamlit_room import GATE, NOTED, Room, room

EVERY_S = 0.3
LIVE = f"""
import streamlit as st
from tests.streamlit_room import GATE, NOTED

@st.fragment(run_every={EVERY_S})
def live():
    NOTED.append("live")
    GATE.go_through()
    st.text(f"adresse: {{st.query_params.get('fiche')}}, mot: {{st.session_state.get('word')}}")
    st.text(f"autres: {{NOTED.count('other')}}")

st.text_input("Mot", key="word")
if "gone" not in NOTED:
    live()
"""


@pytest.fixture
def seen(tmp_path: Path) -> Iterator[Room]:
    with room(LIVE, tmp_path) as one:
        yield one


def runs_within(seconds: float) -> int:
    before = NOTED.count("live")
    time.sleep(seconds)
    return NOTED.count("live") - before


def test_what_changed_comes_without_being_asked_for(seen: Room) -> None:
    NOTED.append("other")
    seen.until(lambda: "autres: 1" in seen.screen.texts())
    told = [msg.auto_rerun.interval for msg in seen.screen.sent if msg.HasField("auto_rerun")]
    assert told == [EVERY_S * SELDOM]


def test_it_goes_on_and_ends_with_the_page_that_had_it(seen: Room) -> None:
    seen.until(lambda: NOTED.count("live") > 4)
    NOTED.append("gone")
    seen.say()
    seen.until_still()
    assert runs_within(4 * EVERY_S) == 0


def test_it_waits_while_the_connection_is_gone(seen: Room) -> None:
    seen.leave()
    assert runs_within(2 * EVERY_S) <= 1
    assert runs_within(4 * EVERY_S) == 0


def test_it_goes_on_for_who_comes_back_without_a_word_and_sends_all_of_it_once(seen: Room) -> None:
    seen.until(lambda: NOTED.count("live") > 2)
    seen.leave()
    time.sleep(4 * EVERY_S)
    seen.come_back()
    runs = NOTED.count("live")
    seen.until(lambda: NOTED.count("live") > runs + 2)
    seen.until_still()
    assert seen.screen.texts() == ["adresse: None, mot:", "autres: 0"]


def test_it_ends_with_the_session(seen: Room) -> None:
    kept = refreshes.of(seen.session)
    # Closed for good, and still held: what Streamlit runs for it has its reference.
    session = seen.session
    seen.on_loop(lambda: seen.runtime.close_session(session.id))
    seen.until(lambda: not kept._due)


def test_it_ends_in_silence_with_a_session_that_streamlit_kept_long_enough(seen: Room) -> None:
    troubles: list[object] = []
    seen.loop.set_exception_handler(lambda _, trouble: troubles.append(trouble))
    kept, session = refreshes.of(seen.session), ref(seen.session)
    seen.leave()
    seen.on_loop(lambda: seen.runtime._session_mgr._session_storage.delete(seen.session_id))  # type: ignore[attr-defined]
    # Streamlit's loop holds the last session that it sent anything to.
    seen.enter()
    seen.say()
    seen.until(lambda: gc.collect() >= 0 and session() is None)
    seen.until(lambda: not kept._due)
    assert troubles == []


def test_the_browser_is_told_of_no_more_than_it_can_wait_for() -> None:
    class Page: ...

    async def told(every_s: float) -> float:
        kept, msg = refreshes.Refreshes(cast(AppSession, Page())), ForwardMsg()
        msg.auto_rerun.interval, msg.auto_rerun.fragment_id = every_s, "live"
        kept.heed(msg)
        kept.stop()
        return msg.auto_rerun.interval

    assert asyncio.run(told(60.0)) == 60.0 * SELDOM
    assert asyncio.run(told(600.0)) * 1000 < 2**31


def test_what_is_kept_of_a_page_goes_with_it() -> None:
    class Page: ...

    session = cast(AppSession, Page())
    kept = ref(refreshes.of(session))
    assert refreshes.of(session) is kept()
    del session
    gc.collect()
    assert kept() is None


def test_what_a_person_is_doing_goes_first(seen: Room) -> None:
    GATE.shut()
    seen.say(wait=False)
    assert GATE.arrived.wait(20)
    assert runs_within(4 * EVERY_S) == 0
    GATE.open()
    seen.until(lambda: runs_within(2 * EVERY_S) > 0)


def test_what_was_drawn_for_a_person_is_sent_before_anything_else_runs(seen: Room) -> None:
    ran: list[bool] = []

    def refresh_with_words_unsent() -> None:
        session, kept = seen.session, refreshes.of(seen.session)
        if session._scriptrunner is None and session._browser_queue.is_empty() and kept._due:
            session._enqueue_forward_msg(ForwardMsg(session_status_changed=SessionStatus()))
            kept._ask(next(iter(kept._due)), EVERY_S)
            ran.append(session._scriptrunner is not None)

    def tried() -> list[bool]:
        seen.on_loop(refresh_with_words_unsent)
        return ran

    assert seen.until(tried) == [False]
    seen.until(lambda: runs_within(2 * EVERY_S) > 0)


def test_it_runs_with_the_words_and_the_address_that_the_page_has_by_now(seen: Room) -> None:
    word = seen.screen.widget("text_input", "Mot").id
    seen.say(WidgetState(id=word, string_value="sorel"), address="fiche=7")
    seen.until_still()
    NOTED.append("other")
    seen.until(lambda: seen.screen.texts()[-1] == "autres: 1")
    assert "adresse: 7, mot: sorel" in seen.screen.texts()
    NOTED.append("other")
    seen.until(lambda: seen.screen.texts()[-1] == "autres: 2")
    assert [text for text in seen.screen.texts() if text.startswith("adresse")][-1] == "adresse: 7, mot: sorel"
