"""The reference for the console: a bare Streamlit app, with the same configuration, started the same way."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.console_process import free_port
from tests.local_stack import ROOT

ONE_LINE = "import streamlit as st\n\nst.write('Bonjour')\n"
ONE_LIVE_LINE = (
    "import streamlit as st\n\n\n@st.fragment(run_every=4)\ndef live():\n    st.write('Bonjour')\n\n\nlive()\n"
)
READY_WITHIN_S = 60


@dataclass(frozen=True)
class Bare:
    """Where it is, and its process."""

    url: str
    pid: int


@contextmanager
def serving(script: str) -> Iterator[Bare]:
    """Run this script alone under `streamlit run`; stopped at the end."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / ".streamlit", folder / ".streamlit", ignore=shutil.ignore_patterns("secrets.toml"))
        (folder / "app.py").write_text(script, encoding="utf-8")
        port = free_port()
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.address", "127.0.0.1"]
        process = subprocess.Popen(
            [*command, "--server.port", str(port)], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            _wait(f"http://127.0.0.1:{port}")
            yield Bare(f"http://127.0.0.1:{port}", process.pid)
        finally:
            process.terminate()
            process.wait(20)


def _wait(url: str) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{url}/_stcore/health", timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise AssertionError("the bare app was not ready in time")
