"""A local Sentry: takes envelopes as Sentry's own relay does, and keeps what is in them. Can be told how to answer."""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PATH = "/api/1/envelope/"


@dataclass
class Item:
    """One item of an envelope: its type, its payload as it came, and read."""

    type: str
    payload: bytes

    @property
    def content(self) -> Any:
        """The payload, decoded."""
        return json.loads(self.payload)


@dataclass
class Receiver:
    """What was received so far; `status` is what the next envelopes are answered."""

    dsn: str
    status: int = 200
    bodies: list[bytes] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)

    def of(self, kind: str) -> list[Any]:
        """The contents of every item of that type."""
        return [item.content for item in self.items if item.type == kind]

    def wait_for(self, kind: str, n: int = 1, within_s: float = 15) -> list[Any]:
        """The same, once there are as many."""
        give_up_at = time.monotonic() + within_s
        while len(found := self.of(kind)) < n:
            assert time.monotonic() < give_up_at, f"{len(found)} of {n} {kind}"
            time.sleep(0.05)
        return found

    @property
    def text(self) -> str:
        """Everything that came, with every escape undone, to look for what must not be there."""
        raw = b"\n".join(self.bodies).decode("utf-8", "replace")
        return raw + raw.encode().decode("unicode_escape", "replace")


def parse(body: bytes) -> list[Item]:
    """The items of an envelope: a header line, then for each item a header line and its payload."""
    _, _, rest = body.partition(b"\n")
    found = []
    while rest.strip():
        head, _, rest = rest.partition(b"\n")
        result = json.loads(head)
        length = result.get("length")
        payload = rest[:length] if length is not None else rest.partition(b"\n")[0]
        rest = rest[len(payload) :].removeprefix(b"\n")
        found.append(Item(result["type"], payload))
    return found


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver on a free port of this machine."""
    receiver = Receiver("")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            assert self.path == PATH and "sentry_key=public" in self.headers["X-Sentry-Auth"]
            if receiver.status == 200:
                receiver.bodies.append(body)
                receiver.items.extend(parse(body))
            self.send_response(receiver.status)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.dsn = f"http://public@127.0.0.1:{server.server_port}/1"
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
