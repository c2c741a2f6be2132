"""The planted faults, as data in `faults/`: which words of a file become which others, and the tests that must cry out.

Words and not lines of a diff: what moves within its file still applies, what was rewritten is noticed.
"""

from __future__ import annotations

import ast
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

FOLDER = Path(__file__).with_name("faults")


class DoesNotApply(Exception):
    """The words that a fault changes are not in its file, or not as often as they should be."""


@dataclass(frozen=True)
class Fault:
    """One fault. `missed` says why no test catches it, where that was looked into and left."""

    name: str
    breaks: str
    file: str
    find: str
    put: str
    tests: tuple[str, ...]
    domain: str
    times: int = 1
    missed: str | None = None

    @classmethod
    def from_toml(cls, row: dict[str, Any], domain: str) -> Self:
        """From one `[[fault]]`. Raises TypeError for a field that is unknown or missing."""
        return cls(**{**row, "tests": tuple(row["tests"]), "domain": domain})

    def planted(self, text: str) -> str:
        """The file's text with the fault in it. Raises DoesNotApply."""
        found = text.count(self.find)
        if found != self.times:
            raise DoesNotApply(f"{self.name}: {self.file} holds its words {found} times, not {self.times}")
        return text.replace(self.find, self.put)


def load(folder: Path = FOLDER) -> list[Fault]:
    """All of them, domain by domain, those that run the same tests beside each other."""
    found = [
        Fault.from_toml(row, path.stem)
        for path in sorted(folder.glob("*.toml"))
        for row in tomllib.loads(path.read_text(encoding="utf-8"))["fault"]
    ]
    return sorted(found, key=lambda fault: (fault.domain, fault.tests))


def missing_tests(fault: Fault, root: Path) -> list[str]:
    """Those of its tests that are not there, by file or by name."""
    return [test for test in fault.tests if not _is_there(test, root)]


def _is_there(test: str, root: Path) -> bool:
    path, _, name = test.partition("[")[0].partition("::")
    file = root / path
    if not file.is_file():
        return False
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return not name or any(isinstance(node, ast.FunctionDef) and node.name == name for node in tree.body)
