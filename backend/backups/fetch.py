"""Brings a copy back from the store: the very file that was recorded."""

from __future__ import annotations

import hashlib
from pathlib import Path

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
