"""What the browser asks of a script that runs: nothing that a thumb did is dropped on its way to its callback."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import Lock

from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner_utils.exceptions import StopException
from streamlit.runtime.scriptrunner_utils.script_requests import (
    RerunData,
    ScriptRequest,
    ScriptRequests,
    ScriptRequestType,
    _coalesce_widget_states,
)


class KeptRequests(ScriptRequests):
    """As Streamlit's, which counts on the newest request to say all that the ones before it said. It does not: a tap
    is said once, the link to another screen says nothing of the fields left, and a callback that was cut off is not
    called again.
    """

    def __init__(self) -> None:
        super().__init__()
        # Ended because a newer run takes its place, and not because nothing was left to do.
        self.is_replaced = False
        self._taken: RerunData | None = None
        self._is_applying = False
        # Held while a request passes from one hand to the next, and until its callbacks have run.
        self._passing = Lock()

    def on_scriptrunner_ready(self) -> ScriptRequest:
        """The next request, for the script to run."""
        with self._passing:
            return self._take(super().on_scriptrunner_ready())

    def on_scriptrunner_yield(self) -> ScriptRequest | None:
        """The request for which the script leaves what it is at; never while callbacks run."""
        if self._is_applying or self._state is ScriptRequestType.CONTINUE:
            return None
        with self._passing:
            request = super().on_scriptrunner_yield()
            return request and self._take(request)

    def _take(self, request: ScriptRequest) -> ScriptRequest:
        self._taken = request.rerun_data if request.type is ScriptRequestType.RERUN else self._taken
        return request

    def apply(self, apply: Callable[[], None]) -> None:
        """Take over the values of the request taken and run their callbacks, to the last one."""
        with self._passing:
            if self._state is ScriptRequestType.STOP:
                raise StopException
            self._is_applying = True
            try:
                apply()
            finally:
                self._is_applying, self._taken = False, None

    def replace(self) -> WidgetStates | None:
        """Stop: a newer run takes over. What the browser had said, and this script has not applied, is for that one."""
        # Waits for callbacks under way: they only note what was wanted.
        with self._passing:
            waiting = self._rerun_data if self._state is ScriptRequestType.RERUN else RerunData()
            self.is_replaced = True
            self.request_stop()
            taken, self._taken = self._taken or RerunData(), None
        return joined(taken.widget_states, waiting.widget_states)

    def _request_rerun_locked(self, new_data: RerunData) -> bool:
        if self._state is not ScriptRequestType.RERUN:
            return super()._request_rerun_locked(new_data)
        waiting = self._rerun_data
        taken = super()._request_rerun_locked(_after(waiting, new_data))
        # What a person asked for stays so, though a part's own refresh came after it.
        is_auto = waiting.is_auto_rerun and new_data.is_auto_rerun
        self._rerun_data = replace(self._rerun_data, is_auto_rerun=is_auto)
        return taken


def _after(waiting: RerunData, new: RerunData) -> RerunData:
    result = replace(new, widget_states=joined(waiting.widget_states, new.widget_states))
    if _is_whole(new) or not _is_whole(waiting):
        return result
    # A part of the screen being left says which screen it is on, not where the person goes.
    return replace(
        result,
        page_script_hash=waiting.page_script_hash,
        page_name=waiting.page_name,
        query_string=waiting.query_string,
    )


def _is_whole(data: RerunData) -> bool:
    return not (data.fragment_id or data.fragment_id_queue or data.is_fragment_scoped_rerun)


def joined(older: WidgetStates | None, newer: WidgetStates | None) -> WidgetStates | None:
    """All that was said: taps not yet heard, the newest value of each field, and fields that only the older names."""
    result = _coalesce_widget_states(older, newer)
    if older and newer and result:
        known = {state.id for state in result.widgets}
        result.widgets.extend(state for state in older.widgets if state.id not in known)
    return result
