"""What the database is to be, as `sql/` says it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from backend.db import SQL_FOLDER

FUNCTION = re.compile(r"^create or replace function ([\w.]+)\s*\(.*?\$\$;$", re.MULTILINE | re.DOTALL)
TRIGGER = re.compile(r"^create or replace trigger (\w+) .*? on ([\w.]+) ", re.MULTILINE)
SEED = re.compile(r"^insert into ([\w.]+) .*?;$", re.MULTILINE | re.DOTALL)
# What tables name in checks, defaults and indexes.
EARLY = "checks.sql"
# Takes every right back before the other files give theirs.
RESET = "reset.sql"


@dataclass(frozen=True, slots=True)
class File:
    """One file of `sql/`, by its path in there."""

    name: str
    text: str

    @property
    def sha256(self) -> str:
        """By which a file that changed is known."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Declared:
    """Everything, in the order in which it is applied."""

    migrations: tuple[File, ...]
    functions: tuple[File, ...]
    triggers: tuple[File, ...]
    seed: tuple[File, ...]
    rights: tuple[File, ...]

    @property
    def code(self) -> tuple[File, ...]:
        """What is applied whole whenever any of it changed."""
        return (*self.functions, *self.triggers, *self.seed, *self.rights)

    @property
    def early(self) -> tuple[File, ...]:
        """The functions that tables need before they can be made."""
        return tuple(file for file in self.functions if file.name.endswith(f"/{EARLY}"))

    def statements(self) -> list[tuple[str, str]]:
        """Each function's name and text."""
        return [(match[1], match[0]) for file in self.functions for match in FUNCTION.finditer(file.text)]

    def trigger_names(self) -> set[tuple[str, str]]:
        """Each trigger's table and name."""
        return {(match[2], match[1]) for file in self.triggers for match in TRIGGER.finditer(file.text)}

    def seeds(self) -> list[tuple[str, str]]:
        """Each table that begins with rows, and what puts them in."""
        return [(match[1], match[0]) for file in self.seed for match in SEED.finditer(file.text)]


def read(folder: Path = SQL_FOLDER) -> Declared:
    """All of `sql/`; a folder without some part has none of it."""
    rights = _files(folder, (folder / "rights").glob("*.sql"))
    return Declared(
        migrations=_files(folder, (folder / "migrations").glob("[0-9]*.sql")),
        functions=_files(folder, (folder / "functions").glob("*/*.sql")),
        triggers=_files(folder, folder.glob("triggers.sql")),
        seed=_files(folder, folder.glob("seed.sql")),
        rights=tuple(sorted(rights, key=lambda file: (not file.name.endswith(RESET), file.name))),
    )


def _files(folder: Path, paths: Iterable[Path]) -> tuple[File, ...]:
    return tuple(File(path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8")) for path in sorted(paths))
