"""The auditor shares no code with what it judges."""

from __future__ import annotations

import ast
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "auditor"
OTHERS = {"httpx", "psycopg"}


def test_it_imports_nothing_of_the_product_nor_of_whoever_played_the_run() -> None:
    files = sorted(FOLDER.glob("*.py"))
    assert len(files) > 3
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            ours = [name for name in names if name.split(".")[0] in ("backend", "pages", "tests", "console")]
            assert all(name.startswith("tests.auditor.") for name in ours), (file.name, ours)
