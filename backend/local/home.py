"""Where the stack keeps what it must remember: one folder, and two data folders in it."""

from __future__ import annotations

import contextlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from backend.project import PROJECT

HOME_VARIABLE = "DRAIN_LOCAL_DIR"
OLD_LOG_SUFFIX = ".1"

# `demo` holds invented calls; `empty` holds what tests and benchmarks put there. Never the same database.
Mode = Literal["demo", "empty"]


@dataclass(frozen=True)
class Home:
    """The stack's folder. Two folders are two stacks, which may run side by side."""

    folder: Path

    @property
    def secrets_file(self) -> Path:
        """Keys and passwords of this install, readable by its owner only."""
        return self.folder / "secrets.json"

    @property
    def backup_key(self) -> Path:
        """The private key of this install's backups; `--fresh` forgets copies, not keys."""
        return self.folder / "backup-key.txt"

    @property
    def state_file(self) -> Path:
        """What runs now, and on which ports."""
        return self.folder / "state.json"

    @property
    def ports_file(self) -> Path:
        """The ports of the last start, taken again when they are free."""
        return self.folder / "ports.json"

    @property
    def lock_file(self) -> Path:
        """Held by the running supervisor."""
        return self.folder / "lock"

    @property
    def logs(self) -> Path:
        """One file a program."""
        return self.folder / "logs"

    def log(self, name: str) -> Path:
        """The log of one program."""
        return self.logs / f"{name}.log"

    def hold_file(self, name: str) -> Path:
        """While it is there, the supervisor leaves that program dead until the time written in it."""
        return self.folder / f"hold-{name}"

    def data(self, mode: Mode) -> Path:
        """Everything that `--fresh` forgets."""
        return self.folder / mode

    def prepare(self) -> None:
        """Make the folders. Others may pass through, not look: Postgres may run as another user."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o711)
        self.logs.mkdir(mode=0o700, exist_ok=True)
        for log in self.logs.glob("*.log"):
            # Another launch at this very moment may have put it aside already.
            with contextlib.suppress(FileNotFoundError):
                log.replace(log.with_name(log.name + OLD_LOG_SUFFIX))

    def prepare_data(self, mode: Mode, *, fresh: bool) -> None:
        """Make the mode's data folder, emptied first when `fresh`."""
        if fresh:
            shutil.rmtree(self.data(mode), ignore_errors=True)
        self.data(mode).mkdir(exist_ok=True)
        self.data(mode).chmod(0o711)


def current_home() -> Home:
    """The folder named by DRAIN_LOCAL_DIR, else `.local` in the project."""
    named = os.environ.get(HOME_VARIABLE)
    return Home(Path(named).resolve() if named else PROJECT / ".local")
