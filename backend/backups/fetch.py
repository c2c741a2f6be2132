"""Brings a copy back from the store: the very file that was recorded, then what is in it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pyrage
from pyrage import x25519

from backend.backups.dump import disk_error
from backend.backups.errors import BackupError
from backend.backups.manifest import Manifest
from backend.backups.run import Run
from backend.backups.storage import Storage


def fetch(run: Run, store: Storage, manifest: Manifest, file: Path) -> None:
    """Write the encrypted file here. Raises BackupError: missing_file, truncated, altered."""
    sha256, size = hashlib.sha256(), 0
    with file.open("xb") as out:
        for chunk in store.open(manifest.name):
            out.write(chunk)
            sha256.update(chunk)
            size += len(chunk)
            run.check()
    if size < manifest.size_bytes:
        raise BackupError("truncated", f"{size} / {manifest.size_bytes}")
    if sha256.hexdigest() != manifest.sha256:
        raise BackupError("altered", manifest.name)


def decrypt(encrypted: Path, key: x25519.Identity, opened: Path) -> None:
    """Write what is in it. Raises BackupError: wrong_key, undecryptable, disk_full."""
    opened.touch(mode=0o600)
    with encrypted.open("rb") as reading, opened.open("wb") as writing:
        out = _Out(writing)
        try:
            pyrage.decrypt_io(reading, out, [key])
        except (pyrage.DecryptError, OSError) as error:
            if out.error:
                raise disk_error(out.error) from None
            raise BackupError("wrong_key" if "matching keys" in str(error) else "undecryptable") from None


class _Out:
    def __init__(self, file: object) -> None:
        self._file = file
        self.error: OSError | None = None

    def write(self, data: bytes) -> int:
        try:
            return int(self._file.write(data))  # type: ignore[attr-defined]
        except OSError as error:
            self.error = error
            raise

    def flush(self) -> None:
        """Closed right after."""
