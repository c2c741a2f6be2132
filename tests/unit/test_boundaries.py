"""Pages only draw, and nothing else draws: watched in the imports themselves."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from grimp import ImportGraph, build_graph

from tests.local_stack import ROOT

NOT_IN_PAGES = {
    "psycopg",
    "psycopg_pool",
    "httpx",
    "requests",
    "supabase",
    "postgrest",
    "sqlite3",
    "boto3",
    "subprocess",
}
NOT_IN_BACKEND = {"streamlit", "pages", "plotly"}


def files(folder: str) -> list[Path]:
    return sorted(path for path in (ROOT / folder).rglob("*.py") if "node_modules" not in path.parts)


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


@pytest.mark.parametrize(("folder", "forbidden"), [("pages", NOT_IN_PAGES), ("backend", NOT_IN_BACKEND)])
def test_each_side_keeps_to_its_own(folder: str, forbidden: set[str]) -> None:
    found = {str(path.relative_to(ROOT)): sorted(forbidden & set(imported(path))) for path in files(folder)}
    assert len(found) > 20
    assert {path: names for path, names in found.items() if names} == {}


def test_no_page_speaks_sql() -> None:
    words = ("select ", "insert into", "update ", "delete from")
    for path in files("pages"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not node.value.lower().lstrip().startswith(words), f"{path.name}: {node.value[:40]}"


def imports_of(graph: ImportGraph) -> dict[str, set[str]]:
    # A package's own page hands nothing on: what it imports counts for itself.
    return {module: set(graph.find_modules_directly_imported_by(module)) for module in graph.modules}


def test_no_file_imports_itself_by_a_detour() -> None:
    arrows = imports_of(build_graph("pages", "backend"))
    assert len(arrows) > 300
    TopologicalSorter(arrows).prepare()


def test_seven_storeys_at_most_lie_between_the_console_and_the_values() -> None:
    arrows = imports_of(build_graph("pages", "backend"))
    above: dict[str, set[str]] = {}
    for module, imported_by_it in arrows.items():
        room = ".".join(module.split(".")[:2])
        above.setdefault(room, set()).update(".".join(other.split(".")[:2]) for other in imported_by_it)
    floors: dict[str, int] = {}
    for room in TopologicalSorter({room: below - {room} for room, below in above.items()}).static_order():
        floors[room] = 1 + max((floors[below] for below in above[room] - {room}), default=0)
    console = max(floors["pages.menu"], floors["pages.first_paint"]) + 1
    assert console - 2 <= 7
