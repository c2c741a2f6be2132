"""pg_dump, straight into age, straight to a file: nothing readable touches the disk, and memory does not grow."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pyrage
from pyrage import x25519

from backend.backups.errors import BackupError
from backend.backups.run import Run
from backend.backups.snapshot import Snapshot
from backend.postgres import programs

SCHEMAS = ("public", "private", "auth")
# The fastest that every build of pg_dump has; encryption comes after, so the file cannot be squeezed later.
COMPRESSION = "gzip:1"
TABLE = re.compile(r'dumping contents of table "([^"]+)"')


@dataclass(frozen=True)
class Written:
    """The encrypted file as it was written."""

    size_bytes: int
    sha256: str


class Sink:
    """The file, its hash and its length; remembers what stopped it, which the encryption hides."""

    def __init__(self, file: IO[bytes], run: Run) -> None:
        self._file = file
        self._run = run
        self._sha256 = hashlib.sha256()
        self.error: OSError | None = None

    def write(self, data: bytes) -> int:
        """Keep this."""
        try:
            self._file.write(data)
        except OSError as error:
            self.error = error
            raise
        self._sha256.update(data)
        self._run.bytes += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is told to be safe before `written`."""

    def written(self) -> Written:
        """Down to the disk, then what it is."""
        self._file.flush()
        os.fsync(self._file.fileno())
        return Written(self._run.bytes, self._sha256.hexdigest())


def dump(run: Run, db_url: str, snapshot: Snapshot, keys: Sequence[x25519.Recipient], file: Path) -> Written:
    """Write the copy. Raises BackupError; whatever it leaves of the file is the caller's to remove."""
    run.bytes = 0
    with run.program(_command(snapshot), programs.environment(db_url), stdout=-1) as process:
        assert process.stdout is not None and process.stderr is not None
        said = _Listener(process.stderr, run)
        try:
            with file.open("xb") as out:
                sink = Sink(out, run)
                _encrypt(process.stdout, sink, keys)
                # The file has its end; whether that was the end of the database, pg_dump knows.
                if process.wait() != 0:
                    run.check()
                    raise BackupError("dump_failed", said.last_error())
                return sink.written()
        except OSError as error:
            run.check()
            raise disk_error(error) from None


def _encrypt(reading: IO[bytes], sink: Sink, keys: Sequence[x25519.Recipient]) -> None:
    try:
        pyrage.encrypt_io(reading, sink, list(keys))
    except (pyrage.EncryptError, OSError):
        raise sink.error or BackupError("dump_failed", "age") from None


def disk_error(error: OSError) -> BackupError:
    """A full disk by its name; any other trouble with files by its number."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return BackupError("disk_full")
    return BackupError("store_away", errno.errorcode.get(error.errno or 0, type(error).__name__))


def _command(snapshot: Snapshot) -> list[str]:
    schemas = [f"--schema={name}" for name in SCHEMAS]
    unkept = [f"--exclude-table-data={name}" for name in snapshot.unkept]
    fixed = ["--format=custom", f"--compress={COMPRESSION}", "--no-owner", "--verbose", "--no-password",
             "--lock-wait-timeout=30s"]  # fmt: skip
    return [programs.program("pg_dump"), *fixed, f"--snapshot={snapshot.id}", *schemas, *unkept]


class _Listener:
    """Reads what pg_dump says, in a thread of its own: a full pipe would stop it."""

    def __init__(self, stderr: IO[bytes], run: Run) -> None:
        self._error = ""
        self._run = run
        self._thread = threading.Thread(target=self._listen, args=(stderr,), daemon=True)
        self._thread.start()

    def last_error(self) -> str:
        """Why it failed, in its own words; it quotes no row."""
        self._thread.join(5)
        return self._error[:200]

    def _listen(self, stderr: IO[bytes]) -> None:
        for line in stderr:
            words = line.decode("utf-8", "replace").strip()
            if found := TABLE.search(words):
                self._run.table = found.group(1)
            if "error:" in words and not self._error:
                self._error = words.partition("error:")[2].strip()
