"""A database of its own on the tests' server, with what Supabase gives before any migration; and a `sql/` to change."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from backend.db import SQL_FOLDER
from tests import hosted_database

PARTS = ("functions", "migrations", "rights")


@contextmanager
def blank_database(db_url: str, name: str) -> Iterator[str]:
    """Its address; gone at the end."""
    url = hosted_database.create(db_url, name)
    try:
        yield url
    finally:
        with psycopg.connect(db_url, autocommit=True) as admin:
            admin.execute(f"drop database if exists {name} with (force)".encode())


class Tree:
    """A copy of `sql/` that a test may change."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for part in PARTS:
            shutil.copytree(SQL_FOLDER / part, folder / part)
        for file in ("triggers.sql", "seed.sql"):
            shutil.copy(SQL_FOLDER / file, folder / file)

    def write(self, name: str, text: str) -> None:
        """A new file, or another text for one that is there."""
        (self.folder / name).parent.mkdir(exist_ok=True)
        (self.folder / name).write_text(text)

    def read(self, name: str) -> str:
        """What a file says now."""
        return (self.folder / name).read_text()

    def replace(self, name: str, old: str, new: str) -> None:
        """Other words in a file; they must be there."""
        text = self.read(name)
        assert old in text, f"{name} does not say {old}"
        self.write(name, text.replace(old, new))
