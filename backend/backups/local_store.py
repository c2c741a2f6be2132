"""A folder of this machine, or a disk mounted there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from backend.backups.dump import disk_error
from backend.backups.errors import BackupError
from backend.backups.storage import CHUNK, Space

P = ParamSpec("P")
T = TypeVar("T")


def _naming_troubles(method: Callable[P, T]) -> Callable[P, T]:
    @wraps(method)
    def named(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return method(*args, **kwargs)
        except OSError as error:
            raise disk_error(error) from None

    return named


class LocalStore:
    """One file a copy, private to its owner; read by the folder's group too where whoever made the folder lets it."""

    def __init__(self, folder: Path) -> None:
        self.name = "local"
        self._folder = folder

    @_naming_troubles
    def drafts(self) -> Path:
        """On the same disk: what is written there moves here in one step."""
        folder = self._folder / "drafts"
        self._make()
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder

    @_naming_troubles
    def put(self, file: Path, name: str) -> None:
        self._let_read(file)
        file.replace(self._folder / name)
        self._sync()

    def open(self, name: str) -> Iterator[bytes]:
        self.room()
        try:
            with (self._folder / name).open("rb") as file:
                while chunk := file.read(CHUNK):
                    yield chunk
        except FileNotFoundError:
            raise BackupError("missing_file", name) from None
        except OSError as error:
            raise disk_error(error) from None

    @_naming_troubles
    def names(self) -> list[str]:
        return sorted(entry.name for entry in os.scandir(self._folder) if entry.is_file())

    @_naming_troubles
    def delete(self, name: str) -> None:
        (self._folder / name).unlink(missing_ok=True)

    @_naming_troubles
    def room(self) -> Space:
        self._make()
        usage = shutil.disk_usage(self._folder)
        return Space(usage.free, usage.total)

    def _let_read(self, file: Path) -> None:
        folder = self._folder.stat()
        by_group = folder.st_mode & 0o040 and folder.st_gid in (os.getegid(), *os.getgroups())
        if by_group:
            os.chown(file, -1, folder.st_gid)
        file.chmod(0o640 if by_group else 0o600)

    def _make(self) -> None:
        # Never more than one level: a disk that is not mounted must not be taken for an empty one.
        self._folder.mkdir(mode=0o700, exist_ok=True)

    def _sync(self) -> None:
        # The name too must survive a power cut.
        handle = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
