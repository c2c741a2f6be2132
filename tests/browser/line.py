"""The line between a browser and the console, in a test's hands: a SOCKS proxy that can be cut, or fall silent."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer
from typing import Any

VERSION, NO_PASSWORD, CONNECT, BY_NUMBER, BY_NAME = 5, 0, 1, 1, 3
DONE = bytes([VERSION, 0, 0, BY_NUMBER]) + bytes(6)


class Line(ThreadingTCPServer):
    """Carries bytes both ways. Cut: every connection ends and no other begins. Silent: they stay, and carry nothing."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Carrier)
        self.carries = threading.Event()
        self.carries.set()
        self._is_cut = False
        self._ends: set[socket.socket] = set()
        self._lock = threading.Lock()

    @property
    def proxy(self) -> str:
        """As a browser is told of it."""
        return f"socks5://127.0.0.1:{self.server_address[1]}"

    def cut(self) -> None:
        """As when a phone loses its network and notices."""
        with self._lock:
            self._is_cut, ends = True, list(self._ends)
        for end in ends:
            _close(end)

    def fall_silent(self) -> None:
        """As when a phone is in a basement and notices nothing."""
        self.carries.clear()

    def restore(self) -> None:
        """All is well again."""
        self._is_cut = False
        self.carries.set()

    def take(self, *ends: socket.socket) -> bool:
        """Note both ends of a connection; False where the line is cut."""
        with self._lock:
            self._ends.update(ends)
            return not self._is_cut

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that leaves in the middle is no news."""


class Carrier(BaseRequestHandler):
    """One connection."""

    server: Line

    def handle(self) -> None:
        """Learn where to, then carry until an end is closed."""
        browser: socket.socket = self.request
        if not self.server.take(browser):
            return
        with socket.create_connection(_asked(browser)) as console:
            if not self.server.take(console):
                return
            browser.sendall(DONE)
            there = threading.Thread(target=self._carry, args=(browser, console), daemon=True)
            there.start()
            self._carry(console, browser)
            there.join()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        try:
            while some := source.recv(65536):
                self.server.carries.wait()
                target.sendall(some)
        except OSError:
            pass
        finally:
            _close(target)


def _asked(browser: socket.socket) -> tuple[str, int]:
    _, methods = _exactly(browser, 2)
    _exactly(browser, methods)
    browser.sendall(bytes([VERSION, NO_PASSWORD]))
    _, command, _, kind = _exactly(browser, 4)
    assert command == CONNECT and kind in (BY_NUMBER, BY_NAME)
    by_name = kind == BY_NAME
    host = _exactly(browser, _exactly(browser, 1)[0]).decode() if by_name else socket.inet_ntoa(_exactly(browser, 4))
    return host, int.from_bytes(_exactly(browser, 2))


def _exactly(source: socket.socket, n: int) -> bytes:
    found = b""
    while len(found) < n:
        some = source.recv(n - len(found))
        if not some:
            raise ConnectionError
        found += some
    return found


def _close(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)


@contextmanager
def line() -> Iterator[Line]:
    """One, for as long as it is needed."""
    with Line() as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.restore()
        made.shutdown()
