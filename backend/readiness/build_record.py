"""What the checks of one commit found: written by `.ci/run`, shipped with the code, compared here with what runs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ValidationError

from backend.project import PROJECT

CODE = ("console.py", "requirements.lock", "backend", "pages", "sql")
SUFFIXES = frozenset({".py", ".sql", ".css", ".js", ".html", ".lock", ".json", ".toml"})
NOT_OURS = frozenset({"node_modules", "__pycache__"})


class Result(BaseModel, frozen=True):
    """One check: held or not, over so many tests or files."""

    ok: bool
    n: int
    detail: dict[str, int] = {}


class BuildRecord(BaseModel, frozen=True):
    """All checks of one commit. `dirty`: the files were not those of the commit."""

    commit: str
    dirty: bool
    at: datetime
    code_sha256: str
    results: dict[str, Result]


def read(path: Path) -> BuildRecord | None:
    """The record beside the code; None when there is none, or none that can be read."""
    try:
        return BuildRecord.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValidationError):
        return None


def code_sha256(root: Path = PROJECT) -> str:
    """One hash of every file that runs: the same here and where the checks ran, or it is not the same code."""
    total = hashlib.sha256()
    for path in sorted(_files(root)):
        total.update(f"{path.relative_to(root).as_posix()}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    for name in CODE:
        place = root / name
        for path in place.rglob("*") if place.is_dir() else [place]:
            if path.is_file() and path.suffix in SUFFIXES and not NOT_OURS & set(path.parts):
                yield path
