"""One piece of work going on: how far it is, whether it must stop, and the programs that stop with it."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import IO, Literal

from backend.backups.errors import BackupError, Failure
from backend.postgres.os_user import OsUser, become
from backend.postgres.processes import die_with_parent

Word = Literal["go", "cancel", "lost"]
# Tells how far it is; answers whether to go on.
Tell = Callable[["Run"], Word]
BEAT_S = 1.0
WHY: dict[str, Failure] = {"cancel": "cancelled", "lost": "lost", "stopped": "stopped"}


class Run:
    """Used by one thread; a second one tells of it every second and stops its programs when it must end."""

    def __init__(self, tell: Tell, stop: threading.Event | None = None) -> None:
        self.step = ""
        self.table: str | None = None
        self.bytes = 0
        self._tell = tell
        self._stop = stop or threading.Event()
        self._ended = threading.Event()
        self._why: Failure | None = None
        self._enders: list[Callable[[], None]] = []
        self._lock = threading.Lock()

    @contextmanager
    def heartbeat(self) -> Iterator[None]:
        """While the work goes on. What the work started is stopped at the end, however it ends."""
        beat = threading.Thread(target=self._beat, daemon=True)
        beat.start()
        try:
            yield
        finally:
            self._ended.set()
            self._end_all()
            beat.join()

    def at(self, step: str) -> None:
        """A new step begins. Raises BackupError when the work must end."""
        self.step = step
        self.check()

    def check(self) -> None:
        """Raise BackupError when somebody cancelled, another worker has it, or this one is stopping."""
        if self._why:
            raise BackupError(self._why)

    @contextmanager
    def ended_by(self, end: Callable[[], None]) -> Iterator[None]:
        """While this lasts, `end` is called if the work must end."""
        with self._lock:
            self._enders.append(end)
        try:
            self.check()
            yield
        finally:
            with self._lock:
                self._enders.remove(end)

    @contextmanager
    def program(
        self, command: Sequence[str], environment: Mapping[str, str], *, stdin: int | IO[bytes] | None = None,
        stdout: int | IO[bytes] | None = subprocess.DEVNULL, stderr: int | IO[bytes] | None = subprocess.PIPE,
        user: OsUser | None = None,
    ) -> Iterator[subprocess.Popen[bytes]]:  # fmt: skip
        """A program that cannot outlive us, nor this block."""
        process = subprocess.Popen(
            command, env=dict(environment), stdin=stdin if stdin is not None else subprocess.DEVNULL, stdout=stdout,
            stderr=stderr, cwd="/", preexec_fn=die_with_parent(os.getpid(), signal.SIGKILL), **become(user),
        )  # fmt: skip
        try:
            with self.ended_by(process.kill):
                yield process
        finally:
            process.kill()
            process.wait()
            for pipe in (process.stdout, process.stderr):
                if pipe:
                    pipe.close()

    def _beat(self) -> None:
        while not self._ended.wait(BEAT_S):
            if self._why is None:
                word = "stopped" if self._stop.is_set() else self._told()
                self._why = WHY.get(word)
            if self._why is not None:
                # Again at each beat: what was between two statements has begun the next one.
                self._end_all()

    def _told(self) -> Word:
        # The database away for a moment is no reason to drop the work: the lease says for how long.
        with suppress(Exception):
            return self._tell(self)
        return "go"

    def _end_all(self) -> None:
        with self._lock:
            for end in self._enders:
                with suppress(Exception):
                    end()
