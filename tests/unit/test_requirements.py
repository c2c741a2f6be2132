"""What is asked for by name is what is locked, with hashes, and each name has a reader who can say why it is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LISTS = ("requirements", "requirements-embedded", "requirements-dev")
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[a-z,]+\])?==(\S+)")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")
# The console's packages as its owner ordered them, and the one that runs the tests.
ORDERED = {"streamlit", "supabase", "pandas", "plotly", "sentry-sdk", "requests"}


def pinned(name: str) -> dict[str, str]:
    found = (PINNED.match(line) for line in (ROOT / name).read_text(encoding="utf-8").splitlines())
    return {normal(match.group(1)): match.group(2) for match in found if match}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("name", LISTS)
def test_a_list_and_its_lock_agree(name: str) -> None:
    asked, locked = pinned(f"{name}.txt"), pinned(f"{name}.lock")
    assert asked
    assert {one: locked.get(one) for one in asked} == asked, "run « make lock »"


def test_the_programs_run_on_the_versions_that_were_tested() -> None:
    programs, embedded, everything = (pinned(f"{name}.lock") for name in LISTS)
    assert programs.items() <= embedded.items() <= everything.items()


@pytest.mark.parametrize("name", LISTS)
def test_a_lock_holds_names_versions_and_hashes_only(name: str) -> None:
    text = (ROOT / f"{name}.lock").read_text(encoding="utf-8")
    assert "://" not in text
    packages = [block for block in re.split(r"\n(?=\S)", text.rstrip("\n")) if not block.startswith("#")]
    assert len(packages) > 70
    for package in packages:
        first, *hashes = package.split("\n")
        assert PINNED.match(first), first
        assert hashes, first
        assert [line for line in hashes if not HASH.match(line)] == [], first


def test_the_programs_stand_on_what_was_ordered() -> None:
    assert pinned("requirements.txt").keys() >= ORDERED
    assert "pytest" in pinned("requirements-dev.txt")


def test_each_dependency_has_its_line() -> None:
    lines = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").splitlines()
    told = {normal(line.split("|")[1].strip().partition("[")[0]) for line in lines if line.startswith("| ")}
    asked = {one for name in LISTS for one in pinned(f"{name}.txt")}
    assert asked - told == set()
