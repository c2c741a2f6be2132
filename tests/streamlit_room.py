"""Streamlit itself, without a browser: a script, and messages that come at a moment chosen by the test."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime import Runtime, RuntimeConfig
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.session_manager import SessionClient

from pages.ui import streamlit_fixes

T = TypeVar("T")
PATIENCE_S = 20.0
# Longer than Streamlit's loop takes from one message to the next.
SENT_WITHIN_S = 0.1


@dataclass
class Gate:
    """A place in a script where it waits for the test."""

    is_shut: bool = False
    arrived: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)

    def shut(self) -> None:
        """From now on, whoever comes waits."""
        self.is_shut = True
        self.arrived.clear()
        self.opened.clear()

    def open(self) -> None:
        """Let everybody through."""
        self.is_shut = False
        self.opened.set()

    def go_through(self) -> None:
        """What the script calls."""
        if self.is_shut:
            self.arrived.set()
            assert self.opened.wait(PATIENCE_S), "nobody opened the gate"


# The script of the test finds them here: one place, and all that callbacks noted.
GATE = Gate()
NOTED: list[Any] = []


class Screen(SessionClient):
    """What the browser was sent."""

    def __init__(self) -> None:
        self.sent: list[ForwardMsg] = []

    def write_forward_msg(self, msg: ForwardMsg) -> None:
        """Keep it."""
        self.sent.append(msg)

    def drawn(self) -> list[ForwardMsg]:
        """Elements, oldest first."""
        return [msg for msg in self.sent if msg.WhichOneof("type") == "delta"]

    def texts(self) -> list[str]:
        """What was written by `st.text`, oldest first."""
        return [msg.delta.new_element.text.body for msg in self.drawn() if msg.delta.new_element.HasField("text")]

    def widget(self, kind: str, label: str) -> Any:
        """The newest element of that kind and label."""
        return getattr(self._drawn_as(kind, label).delta.new_element, kind)

    def fragment(self, kind: str, label: str) -> str:
        """The fragment that this element was drawn by."""
        return str(self._drawn_as(kind, label).delta.fragment_id)

    def _drawn_as(self, kind: str, label: str) -> ForwardMsg:
        drawn = [msg for msg in self.drawn() if msg.delta.new_element.WhichOneof("type") == kind]
        return [msg for msg in drawn if getattr(msg.delta.new_element, kind).label == label][-1]

    def page(self, path: str) -> str:
        """By what name Streamlit knows the page of that path."""
        pages = [page for msg in self.sent for page in msg.navigation.app_pages]
        return next(str(page.page_script_hash) for page in pages if page.url_pathname == path)

    def finished(self) -> int:
        """How many runs were told to have ended."""
        return sum(msg.WhichOneof("type") == "script_finished" for msg in self.sent)


@dataclass
class Room:
    """One person's session with the script."""

    loop: asyncio.AbstractEventLoop
    thread: threading.Thread
    runtime: Runtime
    screen: Screen = field(default_factory=Screen)
    session_id: str = ""

    @property
    def session(self) -> AppSession:
        """Streamlit's own."""
        found = self.runtime.get_app_session(self.session_id)
        assert found
        return found

    def leave(self) -> None:
        """The connection is lost; Streamlit keeps the session for who comes back."""
        self.on_loop(lambda: self.runtime.disconnect_session(self.session_id))

    def come_back(self) -> None:
        """The connection again, to the same session, without a word; what was sent before is not counted."""
        left, self.screen = self.session_id, Screen()
        self.enter(left)
        assert self.session_id == left

    def enter(self, left: str | None = None) -> None:
        """A connection: to the session that was left, or to a new one."""
        entered: Future[str] = Future()
        connect = self.runtime.connect_session
        self.loop.call_soon_threadsafe(lambda: entered.set_result(connect(self.screen, {}, left)))
        self.session_id = entered.result(PATIENCE_S)

    def refresh(self, *fragments: str) -> None:
        """What the browser asks by itself for live parts, one after the other; returns once all is drawn."""
        for fragment in fragments:
            self.say(fragment=fragment, by_itself=True)
            self.until_still()

    def say(
        self, *states: WidgetState, fragment: str = "", page: str = "", address: str = "", wait: bool = True,
        by_itself: bool = False,
    ) -> threading.Event:  # fmt: skip
        """One message of the browser's."""
        message = BackMsg()
        message.rerun_script.query_string = address
        message.rerun_script.is_auto_rerun = by_itself
        message.rerun_script.widget_states.widgets.extend(states)
        message.rerun_script.fragment_id, message.rerun_script.page_script_hash = fragment, page
        handled = threading.Event()

        def hand_over() -> None:
            self.runtime.handle_backmsg(self.session_id, message)
            handled.set()

        if threading.current_thread() is self.thread:
            hand_over()
        else:
            self.loop.call_soon_threadsafe(hand_over)
        if wait:
            assert handled.wait(PATIENCE_S)
        return handled

    def on_loop(self, do: Callable[[], None]) -> None:
        """Do it without letting Streamlit's loop do anything else meanwhile."""
        done: Future[None] = Future()

        def act() -> None:
            try:
                do()
                done.set_result(None)
            except BaseException as error:
                done.set_exception(error)

        self.loop.call_soon_threadsafe(act)
        done.result(PATIENCE_S)

    def until(self, what: Callable[[], T]) -> T:
        """What it gives, as soon as it gives something."""
        deadline = time.monotonic() + PATIENCE_S
        while not (found := what()):
            assert time.monotonic() < deadline, self.screen.sent[-20:]
            time.sleep(0.01)
        return found

    def until_still(self) -> None:
        """Wait until nothing runs and everything was sent."""
        self.until(self._is_still)

    def _is_still(self) -> bool:
        # What has left the queue goes out one by one.
        sent = len(self.screen.sent)
        time.sleep(SENT_WITHIN_S)
        is_at_rest = self.session._scriptrunner is None and not self.session._browser_queue._queue
        return is_at_rest and len(self.screen.sent) == sent


@contextmanager
def room(script: str, folder: Path) -> Iterator[Room]:
    """The script, written into that folder and run by Streamlit as the console has it."""
    file = folder / "page.py"
    file.write_text(script, encoding="utf-8")
    streamlit_fixes.mend()
    GATE.open()
    NOTED.clear()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    runtime = Runtime(RuntimeConfig(str(file), MemoryMediaFileStorage("/media"), MemoryUploadedFileManager("/uploads")))
    try:
        asyncio.run_coroutine_threadsafe(runtime.start(), loop).result(PATIENCE_S)
        yield _enter(loop, thread, runtime)
    finally:
        GATE.open()
        runtime.stop()
        asyncio.run_coroutine_threadsafe(_ended(runtime), loop).result(PATIENCE_S)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(PATIENCE_S)
        loop.close()
        Runtime._instance = None


def _enter(loop: asyncio.AbstractEventLoop, thread: threading.Thread, runtime: Runtime) -> Room:
    result = Room(loop, thread, runtime)
    result.enter()
    result.say()
    result.until(result.screen.finished)
    result.until_still()
    return result


async def _ended(runtime: Runtime) -> None:
    await runtime.stopped
