"""What Streamlit 1.67 loses between the thumb and the callback, and draws only in part, on a busy machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from typing import Any

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime import app_session
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import get_script_run_ctx, script_runner
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner, ScriptRunnerEvent
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData
from streamlit.runtime.state.safe_session_state import SafeSessionState

from pages.ui import refreshes
from pages.ui.changed_only import REFRESH, ChangedOnly
from pages.ui.kept_requests import KeptRequests, joined

Run = Callable[[ScriptRunner, RerunData], None]
Ask = Callable[[AppSession, ClientState | None], None]
Hear = Callable[..., None]
Apply = Callable[..., None]
Enqueue = Callable[[AppSession, ForwardMsg], None]
Leave = Callable[[AppSession], None]


def mend() -> None:
    """Have Streamlit lose nothing of what was done on a screen, whatever arrives while it runs.

    - A request whose run is replaced by a newer one passes its taps and fields on to it, and callbacks that have begun
      run to their end (`KeptRequests`).
    - A field left by going to another screen sends its value some milliseconds after the link pressed: as a rerun of
      the fragment of the screen left. Taken up once the next screen was drawn, Streamlit runs nothing but announces a
      run; its page, which has not yet noted the new screen, clears everything and is sent nothing to draw. Arrived
      once the next screen was drawn, the message is dropped, and what was typed with it. Both become whole runs.
    - What a run that came to its end has drawn is sent, though the next one has begun before it was.

    And have it refresh live parts by itself (`Refreshes`), and send what that has changed, and not all (`ChangedOnly`).
    """
    run: Run = ScriptRunner._run_script
    if hasattr(run, "__wrapped__"):
        return
    script_runner.ScriptRequests = KeptRequests  # type: ignore[attr-defined]
    app_session.ForwardMsgQueue = ChangedOnly  # type: ignore[attr-defined]
    AppSession._enqueue_forward_msg = _refreshed_here(AppSession._enqueue_forward_msg)  # type: ignore[method-assign, assignment]
    AppSession.disconnect_file_watchers = _forgetting(AppSession.disconnect_file_watchers)  # type: ignore[method-assign, assignment]
    ScriptRunner._run_script = _whole_where_left(_refreshes_told(run))  # type: ignore[method-assign, assignment]
    SafeSessionState.on_script_will_rerun = _to_the_last(SafeSessionState.on_script_will_rerun)  # type: ignore[method-assign]
    AppSession.request_rerun = _nothing_dropped(AppSession.request_rerun)  # type: ignore[method-assign, assignment]
    AppSession._handle_scriptrunner_event_on_event_loop = _heard_to_the_end(  # type: ignore[method-assign]
        AppSession._handle_scriptrunner_event_on_event_loop
    )


def _to_the_last(apply: Apply) -> Apply:
    @wraps(apply)
    def on_script_will_rerun(state: SafeSessionState, *args: Any, **kwargs: Any) -> None:
        context = get_script_run_ctx()
        requests = context.script_requests if context else None
        if isinstance(requests, KeptRequests):
            requests.apply(lambda: apply(state, *args, **kwargs))
        else:
            apply(state, *args, **kwargs)

    return on_script_will_rerun


def _nothing_dropped(ask: Ask) -> Ask:
    @wraps(ask)
    def request_rerun(session: AppSession, client_state: ClientState | None) -> None:
        if client_state and _is_late(session, client_state):
            client_state = _of_the_screen_shown(session, client_state)
        if client_state and not client_state.fragment_id:
            client_state = _with_what_waits(session, client_state)
        ask(session, client_state)

    return request_rerun


def _is_late(session: AppSession, client_state: ClientState) -> bool:
    # A live part's own refresh is no field: with its screen gone, nobody waits for it.
    fragment = client_state.fragment_id
    return bool(fragment) and not client_state.is_auto_rerun and not session.has_fragment(fragment)


def _of_the_screen_shown(session: AppSession, client_state: ClientState) -> ClientState:
    shown, whole = session._client_state, ClientState()
    whole.CopyFrom(client_state)
    whole.fragment_id = whole.page_name = ""
    whole.page_script_hash, whole.query_string = shown.page_script_hash, shown.query_string
    return whole


def _with_what_waits(session: AppSession, client_state: ClientState) -> ClientState:
    """A whole run replaces the one under way: it takes over what that one was asked and has not done."""
    runner = session._scriptrunner
    waiting = _replace(runner) if runner else None
    if not waiting:
        return client_state
    result = ClientState()
    result.CopyFrom(client_state)
    result.widget_states.CopyFrom(joined(waiting, client_state.widget_states) or WidgetStates())
    return result


def _replace(runner: ScriptRunner) -> WidgetStates | None:
    requests = runner._requests
    return requests.replace() if isinstance(requests, KeptRequests) else None


def _whole_where_left(run: Run) -> Run:
    @wraps(run)
    def run_script(runner: ScriptRunner, data: RerunData) -> None:
        run(runner, _whole(runner, data) if _is_left(runner, data) else data)

    return run_script


def _refreshes_told(run: Run) -> Run:
    @wraps(run)
    def run_script(runner: ScriptRunner, data: RerunData) -> None:
        if data.is_auto_rerun:
            runner.on_event.send(runner, event=ScriptRunnerEvent.ENQUEUE_FORWARD_MSG, forward_msg=REFRESH)
        run(runner, data)

    return run_script


def _refreshed_here(enqueue: Enqueue) -> Enqueue:
    @wraps(enqueue)
    def enqueue_forward_msg(session: AppSession, msg: ForwardMsg) -> None:
        refreshes.of(session).heed(msg)
        enqueue(session, msg)

    return enqueue_forward_msg


def _forgetting(leave: Leave) -> Leave:
    # What Streamlit calls, among others, when the connection to the browser is gone.
    @wraps(leave)
    def disconnect_file_watchers(session: AppSession) -> None:
        if isinstance(session._browser_queue, ChangedOnly):
            session._browser_queue.forget()
        leave(session)

    return disconnect_file_watchers


def _is_left(runner: ScriptRunner, data: RerunData) -> bool:
    queue = data.fragment_id_queue
    return bool(queue) and not any(runner._fragment_storage.contains(fragment) for fragment in queue)


def _whole(runner: ScriptRunner, data: RerunData) -> RerunData:
    shown = runner._get_script_run_ctx()
    return replace(
        data,
        fragment_id_queue=[],
        is_fragment_scoped_rerun=False,
        page_script_hash=shown.page_script_hash,
        query_string=shown.query_string,
    )


def _heard_to_the_end(hear: Hear) -> Hear:
    @wraps(hear)
    def handle(session: AppSession, sender: ScriptRunner | None, event: ScriptRunnerEvent, *args: Any) -> None:
        ended = sender if sender is not session._scriptrunner else None
        if ended is None or event is ScriptRunnerEvent.SHUTDOWN or not _came_to_its_end(ended):
            hear(session, sender, event, *args)
            return
        with _in_its_turn(session, ended):
            hear(session, sender, event, *args)

    return handle


def _came_to_its_end(runner: ScriptRunner) -> bool:
    return isinstance(runner._requests, KeptRequests) and not runner._requests.is_replaced


@contextmanager
def _in_its_turn(session: AppSession, ended: ScriptRunner) -> Iterator[None]:
    following, session._scriptrunner = session._scriptrunner, ended
    try:
        yield
    finally:
        session._scriptrunner = following
