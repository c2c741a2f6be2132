"""Free ports of this machine's loopback."""

from __future__ import annotations

import secrets
import socket

from backend.postgres.errors import PostgresError

LOOPBACK = "127.0.0.1"
# Below the range from which the kernel takes the ports of outgoing connections.
LOWEST, HIGHEST = 20_000, 32_000


def is_free(port: int) -> bool:
    """True when nothing listens there; a port in TIME_WAIT counts as free."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
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
