"""A live part that refreshes itself sends only what is not on the screen yet.

Streamlit sends all of it each time, and the browser draws all of it anew: every few seconds some hundred elements, on a
phone's processor and a phone's line, nearly always for nothing. What was tapped meanwhile waits for that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.RootContainer_pb2 import RootContainer
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

# Sent before the first message of a run that no person asked for; it never leaves the queue.
REFRESH = ForwardMsg()
_FRAGMENT_ENDED, _ENDED = ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY, ForwardMsg.FINISHED_SUCCESSFULLY
_RESTS_ON = (RootContainer.MAIN, RootContainer.SIDEBAR, RootContainer.BOTTOM)

_OF_A_RUN = ("delta", "session_status_changed", "script_finished")

Path = tuple[int, ...]


class ChangedOnly(ForwardMsgQueue):
    """As Streamlit's, and the run that follows REFRESH waits in it until it has ended, to be compared.

    The browser does not hear of it where nothing else changed: told of a run, it takes every element for old until that
    comes anew, and draws the whole page again to show that it runs.
    """

    def __init__(self) -> None:
        super().__init__()
        self._screen = _Screen()
        self._is_refresh = False
        self._held: list[ForwardMsg] | None = None
        # The end of a run of whose beginning nobody heard.
        self._is_untold = False

    def enqueue(self, msg: ForwardMsg) -> None:
        """Keep it for the browser, at once or once its run has ended."""
        kind = msg.WhichOneof("type")
        if msg is REFRESH:
            self._is_refresh = True
        elif kind == "new_session":
            self._begin(msg)
        elif self._held is not None and kind in _OF_A_RUN:
            self._held.append(msg)
            if kind == "script_finished":
                self._let_go(changed=msg.script_finished == _FRAGMENT_ENDED)
        elif kind == "session_status_changed" and self._is_untold:
            self._is_untold = False
        else:
            super().enqueue(msg)

    def clear(self, retain_lifecycle_msgs: bool = False, fragment_ids_this_run: list[str] | None = None) -> None:
        """Another run begins: what one that was cut off has left goes the way of all that it sent."""
        self._let_go(changed=False)
        super().clear(retain_lifecycle_msgs, fragment_ids_this_run)

    def flush(self) -> list[ForwardMsg]:
        """What goes out now, and is on the screen from here on."""
        sent = self._queue
        super().clear()
        self._screen.note(sent)
        return sent

    def forget(self) -> None:
        """The connection is lost, and what went into it last may be."""
        self._screen = _Screen()

    def _begin(self, announced: ForwardMsg) -> None:
        is_refresh, self._is_refresh = self._is_refresh, False
        if is_refresh and announced.metadata.run.fragment_ids:
            self._held = [announced]
        else:
            super().enqueue(announced)

    def _let_go(self, *, changed: bool) -> None:
        held, self._held = self._held or [], None
        found = self._screen.changed(held) if changed else None
        self._is_untold = found is not None and any(msg.HasField("session_status_changed") for msg in held)
        for msg in held if found is None else found:
            super().enqueue(msg)


class _Screen:
    """Where each fragment has drawn what, as far as it was sent; nothing else is there once its run was told to have
    ended."""

    def __init__(self) -> None:
        self._drawn: dict[str, dict[Path, bytes]] = {}
        self._whole: set[str] = set()

    def note(self, sent: Iterable[ForwardMsg]) -> None:
        """These went out, in this order."""
        for msg in sent:
            kind = msg.WhichOneof("type")
            if kind == "new_session":
                self._begun(msg.metadata.run.fragment_ids)
            elif kind == "delta":
                self._drawn.setdefault(msg.delta.fragment_id, {})[tuple(msg.metadata.delta_path)] = _digest(msg)
            elif kind == "script_finished" and msg.script_finished in (_FRAGMENT_ENDED, _ENDED):
                self._whole.update(msg.metadata.run.fragment_ids or self._drawn)

    def _begun(self, fragments: Sequence[str]) -> None:
        for fragment in fragments or list(self._drawn):
            self._drawn.pop(fragment, None)
            self._whole.discard(fragment)

    def changed(self, run: Sequence[ForwardMsg]) -> list[ForwardMsg] | None:
        """Of a whole run of a fragment, what is not on the screen; None when all of it has to be sent."""
        fragments = set(run[0].metadata.run.fragment_ids)
        drawn = [msg for msg in run if msg.HasField("delta")]
        before = {(f, path): one for f in fragments for path, one in self._drawn.get(f, {}).items()}
        now = {(msg.delta.fragment_id, tuple(msg.metadata.delta_path)): msg for msg in drawn}
        is_same = now.keys() == before.keys() and len(now) == len(drawn)
        if not (is_same and fragments <= self._whole and all(map(_may_stay, drawn))):
            return None
        found = [msg for place, msg in now.items() if _digest(msg) != before[place]]
        # A block that came alone would come without what is in it.
        return None if any(msg.delta.HasField("add_block") for msg in found) else found


def _may_stay(msg: ForwardMsg) -> bool:
    """Whether it is on the screen until something else takes its place, as toasts and spinners are not."""
    return msg.metadata.delta_path[0] in _RESTS_ON and msg.delta.WhichOneof("type") in ("new_element", "add_block")


def _digest(msg: ForwardMsg) -> bytes:
    said = msg.delta.SerializeToString(deterministic=True)
    return blake2b(said + msg.metadata.active_script_hash.encode(), digest_size=16).digest()
