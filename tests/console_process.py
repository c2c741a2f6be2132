"""A real console process for tests: started on a free port, stopped, started again on the same sessions."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.sync.connection import Connection
from websockets.typing import Origin, Subprotocol

from backend.settings.console import ConsoleSettings
from tests.telephone import show_code

ROOT = Path(__file__).parent.parent
COOKIE = "drain_session"
READY_WITHIN_S = 60


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class ConsoleProcess:
    """`streamlit run console.py`, as people start it."""

    def __init__(self, settings: Mapping[str, str], folder: Path, seen_as: str = "http") -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.sessions = folder / "console-sessions.sqlite3"
        self._log = folder / "console.log"
        own = {name: value for name, value in settings.items() if name in ConsoleSettings.model_fields}
        self._settings = {
            # Hundreds of tests sign in by one console. What it does near the limit has its own tests.
            "SUPABASE_TOKEN_REFRESHES": "30000",
            "SUPABASE_TOKEN_VERIFICATIONS": "30000",
            **own,
            "CONSOLE_URL": f"{seen_as}://127.0.0.1:{self.port}",
            "CONSOLE_SESSIONS_PATH": str(self.sessions),
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it answers."""
        command = [sys.executable, "-m", "streamlit", "run", "console.py", "--server.port", str(self.port)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env={**os.environ, **self._settings}, stdout=log, stderr=log
            )
        give_up_at = time.monotonic() + READY_WITHIN_S
        while not self._answers():
            assert self._process.poll() is None, self.log()
            assert time.monotonic() < give_up_at, self.log()
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop, as a service manager would."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)
            self._process = None

    @property
    def pid(self) -> int:
        """Of the process that runs."""
        assert self._process is not None
        return self._process.pid

    def restart(self) -> None:
        """Another process, the same file of sessions."""
        self.stop()
        self.start()

    def log(self) -> str:
        """What it printed so far."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def browser(self, cookie: str = "") -> httpx.Client:
        """An HTTP client that behaves as a browser on our own pages: sends Origin, keeps cookies."""
        cookies = {COOKIE: cookie} if cookie else {}
        return httpx.Client(base_url=self.url, headers={"Origin": self.url}, cookies=cookies, timeout=20)

    def sign_in(self, email: str, password: str, suite: str = "/") -> httpx.Response:
        """Send the sign-in form from a fresh browser, then the code where a telephone is there to be asked."""
        with self.browser() as browser:
            answer = browser.post("/connexion", data={"courriel": email, "mot_de_passe": password, "suite": suite})
            return show_code(browser, answer)

    def cookie_of(self, email: str, password: str) -> str:
        """Sign in for good; returns the session's cookie."""
        answer = self.sign_in(email, password)
        assert answer.status_code == 303, answer.text
        return answer.cookies[COOKIE]

    def websocket(self, cookie: str = "", origin: str | None = None) -> AbstractContextManager[Connection]:
        """Open Streamlit's websocket, as a browser would with that cookie."""
        headers = {"Cookie": f"{COOKIE}={cookie}"} if cookie else {}
        return connect(
            f"ws://127.0.0.1:{self.port}/_stcore/stream",
            additional_headers=headers,
            origin=Origin(origin or self.url),
            subprotocols=[Subprotocol("streamlit")],
            max_size=None,
            open_timeout=20,
        )

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/_stcore/health", timeout=2).status_code == 200
        except httpx.HTTPError:
            return False


def rerun(socket: Connection, page: str = "") -> None:
    """Ask Streamlit to run its script, for a page that it is told the name of."""
    message = BackMsg()
    message.rerun_script.query_string = ""
    message.rerun_script.page_name = page
    socket.send(message.SerializeToString())


def run_script(socket: Connection, page: str = "", within_s: float = 30) -> str:
    """Run the script once; returns everything that it drew, as text."""
    rerun(socket, page)
    drawn = b""
    give_up_at = time.monotonic() + within_s
    while time.monotonic() < give_up_at:
        raw = socket.recv(timeout=within_s)
        assert isinstance(raw, bytes)
        message = ForwardMsg.FromString(raw)
        drawn += raw
        if message.WhichOneof("type") == "script_finished":
            return re.sub(r"[^\w\s’'.,éèêàçôûîïÉÀ-]+", " ", drawn.decode("utf-8", "replace"))
    raise AssertionError("the script did not finish")
