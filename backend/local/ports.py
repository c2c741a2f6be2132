"""Which ports the stack listens on: the last ones when free, else other free ones, on loopback only."""

from __future__ import annotations

import json
import random
import socket
from collections.abc import Callable, Mapping
from pathlib import Path

LOOPBACK = "127.0.0.1"
# The first choice of the project's own stack; another home (tests) always takes what is free.
USUAL = {
    "console": 8501,
    "webhook": 8600,
    "gateway": 54321,
    "postgres": 54322,
    "postgrest": 54323,
    "postgrest_admin": 54324,
    "vapi_api": 54325,
    "brevo_api": 54326,
    "pooler": 54327,
}
# Below the range from which the kernel takes the ports of outgoing connections.
LOWEST, HIGHEST = 20_000, 32_000

Ports = dict[str, int]


def is_free(port: int) -> bool:
    """True when nothing listens there; a port in TIME_WAIT counts as free."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def choose(wanted: Mapping[str, int], free: Callable[[int], bool] = is_free) -> Ports:
    """The wanted ports where they are free, others where they are not; never twice the same."""
    chosen: Ports = {}
    for name in USUAL:
        port = wanted.get(name, 0)
        while not port or port in chosen.values() or not free(port):
            port = random.randint(LOWEST, HIGHEST)
        chosen[name] = port
    return chosen


def remembered(path: Path, *, usual: bool) -> Mapping[str, int]:
    """The ports of the last start, or the usual ones, or none."""
    try:
        found: Ports = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return USUAL if usual else {}
    return found


def remember(path: Path, ports: Ports) -> None:
    """Keep the ports for the next start."""
    path.write_text(json.dumps(ports, indent=1), encoding="utf-8")
