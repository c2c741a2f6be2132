"""What a supervisor that was killed has left behind: stopped before anything else starts."""

from __future__ import annotations

from pathlib import Path

from backend.local import state
from backend.local.home import Home
from backend.postgres import server as postgres
from backend.postgres.processes import stop_all

POLITE_S = 5.0


def stop(home: Home) -> int:
    """Stop the last stack's surviving processes. Returns how many programs were still there."""
    last = state.read(home)
    if last is None:
        return 0
    # Known by number and by start: a number that now belongs to someone else's process is left alone.
    alive = [process for child in last.children.values() if (process := child.process())]
    database = last.children.get("postgres")
    stop_all([process for process in alive if not database or process.pid != database.pid], polite_s=POLITE_S)
    postgres.end_leftovers(Path(last.pgdata))
    state.forget(home.state_file)
    return len(alive)
