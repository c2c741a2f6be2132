"""Runs a screen's script as Streamlit would, for nobody's browser, and keeps what it sends."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from streamlit import runtime
from streamlit.errors import FragmentHandledException
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.fragment import MemoryFragmentStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner_utils.exceptions import RerunException, StopException
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext, add_script_run_ctx
from streamlit.runtime.state import SafeSessionState, SessionState

SHELL = str(Path(__file__).parent.parent / "shell.py")


def messages(draw: Callable[[], None], enough: Callable[[list[ForwardMsg]], bool]) -> list[ForwardMsg]:
    """What `draw` sends, down to where `enough` says that the rest is below what anybody sees first.

    Call it in a thread of its own: Streamlit keeps to whom a script belongs by thread.
    """
    found: list[ForwardMsg] = []

    def keep(message: ForwardMsg) -> None:
        found.append(message)
        if enough(found):
            raise StopException

    context = _context(keep)
    add_script_run_ctx(threading.current_thread(), context)
    context.reset()
    try:
        # A screen that asks to be run again is drawn as far as it came; a live part that failed has sent its error.
        with suppress(StopException, RerunException, FragmentHandledException):
            draw()
    finally:
        _forget(context.session_id)
    return found


def _context(keep: Callable[[ForwardMsg], None]) -> ScriptRunContext:
    return ScriptRunContext(
        session_id=f"prerender-{uuid4()}",
        _enqueue=keep,
        query_string="",
        session_state=SafeSessionState(SessionState(), lambda: None),
        uploaded_file_mgr=MemoryUploadedFileManager("/_stcore/upload_file"),
        main_script_path=SHELL,
        user_info={},
        fragment_storage=MemoryFragmentStorage(),
        pages_manager=PagesManager(SHELL),
    )


def _forget(session_id: str) -> None:
    # Files to be downloaded were kept for a browser that will never ask for these.
    if runtime.exists():
        files = runtime.get_instance().media_file_mgr
        files.clear_session_refs(session_id)
        files.remove_orphaned_files()
