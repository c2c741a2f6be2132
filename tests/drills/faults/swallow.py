"""A proxy that stops handing on without closing anything: each end believes the other is still there."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

CHUNK = 65_536


class Proxy:
    """Hands everything on, until it is told to swallow what one or both ends say."""

    def __init__(self, there: tuple[str, int]) -> None:
        self._there = there
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self.swallows_questions = self.swallows_answers = False

    def serve(self) -> None:
        """Take connections until the server socket is closed."""
        with suppress(OSError):
            while True:
                client, _ = self._server.accept()
                threading.Thread(target=self._connect, args=(client,), daemon=True).start()

    def swallow(self, *, questions: bool = False, answers: bool = False) -> None:
        """From now on; what a connection lost while this was so never comes later."""
        self.swallows_questions, self.swallows_answers = questions, answers

    def close(self) -> None:
        """Take no more connections."""
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()

    def _connect(self, client: socket.socket) -> None:
        with suppress(OSError):
            server = socket.create_connection(self._there)
            for source, target, asks in ((client, server, True), (server, client, False)):
                threading.Thread(target=self._hand_on, args=(source, target, asks), daemon=True).start()

    def _hand_on(self, source: socket.socket, target: socket.socket, asks: bool) -> None:
        dead = False
        with suppress(OSError):
            while part := source.recv(CHUNK):
                # A stream with a hole in it is no stream: nothing more of it is handed on.
                dead = dead or (self.swallows_questions if asks else self.swallows_answers)
                if not dead:
                    target.sendall(part)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def between(host: str, port: int) -> Iterator[Proxy]:
    """In front of that address."""
    proxy = Proxy((host, port))
    threading.Thread(target=proxy.serve, daemon=True).start()
    try:
        yield proxy
    finally:
        proxy.close()
