"""How long a database takes to become ours: every table, function and right, into an empty project."""

from __future__ import annotations

import time
from collections.abc import Sequence

from backend.migrate import migrate
from tests import hosted_database
from tests.bench import databases
from tests.bench.figure import Figure
from tests.local_stack import Stack

NAME = "bench_set_up"
TIMES = 3
LIMIT_S = 2.0


def measure(stack: Stack) -> Sequence[Figure]:
    """The best of three: what else the machine was doing is nobody's cost."""
    took = min(_once(stack.db_url) for _ in range(TIMES))
    databases.drop(stack.db_url, NAME)
    return [Figure("database_set_up", took, "s", f"an empty project, the best of {TIMES}", limit=LIMIT_S)]


def _once(db_url: str) -> float:
    url = hosted_database.create(db_url, NAME)
    started = time.perf_counter()
    migrate(url)
    return time.perf_counter() - started
