"""Live parts are refreshed from here, and not asked for by the browser.

Streamlit's browser side asks every few seconds; asking alone makes it draw the whole page twice, to show that it waits.
Where nothing is new the page now has nothing to do, and what is tapped waits for nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from weakref import WeakKeyDictionary, ref

from streamlit import runtime
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession, AppSessionState

# The browser is still told of live parts: having some, it mostly asks for a whole run when its connection comes back.
# It asks for these so many times as seldom as they say, which is never while somebody looks.
SELDOM = 10_000
# The longest that a browser can wait, nearly: what is more than 2^31 ms it does at once, over and over.
LONGEST_S = 2_000_000.0
BUSY_S = 0.2


class Refreshes:
    """One page's live parts, and when each is due. Used on the session's event loop only."""

    def __init__(self, session: AppSession) -> None:
        # Kept by its session, not the other way round.
        self._session = ref(session)
        self._due: dict[str, asyncio.TimerHandle] = {}

    def heed(self, msg: ForwardMsg) -> None:
        """What Streamlit tells the browser of live parts is for us; a message is changed where it is for both."""
        kind = msg.WhichOneof("type")
        if kind == "auto_rerun":
            self._in(msg.auto_rerun.interval, msg.auto_rerun.fragment_id, msg.auto_rerun.interval)
            msg.auto_rerun.interval = min(msg.auto_rerun.interval * SELDOM, LONGEST_S)
        elif kind == "stop_auto_rerun":
            self.stop(msg.stop_auto_rerun.fragment_ids)
        elif kind == "new_session" and not msg.metadata.run.fragment_ids:
            # The whole page anew: its live parts say so again.
            self.stop()

    def stop(self, fragments: Iterable[str] | None = None) -> None:
        """None of these any more, or none at all."""
        for fragment in list(self._due) if fragments is None else fragments:
            if due := self._due.pop(fragment, None):
                due.cancel()

    def _in(self, seconds: float, fragment: str, every_s: float) -> None:
        self.stop([fragment])
        loop = asyncio.get_running_loop()
        self._due[fragment] = loop.call_later(seconds, self._ask, fragment, every_s)

    def _ask(self, fragment: str, every_s: float) -> None:
        session = self._session()
        if session is None or session._state is AppSessionState.SHUTDOWN_REQUESTED:
            return self.stop()
        # With the connection gone, nobody would see it. Who comes back need not say so: the browser does not ask for
        # anything where no run was under way and it holds no live part of its own, as after a link that was lost.
        is_open = runtime.get_instance().is_active_session(session.id)
        # What is asked by somebody goes first, and says what the page's address is by now. So does what it has drawn: a
        # run that begins before that was sent takes it back.
        is_busy = is_open and (session._scriptrunner is not None or not session._browser_queue.is_empty())
        self._in(BUSY_S if is_busy else every_s, fragment, every_s)
        if is_busy or not is_open:
            return
        asked = ClientState()
        asked.CopyFrom(session._client_state)
        asked.fragment_id, asked.is_auto_rerun = fragment, True
        session.request_rerun(asked)


_of: WeakKeyDictionary[AppSession, Refreshes] = WeakKeyDictionary()


def of(session: AppSession) -> Refreshes:
    """That session's."""
    if session not in _of:
        _of[session] = Refreshes(session)
    return _of[session]
