"""A place where copies are kept, behind one small interface; a folder or a bucket, it makes no difference."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Space:
    """How much more fits; None where nobody can say."""

    free_bytes: int | None
    total_bytes: int | None


class Storage(Protocol):
    """Every method raises BackupError: `store_away`, `disk_full` or `missing_file`."""

    name: str

    def drafts(self) -> Path:
        """A folder of this machine where a copy is written before it is put here."""

    def put(self, file: Path, name: str) -> None:
        """Keep that file under that name; it is there whole, or not at all."""

    def open(self, name: str) -> Iterator[bytes]:
        """Its content, piece by piece."""

    def names(self) -> list[str]:
        """Everything kept here."""

    def delete(self, name: str) -> None:
        """Keep it no more; nothing happens when it is gone already."""

    def room(self) -> Space:
        """Looks at the place: also says whether it is there."""


@contextmanager
def draft(store: Storage, name: str) -> Iterator[Path]:
    """A path to write to; whatever is left there at the end is removed."""
    file = store.drafts() / f"{name}.partial"
    file.unlink(missing_ok=True)
    try:
        yield file
    finally:
        file.unlink(missing_ok=True)
