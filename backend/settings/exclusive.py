"""A file of one program alone: the kernel frees it however its holder ends."""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import IO

from backend.settings.base import BadSetting

# Held as long as this process lives.
_HELD: list[IO[bytes]] = []


def hold(setting: str, path: Path, means: str) -> None:
    """Take the file for this process. Raises BadSetting when another has it, or when it cannot be."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = _beside(path).open("ab")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise BadSetting(setting, "un autre programme en marche tient déjà ce fichier", means,
                         "Donnez à chacun le sien, ou arrêtez l’autre.") from None  # fmt: skip
    _HELD.append(lock)


def is_held(path: Path) -> bool:
    """True while a program has it."""
    try:
        with _beside(path).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _beside(path: Path) -> Path:
    # Not the file itself: SQLite locks that one, and would be let go of with it.
    return path.with_name(f"{path.name}.lock")
