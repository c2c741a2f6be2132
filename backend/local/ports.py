"""Which ports the stack listens on: the last ones when free, else other free ones, on loopback only."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from pathlib import Path

from backend.postgres.ports import HIGHEST, LOWEST

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
    "twilio_api": 54328,
}
Ports = dict[str, int]


def choose(wanted: Mapping[str, int], take: Callable[[int], bool]) -> Ports:
    """The wanted ports where they can be taken, others where not; never twice the same."""
    chosen: Ports = {}
    for name in USUAL:
        port = wanted.get(name, 0)
        while not port or port in chosen.values() or not take(port):
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
