"""Where copies go and by which keys they are shut and opened. The console has none of these but the local folder."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import ClassVar

from pydantic import SecretStr

from backend.settings.database import DatabaseSettings


class BackupSettings(DatabaseSettings):
    """For the worker, the migrations and the recovery."""

    urls: ClassVar[tuple[str, ...]] = ("SUPABASE_DB_URL", "BACKUP_S3_ENDPOINT")
    secrets_if_set: ClassVar[tuple[str, ...]] = ("BACKUP_S3_SECRET",)

    # A folder, or s3://bucket/prefix.
    BACKUP_STORE: str = ".local/backups"
    BACKUP_S3_ENDPOINT: str = ""
    BACKUP_S3_REGION: str = "ca-central-1"
    BACKUP_S3_KEY_ID: str = ""
    BACKUP_S3_SECRET: SecretStr | None = None
    # age1…, separated by commas: each of their private keys opens every copy. Enough to back up.
    BACKUP_PUBLIC_KEYS: str = ""
    # A file holding AGE-SECRET-KEY-1…: only where copies are proven or restored.
    BACKUP_PRIVATE_KEY_FILE: Path | None = None
    # Where a copy is written before it is stored, and where it is restored to be proven.
    BACKUP_WORK_DIR: Path = Path(tempfile.gettempdir())

    @property
    def is_set_up(self) -> bool:
        """True when a backup could be made at all."""
        return bool(self.BACKUP_PUBLIC_KEYS)
