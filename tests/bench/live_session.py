"""An open page without a browser: speaks with Streamlit as its own page does, and hears what is told."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from tests.console_process import COOKIE

ANSWER_WITHIN_S = 30
WHOLE = ForwardMsg.FINISHED_SUCCESSFULLY
PART = ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY


@dataclass
class Heard:
    """What came to an open page by itself."""

    bytes: int = 0
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class LivePart:
    """A part of the page that is refreshed every so often."""

    id: str
    every_s: float


class LiveSession:
    """One websocket; `parts` are those of the page opened last."""

    def __init__(self, url: str, cookie: str = "") -> None:
        self._socket = connect(
            f"{url.replace('http', 'ws', 1)}/_stcore/stream", origin=Origin(url), max_size=None, open_timeout=20,
            subprotocols=[Subprotocol("streamlit")],
            additional_headers={"Cookie": f"{COOKIE}={cookie}"} if cookie else {},
        )  # fmt: skip
        self.parts: list[LivePart] = []
        self._page = ""

    def open_page(self) -> None:
        """Run the first page; raises when it did not end well or shows an error."""
        asked = BackMsg()
        asked.rerun_script.query_string = ""
        drawn = self._exchange(asked)
        assert [m.script_finished for m in drawn if m.HasField("script_finished")] == [WHOLE]
        self.parts = [
            LivePart(m.auto_rerun.fragment_id, m.auto_rerun.interval) for m in drawn if m.HasField("auto_rerun")
        ]

    def ask(self, part: LivePart) -> int:
        """Have one part drawn anew, as a tap in it does; how many bytes of messages that brought. Raises when it did
        not end well or shows an error."""
        asked = BackMsg()
        asked.rerun_script.fragment_id = part.id
        asked.rerun_script.page_script_hash = self._page
        drawn = self._exchange(asked)
        assert PART in [m.script_finished for m in drawn if m.HasField("script_finished")]
        return sum(m.ByteSize() for m in drawn)

    def listen(self, for_s: float) -> Heard:
        """What the page is told by itself, that long."""
        heard, until = Heard(), time.monotonic() + for_s
        while (left := until - time.monotonic()) > 0:
            try:
                message = self._hear(left)
            except TimeoutError:
                break
            except ConnectionClosed as error:
                heard.errors.append(type(error).__name__)
                break
            heard.bytes += message.ByteSize()
            if _is_error(message):
                heard.errors.append(message.delta.new_element.WhichOneof("type") or "")
        return heard

    def close(self) -> None:
        """The page is left."""
        self._socket.close()

    def _exchange(self, asked: BackMsg) -> list[ForwardMsg]:
        self._socket.send(asked.SerializeToString())
        drawn: list[ForwardMsg] = []
        give_up_at = time.monotonic() + ANSWER_WITHIN_S
        while not (drawn and _is_at_rest(drawn[-1])):
            drawn.append(self._hear(max(0.0, give_up_at - time.monotonic())))
            if drawn[-1].HasField("new_session"):
                self._page = drawn[-1].new_session.page_script_hash
        assert not any(_is_error(message) for message in drawn), "the page shows an error"
        return drawn

    def _hear(self, within_s: float) -> ForwardMsg:
        raw = self._socket.recv(timeout=within_s)
        assert isinstance(raw, bytes)
        message: ForwardMsg = ForwardMsg.FromString(raw)
        return message


def _is_at_rest(message: ForwardMsg) -> bool:
    return message.HasField("session_status_changed") and not message.session_status_changed.script_is_running


def _is_error(message: ForwardMsg) -> bool:
    if not message.HasField("delta") or not message.delta.HasField("new_element"):
        return False
    return message.delta.new_element.WhichOneof("type") in ("exception", "alert")
