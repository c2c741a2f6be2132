"""Stands between a program and Postgres, hands everything on, and keeps what the program said."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

CHUNK = 65_536


class Wiretap:
    """What was said to the database so far, through `url`."""

    def __init__(self, db_url: str) -> None:
        given = urlsplit(db_url)
        self._there = (given.hostname or "127.0.0.1", given.port or 5432)
        self._server = socket.create_server(("127.0.0.1", 0))
        port = self._server.getsockname()[1]
        # In clear, or there would be nothing to read.
        address = f"{given.username}:{given.password}@127.0.0.1:{port}"
        self.url = given._replace(netloc=address, query="sslmode=disable&gssencmode=disable").geturl()
        self._said = bytearray()
        # While set, whoever connects is cut off at once, as by a database that is starting.
        self.cuts_off = False

    def heard(self, words: str) -> bool:
        """Was it said?"""
        return words.encode() in bytes(self._said)

    def serve(self) -> None:
        """Take connections until the server socket is closed."""
        with suppress(OSError):
            while True:
                client, _ = self._server.accept()
                if self.cuts_off:
                    client.close()
                    continue
                database = socket.create_connection(self._there)
                for source, target, keeps in ((client, database, True), (database, client, False)):
                    threading.Thread(target=self._hand_on, args=(source, target, keeps), daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        # Closing alone would leave `accept` waiting.
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()

    def _hand_on(self, source: socket.socket, target: socket.socket, keeps: bool) -> None:
        with suppress(OSError):
            while part := source.recv(CHUNK):
                if keeps:
                    self._said += part
                target.sendall(part)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def tapped(db_url: str) -> Iterator[Wiretap]:
    """A wiretap in front of that database."""
    tap = Wiretap(db_url)
    thread = threading.Thread(target=tap.serve, daemon=True)
    thread.start()
    try:
        yield tap
    finally:
        tap.close()
        thread.join(5)
