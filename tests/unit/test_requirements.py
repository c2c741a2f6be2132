"""What is asked for by name is what is locked, with hashes, and each name has a reader who can say why it is there."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LISTS = ("requirements", "requirements-embedded", "requirements-dev")
# Apart from them, in an environment of its own.
TOOLS = "requirements-tools"
LOCKED = (*LISTS, TOOLS)
INSTALLS = re.compile(r"\bpip\b\"?,?\s+\"?install\b")
# Everything that installs, or tells somebody how to.
INSTALLERS = ("Makefile", "*.md", ".ci/*", "deploy/**/*", "docs/**/*.md", "backend/**/*.py")
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[a-z,]+\])?==(\S+)")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")
# The console's packages as its owner ordered them, and the one that runs the tests.
ORDERED = {"streamlit", "supabase", "pandas", "plotly", "sentry-sdk", "requests"}


def pinned(name: str) -> dict[str, str]:
    found = (PINNED.match(line) for line in (ROOT / name).read_text(encoding="utf-8").splitlines())
    return {normal(match.group(1)): match.group(2) for match in found if match}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("name", LOCKED)
def test_a_list_and_its_lock_agree(name: str) -> None:
    asked, locked = pinned(f"{name}.txt"), pinned(f"{name}.lock")
    assert asked
    assert {one: locked.get(one) for one in asked} == asked, "run « make lock »"


def test_the_programs_run_on_the_versions_that_were_tested() -> None:
    programs, embedded, everything = (pinned(f"{name}.lock") for name in LISTS)
    assert programs.items() <= embedded.items() <= everything.items()


@pytest.mark.parametrize("name", LOCKED)
def test_a_lock_holds_names_versions_and_hashes_only(name: str) -> None:
    text = (ROOT / f"{name}.lock").read_text(encoding="utf-8")
    assert "://" not in text
    packages = [block for block in re.split(r"\n(?=\S)", text.rstrip("\n")) if not block.startswith("#")]
    assert len(packages) > (20 if name == TOOLS else 70)
    for package in packages:
        first, *hashes = package.split("\n")
        assert PINNED.match(first), first
        assert hashes, first
        assert [line for line in hashes if not HASH.match(line)] == [], first


def installations() -> Iterator[str]:
    """Every line that has pip install something, with those that it goes on in."""
    files = {path for pattern in INSTALLERS for path in ROOT.glob(pattern) if "node_modules" not in path.parts}
    for path in sorted(path for path in files if path.is_file()):
        lines = path.read_text(encoding="utf-8", errors="ignore").replace("\\\n", " ").splitlines()
        yield from (f"{path.name}: {line.strip()}" for line in lines if INSTALLS.search(line))


def test_nothing_is_installed_without_its_hash() -> None:
    found = list(installations())
    assert {"Makefile", "Dockerfile", "release", "npm.py"} <= {line.partition(":")[0] for line in found}
    assert [line for line in found if "--require-hashes" not in line and "$(PIP_OPTIONS)" not in line] == []
    assert (
        "--require-hashes"
        in (ROOT / "Makefile").read_text(encoding="utf-8").partition("PIP_OPTIONS :=")[2].split("\n")[0]
    )


def test_a_server_installs_all_that_the_programs_import() -> None:
    """What only the embedded stack, the tests or the checks need is not there; nothing outside them may ask for it."""
    locked, made_by = pinned("requirements.lock"), packages_distributions()
    files = [ROOT / "console.py", *(ROOT / "pages").rglob("*.py"), *(ROOT / "backend").rglob("*.py")]
    ours = [path for path in files if not {"node_modules", "local"} & set(path.relative_to(ROOT).parts)]
    asked = {(name, path.name) for path in ours for name in foreign(path)}
    assert len(asked) > 50
    assert {one for one in asked if not {normal(maker) for maker in made_by.get(one[0], [])} & locked.keys()} == set()


def foreign(path: Path) -> Iterator[str]:
    """The packages that a file imports, but for Python's own and ours."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        found = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found = [node.module]
        names = {name.partition(".")[0] for name in found}
        yield from names - sys.stdlib_module_names - {"backend", "pages", "__future__"}


def test_the_programs_stand_on_what_was_ordered() -> None:
    assert pinned("requirements.txt").keys() >= ORDERED
    assert "pytest" in pinned("requirements-dev.txt")


def test_each_dependency_has_its_line() -> None:
    lines = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").splitlines()
    told = {normal(line.split("|")[1].strip().partition("[")[0]) for line in lines if line.startswith("| ")}
    asked = {one for name in LOCKED for one in pinned(f"{name}.txt")}
    assert asked - told == set()
