"""The pages speak of what is there: each path, link and setting that they name exists, and the README stays short."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)|src=\"([^\"]+)\"")
# A path of this repository between backquotes, a folder or a file; `*` and `<…>` stand for several.
NAMED = re.compile(r"`((?:backend|pages|sql|tests|docs|deploy|\.ci|\.streamlit)/[\w./*<>-]*)`")
# `unit/test_x.py` is named from `tests/`.
TEST = re.compile(r"`((?:unit|integration|pages|browser)/test_\w+\.py)(?:::\w+)?`")
# `Alert` of `backend/alerts/model.py`.
OF = re.compile(r"`(\w+)`\s+of\s+`((?:backend|pages)/[\w/]+\.py)`")
# `private.claim_alerts`, and `private.gate_…()` for all that begin so.
IN_SQL = re.compile(r"`((?:private|public)\.[a-z_]+)[…()]*`")
# Not in git, on purpose.
KEPT_OUT = {".streamlit/secrets.toml"}


def named(page: Path) -> Iterator[str]:
    text = page.read_text(encoding="utf-8")
    yield from (path for path in NAMED.findall(text) if path not in KEPT_OUT)
    yield from (f"tests/{path}" for path in TEST.findall(text))


def linked(page: Path) -> Iterator[str]:
    for match in LINK.finditer(page.read_text(encoding="utf-8")):
        target = match.group(1) or match.group(2)
        if "://" not in target:
            yield target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_path_that_a_page_names_is_there(page: Path) -> None:
    gone = [path for path in named(page) if not any(ROOT.glob(re.sub(r"<[^>]*>", "*", path.rstrip("/"))))]
    assert gone == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_name_is_in_the_file_that_a_page_says(page: Path) -> None:
    wrong = [
        f"{name} of {path}"
        for name, path in OF.findall(page.read_text(encoding="utf-8"))
        if not re.search(rf"^(?:class|def|async def) {name}\b", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert wrong == []


def test_each_table_and_function_that_a_page_names_is_in_sql() -> None:
    sql = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "sql").rglob("*.sql"))
    asked = {(page.name, name) for page in PAGES for name in IN_SQL.findall(page.read_text(encoding="utf-8"))}
    assert len(asked) > 20
    assert {one for one in asked if not re.search(rf"\b{re.escape(one[1])}", sql)} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_link_of_a_page_leads_somewhere(page: Path) -> None:
    assert [target for target in linked(page) if not (page.parent / target).exists()] == []


def test_the_readme_is_read_in_five_minutes() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 150
    assert "make run " in text and "make test " in text


def settings() -> Iterator[str]:
    """What the programs read, the embedded stack's own left out: its settings are given by the stack that starts it."""
    for path in (ROOT / "backend").rglob("*.py"):
        if "local" in path.relative_to(ROOT).parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and any(ast.unparse(base).endswith("Settings") for base in node.bases):
                fields = (one.target for one in node.body if isinstance(one, ast.AnnAssign))
                yield from (field.id for field in fields if isinstance(field, ast.Name) and field.id.isupper())


def test_each_setting_has_its_row() -> None:
    lines = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8").splitlines()
    told = {name for line in lines if line.startswith("| ") for name in re.findall(r"`([A-Z][A-Z0-9_]+)`", line)}
    known = set(settings())
    assert len(known) > 30
    assert known - told == set()


def test_each_page_is_found_from_the_readme() -> None:
    targets = set(linked(ROOT / "README.md"))
    pages = {str(page.relative_to(ROOT)) for page in PAGES if page.parent == ROOT / "docs"}
    assert pages - targets == set()
