"""A field left by going to another screen: its late message must neither blank the screen gone to nor be lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

Run = Callable[[ScriptRunner, RerunData], None]
Ask = Callable[[AppSession, ClientState | None], None]


def mend() -> None:
    """Have Streamlit answer a rerun of a fragment that is gone with a whole run of the screen shown.

    Leaving a field sends its value some milliseconds after the link pressed: as a rerun of the fragment of the
    screen left. Taken up once the next screen was drawn, Streamlit 1.67 runs nothing but announces a run; its page,
    which has not yet noted the new screen, clears everything and is sent nothing to draw. Arrived once the next
    screen was drawn, the message is dropped, and what was typed with it.
    """
    run: Run = ScriptRunner._run_script
    if not hasattr(run, "__wrapped__"):
        ScriptRunner._run_script = _whole_where_left(run)  # type: ignore[method-assign, assignment]
        AppSession.request_rerun = _heard_where_left(AppSession.request_rerun)  # type: ignore[method-assign, assignment]


def _heard_where_left(ask: Ask) -> Ask:
    @wraps(ask)
    def request_rerun(session: AppSession, client_state: ClientState | None) -> None:
        # A live part's own refresh is no field: with its screen gone, nobody waits for it.
        late = (
            client_state
            and client_state.fragment_id
            and not client_state.is_auto_rerun
            and not session.has_fragment(client_state.fragment_id)
        )
        ask(session, _of_the_screen_shown(session, client_state) if client_state and late else client_state)

    return request_rerun


def _of_the_screen_shown(session: AppSession, client_state: ClientState) -> ClientState:
    shown, whole = session._client_state, ClientState()
    whole.CopyFrom(client_state)
    whole.fragment_id = whole.page_name = ""
    whole.page_script_hash, whole.query_string = shown.page_script_hash, shown.query_string
    return whole


def _whole_where_left(run: Run) -> Run:
    @wraps(run)
    def run_script(runner: ScriptRunner, data: RerunData) -> None:
        run(runner, _whole(runner, data) if _is_left(runner, data) else data)

    return run_script


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
