"""Queries of the embedded stack: files of statements, each under `-- its_name: what it is for`."""

from __future__ import annotations

import re
from functools import cache

from backend.db import SQL_FOLDER

FOLDER = SQL_FOLDER / "embedded" / "queries"
_HEAD = re.compile(r"^-- (?P<name>\w+): .*\n", re.MULTILINE)


@cache
def named(where: str) -> bytes:
    """The text of `file.name`. Raises KeyError."""
    file, _, name = where.partition(".")
    return _statements(file)[name]


@cache
def _statements(file: str) -> dict[str, bytes]:
    _, *parts = _HEAD.split((FOLDER / f"{file}.sql").read_text(encoding="utf-8"))
    return {name: text.strip().removesuffix(";").encode() for name, text in zip(parts[::2], parts[1::2], strict=True)}
