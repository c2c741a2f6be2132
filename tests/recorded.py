"""An HTTP server that gives the answers it was told, by path: for what no stand-in of ours can be made to say."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import time
from typing import Any

# Status, body: text is HTML, anything else JSON.
Recorded = tuple[int, Any]


@contextmanager
def answering(answers: Mapping[str, Recorded], *, fast_s: float = 0.0) -> Iterator[str]:
    """Serve on a free port and give the address. `fast_s`: how far its clock is ahead of ours."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            status, body = next((told for start, told in answers.items() if path.startswith(start)), (404, {}))
            self._answer(status, body)

        do_POST = do_GET

        def _answer(self, status: int, body: Any) -> None:
            raw = (body if isinstance(body, str) else json.dumps(body)).encode()
            self.send_response_only(status)
            self.send_header("date", formatdate(time() + fast_s, usegmt=True))
            self.send_header("content-type", "text/html" if isinstance(body, str) else "application/json")
            self.send_header("content-length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
