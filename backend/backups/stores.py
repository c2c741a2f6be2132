"""Opens the place where copies are kept, as the settings name it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from backend.backups.settings import BackupSettings
from backend.backups.storage import Storage

if TYPE_CHECKING:
    from backend.backups.s3_store import S3Store


def open_store(settings: BackupSettings) -> Storage:
    """The store that the settings name."""
    if settings.BACKUP_STORE.startswith("s3://"):
        return open_bucket(settings)
    from backend.backups.local_store import LocalStore

    return LocalStore(Path(settings.BACKUP_STORE))


def open_bucket(settings: BackupSettings) -> S3Store:
    """The bucket that the settings name."""
    # Only those who keep copies in a bucket wait for its client to be loaded.
    from backend.backups.s3_store import S3Store

    return S3Store(settings)
