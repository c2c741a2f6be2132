"""A field left by going to another screen: its late message must not blank the screen gone to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps

from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

Run = Callable[[ScriptRunner, RerunData], None]


def mend() -> None:
    """Have Streamlit answer a rerun of a fragment that is gone with a whole run of the screen shown.

    Leaving a field sends its value some milliseconds after the link pressed: as a rerun of the fragment of the
    screen left, which is taken up once the next screen was drawn. Streamlit 1.67 then runs nothing but announces
    a run; its page, which has not yet noted the new screen, clears everything and is sent nothing to draw.
    """
    run: Run = ScriptRunner._run_script
    if not hasattr(run, "__wrapped__"):
        ScriptRunner._run_script = _whole_where_left(run)  # type: ignore[method-assign, assignment]


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
