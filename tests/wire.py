"""Stands between our programs and a provider's stand-in, hands everything on, and keeps what was really sent."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

KEPT_BACK = {"host", "content-length", "transfer-encoding", "connection", "content-encoding"}


@dataclass(frozen=True)
class Sent:
    """One request: its fields by name, dotted, with `?` before what stood in the address."""

    method: str
    path: str
    fields: dict[str, list[str]]


@dataclass
class Wire:
    """Everything that was sent through `url` so far."""

    url: str = ""
    sent: list[Sent] = field(default_factory=list)


def fields_of(body: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Name and value of everything in it; those of a list share one name."""
    if isinstance(body, dict):
        for key, value in body.items():
            yield from fields_of(value, f"{name}.{key}" if name else str(key))
    elif isinstance(body, list):
        for value in body:
            yield from fields_of(value, name)
    elif name:
        yield name, str(body)


def read(method: str, target: str, body: bytes, kind: str) -> Sent:
    """As it went over the wire."""
    asked = urlsplit(target)
    pairs = [(f"?{name}", value) for name, value in parse_qsl(asked.query, keep_blank_values=True)]
    if body and "json" in kind:
        pairs += fields_of(json.loads(body))
    elif body:
        pairs += parse_qsl(body.decode(), keep_blank_values=True)
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return Sent(method, asked.path, fields)


@contextmanager
def tapped(there: str) -> Iterator[Wire]:
    """A door of its own before that server."""
    wire, base = Wire(), urlsplit(there)

    class Handler(BaseHTTPRequestHandler):
        def _hand_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            wire.sent.append(read(self.command, self.path, body, self.headers.get("Content-Type", "")))
            headers = {name: value for name, value in self.headers.items() if name.lower() not in KEPT_BACK}
            answer = httpx.request(
                self.command, f"{base.scheme}://{base.netloc}{self.path}", content=body, headers=headers, timeout=60
            )
            self.send_response(answer.status_code)
            for name, value in answer.headers.items():
                if name.lower() not in KEPT_BACK:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _hand_on

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    wire.url = f"http://127.0.0.1:{server.server_port}{base.path}"
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    try:
        yield wire
    finally:
        server.shutdown()
        server.server_close()
