"""A webhook of the benchmarks' own, on one of their databases."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

SECRET = "local-bench-only-" + os.urandom(16).hex()
READY_WITHIN_S = 60


@contextmanager
def serving(db_url: str) -> Iterator[str]:
    """Start `python -m backend.webhook` on a free port and yield its URL; stopped at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        own = {"SUPABASE_DB_URL": db_url, "WEBHOOK_URL": url, "VAPI_WEBHOOK_SECRET": SECRET}
        own["JOURNAL_PATH"] = str(Path(folder) / "journal.sqlite3")
        process = subprocess.Popen([sys.executable, "-m", "backend.webhook"], env=os.environ | own)
        try:
            _wait(url)
            yield url
        finally:
            process.terminate()
            process.wait(10)


def _wait(url: str) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{url}/readyz", timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise AssertionError("the webhook was not ready in time")
