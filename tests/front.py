"""What stands before a hosted project, between the console and the gateway: it passes on, or answers in its place."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import jwt

FRONT: list[dict[str, Any]] = json.loads((Path(__file__).parent / "refusals" / "front.json").read_text("utf-8"))
WHERE = {"everything": "/", "Data API": "/rest/v1/", "sign-in": "/auth/v1/token"}
HELD_BACK = ("host", "content-length", "transfer-encoding", "connection", "accept-encoding")


@dataclass
class Front:
    """`refusal`: one of the recorded answers, given instead of passing on. `ahead_s`: by how much the clock that dates
    tokens is ahead of the Data API's."""

    upstream: str
    url: str = ""
    refusal: dict[str, Any] | None = None
    ahead_s: float = 0
    # Refused on this path with the method of a change, where it is not to be all that the refusal is for.
    refused_path: str = ""
    asked: Counter[str] = field(default_factory=Counter)
    # Of those, how many were refused for being too many.
    too_many: Counter[str] = field(default_factory=Counter)

    def own_answer(self, method: str, path: str, authorization: str) -> tuple[int, str, str] | None:
        """The status, the type and the body, where it answers itself."""
        if self.refusal and self._is_for(method, path):
            return self.refusal["status"], self.refusal["content_type"], self.refusal["body"]
        if path.startswith("/rest/v1/") and authorization.count(".") == 2 and self._is_early(authorization):
            return 401, "application/json", json.dumps({"code": "PGRST303", "message": "JWT issued at future"})
        return None

    def _is_for(self, method: str, path: str) -> bool:
        if self.refused_path:
            return method == "PUT" and path.startswith(self.refused_path)
        return self.refusal is not None and path.startswith(WHERE[self.refusal["where"]])

    def _is_early(self, authorization: str) -> bool:
        claims = jwt.decode(authorization.removeprefix("Bearer "), options={"verify_signature": False})
        return bool(claims.get("sub")) and float(claims.get("iat", 0)) + self.ahead_s > time.time() and self.ahead_s > 0


@contextmanager
def standing_before(upstream: str) -> Iterator[Front]:
    """On a free port, until the block ends."""
    front = Front(upstream)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(front))
    server.daemon_threads = True
    front.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield front
    finally:
        server.shutdown()


def _handler(front: Front) -> type[BaseHTTPRequestHandler]:
    http = httpx.Client(base_url=front.upstream, timeout=20)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            front.asked[self.path] += 1
            status, kind, content = front.own_answer(
                self.command, self.path, self.headers.get("Authorization", "")
            ) or self._pass(body)
            front.too_many[self.path] += status == 429
            data = content.encode()
            self.send_response(status)
            if kind:
                self.send_header("Content-Type", kind)
            # The client reads the refusal's code where it is told of this version.
            self.send_header("x-supabase-api-version", "2024-01-01")
            if status != 204:
                self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def _pass(self, body: bytes) -> tuple[int, str, str]:
            kept = {name: value for name, value in self.headers.items() if name.lower() not in HELD_BACK}
            answer = http.request(self.command, self.path, content=body, headers=kept)
            return answer.status_code, answer.headers.get("content-type", ""), answer.text

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = _answer

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    return Handler
