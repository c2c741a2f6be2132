"""A screen that fails: a French box with a reference, one report with the same reference, nobody's data in it."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.sync.client import connect

from backend.settings.console import ConsoleSettings
from tests.console_process import ROOT, free_port, run_script

CALLER = "Josée Tremblay, +14505550134"
BROKEN = """
from pathlib import Path
caller = Path(__file__).with_name("caller.txt").read_text()
raise ValueError(f"no such caller: {caller}")
"""
APP = """
from pathlib import Path
import streamlit as st
import console
app = st.App(Path(__file__).parent / "broken.py", lifespan=console.lifespan, on_script_error=console.on_script_error)
"""


class Sentry(BaseHTTPRequestHandler):
    """Takes envelopes, and keeps them."""

    envelopes: list[str]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        self.envelopes.append(body.decode())
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def sentry() -> Iterator[tuple[str, list[str]]]:
    """A local Sentry: its DSN, and what it was sent."""
    kept: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Kept", (Sentry,), {"envelopes": kept}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://key@127.0.0.1:{server.server_port}/1", kept
    server.shutdown()


@pytest.fixture
def broken_console(env: dict[str, str], sentry: tuple[str, list[str]], tmp_path: Path) -> Iterator[int]:
    """The port of a console whose only screen fails."""
    (tmp_path / "broken.py").write_text(BROKEN)
    (tmp_path / "caller.txt").write_text(CALLER)
    (tmp_path / "app.py").write_text(APP)
    port = free_port()
    own = {name: value for name, value in env.items() if name in ConsoleSettings.model_fields}
    settings = {**os.environ, **own, "PYTHONPATH": str(ROOT), "SENTRY_DSN": sentry[0],
                "CONSOLE_SESSIONS_PATH": str(tmp_path / "sessions.sqlite3")}  # fmt: skip
    command = [sys.executable, "-m", "streamlit", "run", str(tmp_path / "app.py"), "--server.port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=settings)
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            httpx.get(f"http://127.0.0.1:{port}/_stcore/health")
            return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise AssertionError("the console did not start")


def test_a_failing_screen_is_said_in_french_and_reported_once(
    broken_console: int, sentry: tuple[str, list[str]]
) -> None:
    with connect(f"ws://127.0.0.1:{broken_console}/_stcore/stream", subprotocols=["streamlit"]) as socket:  # type: ignore[list-item]
        drawn = run_script(socket)
    assert "Cette page a rencontré une erreur." in drawn
    assert "ValueError" not in drawn and "Josée" not in drawn and "Traceback" not in drawn
    result = re.search(r"référence à l’administrateur\s+([2-9A-Z]{6})\b", drawn)
    assert result is not None, drawn

    kept = sentry[1]
    give_up_at = time.monotonic() + 10
    while not kept and time.monotonic() < give_up_at:
        time.sleep(0.1)
    time.sleep(1)
    events = [json.loads(line) for envelope in kept for line in envelope.splitlines() if '"exception"' in line]
    assert len(events) == 1
    assert events[0]["tags"]["reference"] == result[1]
    assert events[0]["exception"]["values"][0]["type"] == "ValueError"
    for private in ("Josée", "Tremblay", "4505550134"):
        assert private not in "".join(kept)
