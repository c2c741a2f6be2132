"""A throw-away Postgres for one copy; what fails there is told in the words of a copy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backend.backups.errors import BackupError
from backend.backups.run import Run
from backend.postgres.errors import PostgresError
from backend.postgres.scratch import ScratchPostgres


@contextmanager
def room(scratch: ScratchPostgres, run: Run) -> Iterator[tuple[str, Path]]:
    """A running empty server: its address, and a folder beside it. Raises BackupError `no_room`."""
    try:
        with scratch.room(run) as at:
            yield at
    except PostgresError as error:
        raise BackupError("no_room", str(error)[:200]) from None
