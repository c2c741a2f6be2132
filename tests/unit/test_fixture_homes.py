"""What is made once for the whole run is made once: pytest makes another one for each file that imports it.

What hangs on it, a session of the console say, would then belong to whichever was made first.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parents[1]
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(TESTS.rglob("*.py"))}


def made_once() -> set[str]:
    functions = (node for tree in TREES.values() for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return {one.name for one in functions if "scope='session'" in "".join(map(ast.unparse, one.decorator_list))}


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from (name.name for name in node.names)


def test_what_is_made_once_is_imported_by_a_conftest_only() -> None:
    once = made_once()
    assert {"stack", "console", "cookies", "copied_database", "everyone"} <= once
    files = {path: tree for path, tree in TREES.items() if path.name.startswith("test_")}
    taken = {path.name: found for path, tree in files.items() if (found := once & set(imported(tree)))}
    assert taken == {}
