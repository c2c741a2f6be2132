"""A throw-away Postgres, furnished as a hosted project is: a folder of its own, a free port, nothing that is missed."""

from __future__ import annotations

import fcntl
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

import psycopg

from backend.postgres import hosted, programs
from backend.postgres import server as postgres
from backend.postgres.errors import PostgresError
from backend.postgres.os_user import OsUser
from backend.postgres.place import PostgresPlace
from backend.postgres.ports import LOOPBACK, free_port

PREFIX = "drain-room-"
READY_WITHIN_S = 30.0
STOPS_WITHIN_S = 5.0
# It lives for a minute and nobody minds if it dies: no time is spent on surviving a crash.
HASTE = {
    "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off", "wal_level": "minimal",
    "max_wal_senders": "0", "max_wal_size": "8GB", "checkpoint_timeout": "1h", "maintenance_work_mem": "128MB",
    "max_connections": "30", "shared_buffers": "128MB",
}  # fmt: skip


class Work(Protocol):
    """Whose server it is: says when to stop, and starts programs that stop with it."""

    def check(self) -> None:
        """Raises when the work must end."""

    def program(
        self, command: Sequence[str], environment: Mapping[str, str], *, stderr: int | None, user: OsUser | None
    ) -> AbstractContextManager[subprocess.Popen[bytes]]:
        """A program that cannot outlive the block."""


@dataclass(frozen=True)
class ScratchFolder:
    """A folder on disk, and the lock by which others know that its owner lives."""

    folder: Path
    lock: IO[bytes]

    def remove(self) -> None:
        """Nothing of it stays."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.lock.close()


class ScratchPostgres:
    """Makes rooms in one folder, each from the same empty cluster, which is made once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._password = secrets.token_hex(16)
        self._kept: ScratchFolder | None = None
        self._next: ScratchFolder | None = None

    def prepare(self) -> None:
        """Lay out the next room, and first the empty cluster that every room begins as."""
        if self._kept is None:
            sweep(self._folder)
            self._kept = _new_folder(self._folder)
            postgres.initialise(_place(self._kept.folder), self._password, hosted.SUPERUSER)
        if self._next is None:
            self._next = _new_folder(self._folder)
            _copy(_place(self._kept.folder), _place(self._next.folder))

    def stay_ready(self) -> None:
        """Where copies are proven, lay out the next room while there is nothing else to do."""
        if self._kept is not None:
            with suppress(OSError, subprocess.SubprocessError):
                self.prepare()

    @contextmanager
    def room(self, run: Work) -> Iterator[tuple[str, Path]]:
        """A running server, as a project nobody has used yet: its owner's address, and a folder beside it.

        The owner is no superuser, as on hosted Supabase. All of it is gone at the end.
        """
        try:
            self.prepare()
            assert self._next is not None
            laid, self._next = self._next, None
        except (OSError, subprocess.SubprocessError) as error:
            raise PostgresError(f"Pas de Postgres d’un moment ({type(error).__name__}).") from None
        try:
            yield from self._running(run, _place(laid.folder), laid.folder)
        finally:
            laid.remove()

    def close(self) -> None:
        """Take away what was laid out."""
        for laid in (self._next, self._kept):
            if laid is not None:
                laid.remove()
        self._next = self._kept = None

    def _running(self, run: Work, place: PostgresPlace, folder: Path) -> Iterator[tuple[str, Path]]:
        port = free_port()
        superuser, url = (f"postgresql://{role}:{self._password}@{LOOPBACK}:{port}/postgres"
                          for role in (hosted.SUPERUSER, "postgres"))  # fmt: skip
        command = [*postgres.command(place, port), *(f"-c{name}={value}" for name, value in HASTE.items())]
        with run.program(command, programs.environment(url), user=place.user, stderr=-3) as server:
            _wait(run, superuser, server.poll)
            try:
                hosted.furnish(superuser)
                hosted.give_passwords(superuser, {"postgres": self._password})
                yield url, folder
            finally:
                # It ends at once, and its processes with it: nothing in it is worth writing down.
                server.send_signal(signal.SIGQUIT)
                with suppress(subprocess.TimeoutExpired):
                    server.wait(STOPS_WITHIN_S)


@contextmanager
def private_folder(parent: Path) -> Iterator[Path]:
    """A folder that nobody else can enter, gone at the end; after a kill, the next sweep takes it."""
    made = _new_folder(parent)
    made.folder.chmod(0o700)
    try:
        yield made.folder
    finally:
        made.remove()


def sweep(folder: Path) -> None:
    """Remove the folders of programs that were killed: nobody holds their lock any more."""
    for room in folder.glob(f"{PREFIX}*"):
        with suppress(OSError), (room / "lock").open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            postgres.end_leftovers(room / "data")
            shutil.rmtree(room, ignore_errors=True)


def _new_folder(parent: Path) -> ScratchFolder:
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
    # Postgres's user must pass through; the data folder and the files in here are closed to everyone else.
    folder.chmod(0o711)
    lock = (folder / "lock").open("wb")
    fcntl.flock(lock, fcntl.LOCK_EX)
    return ScratchFolder(folder, lock)


def _place(folder: Path) -> PostgresPlace:
    found = programs.place()
    return PostgresPlace(found.bin, folder / "data", found.user, moved=False)


def _copy(source: PostgresPlace, target: PostgresPlace) -> None:
    # A thousand small files: cp does it in a tenth of a second, owners included.
    subprocess.run(["cp", "-a", str(source.data), str(target.data)], check=True, capture_output=True)


def _wait(run: Work, url: str, ended: object) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline:
        run.check()
        if callable(ended) and ended() is not None:
            raise PostgresError("Le Postgres d’un moment n’a pas démarré.")
        try:
            psycopg.connect(url, connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.02)
    raise PostgresError("Le Postgres d’un moment n’a pas démarré.")
