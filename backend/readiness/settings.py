"""The settings that measuring takes."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from backend.backups.settings import BackupSettings
from backend.settings.worker import WorkerSettings


class ReadinessSettings(WorkerSettings, BackupSettings):
    """Everything the worker holds. A secret that would not do is measured here, not refused."""

    urls: ClassVar[tuple[str, ...]] = ("SUPABASE_DB_URL",)
    secrets: ClassVar[tuple[str, ...]] = ()
    secrets_if_set: ClassVar[tuple[str, ...]] = ()

    # Written by the checks of one commit, and shipped with it.
    BUILD_RECORD: Path = Path("build/record.json")
