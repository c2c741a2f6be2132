"""What we use of Streamlit that it does not promise: after an upgrade, whatever is gone is told as one list."""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import streamlit as st
from streamlit import file_util
from streamlit.navigation.page import Page
from streamlit.proto.AutoRerun_pb2 import AutoRerun
from streamlit.proto.Block_pb2 import Block
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import app_session
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.forward_msg_cache import populate_hash_if_needed
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager
from streamlit.watcher.polling_path_watcher import PollingPathWatcher

from backend.console.index_page import DRAWN_WITH, SCRIPT_FILE
from tests.local_stack import ROOT

STATIC = Path(file_util.get_static_dir())
STYLE = ROOT / "pages" / "ui" / "style.css"
# What `index_page.read` puts its own in place of.
MARKUP = (
    '<html lang="en">',
    "<title>Streamlit</title>",
    'href="/favicon.png"',
    '<div id="root"></div>',
    "</head>",
)
TEST_ID = re.compile(r"""data-testid=["']?(st\w+)""")
CLASS = re.compile(r"[.\"](st[A-Z]\w+)")
CONTEXT = ("page_script_hash", "query_string", "has_dialog_opened", "reset", "session_id")
# What `pages/prerender` makes one of.
MADE_WITH = {"session_id", "_enqueue", "query_string", "session_state", "uploaded_file_mgr", "main_script_path",
             "user_info", "fragment_storage", "pages_manager"}  # fmt: skip
# Of what a script sends, all that `pages/prerender` reads: by message, its fields.
SENT = (
    (Delta.DESCRIPTOR, "new_element add_block"),
    (Block.DESCRIPTOR, "id dialog popover expandable column flex_container"),
    (
        Element.DESCRIPTOR,
        "html alert exception markdown code button_group button download_button link_button menu_button text_input"
        " text_area selectbox multiselect date_input time_input number_input checkbox radio dataframe table"
        " plotly_chart vega_lite_chart height_config",
    ),
)
# What the page tells Streamlit's browser side before it starts.
HOST_CONFIG = ("__streamlit", "BACKEND_BASE_URL", "LIGHT_THEME", "DARK_THEME", "HOST_CONFIG", "blockErrorDialogs")


def test_everything_that_we_lean_on_is_still_there() -> None:
    assert list(missing()) == []


def missing() -> Iterator[str]:
    yield from missing_in_python()
    yield from missing_in_the_page()
    yield from missing_in_the_browser()


def missing_in_python() -> Iterator[str]:
    if list(inspect.signature(ScriptRunner._run_script).parameters) != ["self", "rerun_data"]:
        yield "ScriptRunner._run_script(rerun_data), replaced in pages/ui/streamlit_fixes.py"
    if not hasattr(PollingPathWatcher, "_check_if_path_changed"):
        yield "PollingPathWatcher._check_if_path_changed, replaced in pages/ui/settings_watch.py"
    if not hasattr(ScriptRunner, "_get_script_run_ctx"):
        yield "ScriptRunner._get_script_run_ctx"
    if "_fragment_storage" not in inspect.getsource(ScriptRunner.__init__):
        yield "ScriptRunner._fragment_storage"
    if list(inspect.signature(AppSession.request_rerun).parameters) != ["self", "client_state"]:
        yield "AppSession.request_rerun(client_state), replaced in pages/ui/streamlit_fixes.py"
    yield from missing_in_requests()
    yield from missing_in_the_queue()
    if "self._client_state" not in inspect.getsource(AppSession) or not hasattr(AppSession, "has_fragment"):
        yield "AppSession._client_state, AppSession.has_fragment"
    fields = ("fragment_id", "is_auto_rerun", "page_name", "page_script_hash", "query_string")
    yield from (f"ClientState.{name}" for name in fields if name not in ClientState.DESCRIPTOR.fields_by_name)
    wanted = {"fragment_id_queue", "is_fragment_scoped_rerun", "page_script_hash", "query_string"}
    yield from (f"RerunData.{name}" for name in wanted - {field.name for field in dataclasses.fields(RerunData)})
    known = dir(ScriptRunContext) + [field.name for field in dataclasses.fields(ScriptRunContext)]
    yield from (f"ScriptRunContext.{name}" for name in CONTEXT if name not in known)
    made = {field.name for field in dataclasses.fields(ScriptRunContext) if field.default is field.default_factory}
    if made - MADE_WITH:
        yield f"ScriptRunContext made of {sorted(made)}, in pages/prerender/run.py"
    for message, names in SENT:
        yield from (f"{message.name}.{name}" for name in names.split() if name not in message.fields_by_name)
    if "calc_hash(self._url_path)" not in inspect.getsource(Page):
        yield "a page is known by its path alone, so that links need not import the screen (pages/ui/links.py)"
    if not hasattr(Page, "run"):
        yield "Page.run, called by pages/shell.py"
    if {"routes", "middleware", "lifespan", "on_script_error"} - set(inspect.signature(st.App).parameters):
        yield "st.App(routes, middleware, lifespan, on_script_error)"


def missing_in_requests() -> Iterator[str]:
    """What `pages/ui/kept_requests.py` stands in for, and how it is reached."""
    if "self._requests = ScriptRequests()" not in inspect.getsource(ScriptRunner.__init__):
        yield "ScriptRunner._requests, made of script_runner.ScriptRequests"
    if "self._lock" not in inspect.getsource(ScriptRequests.request_rerun):
        yield "ScriptRequests._request_rerun_locked, called with the lock held"
    used = ("on_scriptrunner_ready", "on_scriptrunner_yield", "request_stop", "_request_rerun_locked")
    yield from (f"ScriptRequests.{name}" for name in used if name not in vars(ScriptRequests))
    attributes = vars(ScriptRequests())
    yield from (f"ScriptRequests.{name}" for name in ("_lock", "_state", "_rerun_data") if name not in attributes)
    if "self._session_state.on_script_will_rerun(" not in inspect.getsource(ScriptRunner._run_script):
        yield "SafeSessionState.on_script_will_rerun: values and callbacks of a request, in one call of the runner's"
    heard = list(inspect.signature(AppSession._handle_scriptrunner_event_on_event_loop).parameters)
    if heard[:3] != ["self", "sender", "event"]:
        yield "AppSession._handle_scriptrunner_event_on_event_loop(sender, event, …)"
    if "sender is not self._scriptrunner" not in inspect.getsource(AppSession):
        yield "AppSession._scriptrunner, the one whose events are heard"


def missing_in_the_queue() -> Iterator[str]:
    """What `pages/ui/changed_only.py` stands in for, and how it is reached."""
    if "self._browser_queue = ForwardMsgQueue()" not in inspect.getsource(AppSession.__init__):
        yield "AppSession._browser_queue, made of app_session.ForwardMsgQueue"
    if list(inspect.signature(ForwardMsgQueue.clear).parameters)[1:] != [
        "retain_lifecycle_msgs",
        "fragment_ids_this_run",
    ]:
        yield "ForwardMsgQueue.clear(retain_lifecycle_msgs, fragment_ids_this_run)"
    if "_queue" not in vars(ForwardMsgQueue()):
        yield "ForwardMsgQueue._queue"
    if "metadata.run.fragment_ids" not in inspect.getsource(app_session):
        yield "ForwardMsg.metadata.run.fragment_ids of new_session and script_finished"
    if list(inspect.signature(AppSession._enqueue_forward_msg).parameters) != ["self", "msg"]:
        yield "AppSession._enqueue_forward_msg(msg), by which pages/ui/refreshes.py hears of live parts"
    if "self._state = AppSessionState.SHUTDOWN_REQUESTED" not in inspect.getsource(AppSession.shutdown):
        yield "AppSession._state, by which pages/ui/refreshes.py knows that a session is over"
    if not {"interval", "fragment_id"} <= set(AutoRerun.DESCRIPTOR.fields_by_name):
        yield "ForwardMsg.auto_rerun(interval, fragment_id)"
    if "session.disconnect_file_watchers()" not in inspect.getsource(WebsocketSessionManager.disconnect_session):
        yield "AppSession.disconnect_file_watchers, called when the connection to the browser is gone"


def missing_in_the_page() -> Iterator[str]:
    html = (STATIC / "index.html").read_text(encoding="utf-8").replace('"./', '"/')
    yield from (f"index.html: {part}" for part in MARKUP if html.count(part) != 1)
    scripts = [path.name for path in (STATIC / "static" / "js").glob("*.js")]
    for stem in DRAWN_WITH:
        if not any(re.fullmatch(rf"{re.escape(stem)}\.[\w-]{{8}}\.js", name) for name in scripts):
            yield f"static/js/{stem}.<hash>.js, fetched ahead by backend/console/index_page.py"


def missing_in_the_browser() -> Iterator[str]:
    shipped = "".join(path.read_text(encoding="utf-8") for path in (STATIC / "static" / "js").glob("*.js"))
    for name in sorted(names_used()):
        if f'"{name}"' not in shipped and f"`{name}`" not in shipped:
            yield f"{name}: a test id or a class of Streamlit's, used by our style sheet or script"
    yield from (f"window.__streamlit: {word}" for word in HOST_CONFIG if word not in shipped)
    attributes = ("data-stale", "data-test-script-state")
    yield from (f"{name}: by which our style sheet knows a run" for name in attributes if f'"{name}"' not in shipped)
    if "st-key-" not in shipped:
        yield "st-key-<key>: the class by which our style sheet knows a container"


def names_used() -> set[str]:
    ours = STYLE.read_text(encoding="utf-8") + SCRIPT_FILE.read_text(encoding="utf-8")
    used = set(TEST_ID.findall(ours)) | set(CLASS.findall(ours))
    assert {"stMain", "stApp", "stMainBlockContainer", "stToast"} <= used
    return used


def test_what_is_large_is_sent_whole_and_never_as_a_mark_that_the_browser_may_have_let_go_of() -> None:
    message = ForwardMsg()
    message.delta.new_element.html.body = "x" * 1_000_000
    populate_hash_if_needed(message)
    assert message.hash
    assert not message.metadata.cacheable
