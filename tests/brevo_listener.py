"""A webhook that notes what Brevo tells it and answers what the test wants."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from backend.postgres.ports import LOOPBACK

WITHIN_S = 10


@dataclass
class Listener:
    """`answers` are given in turn, then 200; None closes the connection without an answer."""

    url: str = ""
    answers: list[int | None] = field(default_factory=list)
    requests: list[tuple[str, str | None, Any]] = field(default_factory=list)

    @property
    def bodies(self) -> list[dict[str, Any]]:
        """Every event told so far, batches taken apart."""
        return [one for _, _, body in self.requests for one in (body if isinstance(body, list) else [body])]

    @property
    def names(self) -> list[str]:
        """The events' names, as they came."""
        return [body.get("msg_status") or body["event"] for body in self.bodies]

    def wait(self, count: int) -> list[str]:
        """Until so many events came; returns their names."""
        wait(lambda: len(self.bodies) >= count, f"{count} events, got {self.names}")
        return self.names


def wait(until: Callable[[], bool], what: str) -> None:
    """Until it is so; fails when it takes too long."""
    deadline = time.monotonic() + WITHIN_S
    while not until():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


@contextmanager
def listening() -> Iterator[Listener]:
    """On a free port, until the test ends."""
    heard = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["content-length"]))
            # Nothing to read: the stand-in was killed while it spoke.
            if not raw:
                return
            heard.requests.append((self.path, self.headers["authorization"], json.loads(raw)))
            status = heard.answers.pop(0) if heard.answers else 200
            if status is not None:
                self.send_response(status)
                self.send_header("content-length", "0")
                self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer((LOOPBACK, 0), Handler)
    heard.url = f"http://{LOOPBACK}:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield heard
    finally:
        server.shutdown()
        server.server_close()
