"""A copy on its way out of its encryption: through pipes, so that nothing readable touches the disk."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pyrage
from pyrage import x25519

from backend.backups.errors import BackupError
from backend.backups.run import Run
from backend.postgres import programs

ERROR = re.compile(r"\b(?:error|ERROR):")


@dataclass(frozen=True)
class Archive:
    """The encrypted file, and the key that opens it."""

    encrypted: Path
    key: x25519.Identity

    def entries(self, run: Run) -> list[str]:
        """What is in it, as pg_restore lists it. Raises BackupError: wrong_key, undecryptable, not_restorable."""
        with tempfile.TemporaryFile() as out:
            self._pg_restore(run, ["--list"], out)
            out.seek(0)
            return out.read().decode().splitlines()

    def write_sql(self, run: Run, entries: Sequence[str], out: IO[bytes]) -> None:
        """These entries as SQL, in the order in which they lie in the copy. Raises BackupError."""
        with tempfile.NamedTemporaryFile("w", dir=self.encrypted.parent, encoding="utf-8") as chosen:
            chosen.write("\n".join(entries))
            chosen.flush()
            self._pg_restore(run, ["--no-owner", f"--use-list={chosen.name}", "--file=-"], out)

    def _pg_restore(self, run: Run, options: Sequence[str], out: IO[bytes]) -> None:
        command = [programs.program("pg_restore"), *options]
        with (
            tempfile.TemporaryFile() as said,
            run.program(command, programs.environment(""), stdin=subprocess.PIPE, stdout=out, stderr=said) as process,
        ):
            assert process.stdin is not None
            self._decrypt(process.stdin)
            process.wait()
            run.check()
            if process.returncode != 0:
                raise BackupError("not_restorable", first_error(said))

    def _decrypt(self, out: IO[bytes]) -> None:
        writing = _Out(out)
        try:
            with self.encrypted.open("rb") as reading:
                pyrage.decrypt_io(reading, writing, [self.key])
        except (pyrage.DecryptError, OSError) as error:
            # Whoever reads no further has what it wanted, or says itself why not.
            if writing.error is None:
                raise BackupError("wrong_key" if "matching keys" in str(error) else "undecryptable") from None
        finally:
            with suppress(OSError):
                out.close()


class _Out:
    """The pipe; remembers that its other end closed, which the decryption hides."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe
        self.error: OSError | None = None

    def write(self, data: bytes) -> int:
        try:
            return self._pipe.write(data)
        except OSError as error:
            self.error = error
            raise

    def flush(self) -> None:
        """Closed right after."""


def first_error(said: IO[bytes]) -> str:
    """The first error of a program, without what follows it: details and context may quote a row."""
    said.seek(0)
    lines = said.read().decode("utf-8", "replace").splitlines()
    # pg_restore writes `error:`, psql `ERROR:`.
    found = next((line for line in lines if ERROR.search(line)), lines[0] if lines else "")
    return ERROR.split(found, maxsplit=1)[-1].strip()[:200]
