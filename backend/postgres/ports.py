"""Free ports of this machine's loopback."""

from __future__ import annotations

import secrets
import socket

from backend.postgres.errors import PostgresError

LOOPBACK = "127.0.0.1"
# Below the range from which the kernel takes the ports of outgoing connections.
LOWEST, HIGHEST = 20_000, 32_000


class Claims:
    """Ports held for programs that have yet to start; let go with the process that holds them.

    Two that choose in the same second would choose the same port now and then. Held is the UDP side, which nothing here
    listens on: the kernel gives it to one only, and the program's own TCP side stays free.
    """

    def __init__(self) -> None:
        self._held: list[socket.socket] = []

    def take(self, port: int) -> bool:
        """Hold it; False when somebody else does, or listens there."""
        if not is_free(port):
            return False
        claim = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            claim.bind((LOOPBACK, port))
        except OSError:
            claim.close()
            return False
        self._held.append(claim)
        return True

    def close(self) -> None:
        """Let all of them go."""
        while self._held:
            self._held.pop().close()


def is_free(port: int) -> bool:
    """True when nothing listens there and nobody holds it; a port in TIME_WAIT counts as free."""
    return all(_binds(port, kind) for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM))


def _binds(port: int, kind: socket.SocketKind) -> bool:
    with socket.socket(socket.AF_INET, kind) as probe:
        if kind == socket.SOCK_STREAM:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port that nobody listens on just now. Raises PostgresError when a thousand were taken."""
    for _ in range(1000):
        port = LOWEST + secrets.randbelow(HIGHEST - LOWEST)
        if is_free(port):
            return port
    raise PostgresError("Aucun port libre sur cette machine.")
