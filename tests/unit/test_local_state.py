"""A process is ours by its number and by when it began, never by its number alone."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from backend.local import lock, state
from backend.local.home import Home
from backend.local.state import Running, State
from backend.postgres import npm


def test_the_state_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    home, myself = Home(tmp_path), Running.of(os.getpid())
    written = State("demo", True, {"console": 1}, myself, "/data", ready=True, children={"worker": myself})
    state.write(home, written)
    assert state.read(home) == written
    assert written.is_running


def test_no_state_or_a_damaged_one_is_no_state(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert state.read(home) is None
    home.state_file.write_text("{")
    assert state.read(home) is None


def test_a_number_that_began_at_another_time_is_another_process() -> None:
    myself = Running.of(os.getpid())
    assert myself.process() is not None
    assert replace(myself, began=myself.began - 60).process() is None


def test_a_dead_process_is_gone_even_before_its_parent_has_noticed() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    known = Running.of(child.pid)
    assert known.process() is not None
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert known.process() is None
    child.communicate()


def test_the_lock_is_for_one(tmp_path: Path) -> None:
    home = Home(tmp_path / "new")
    with lock.held(home) as first, lock.held(home) as second:
        assert (first, second) == (True, False)
        assert lock.is_taken(home)
    assert not lock.is_taken(home)


@pytest.mark.parametrize("brought", [npm.POSTGREST, npm.POSTGRES], ids=lambda one: one.label)
def test_another_program_than_the_expected_one_is_not_taken_for_it(tmp_path: Path, brought: npm.Brought) -> None:
    other = tmp_path / "program"
    assert not npm.is_expected(other, brought.sha256)
    other.write_bytes(b"something else")
    assert not npm.is_expected(other, brought.sha256)


@pytest.mark.parametrize(
    ("brought", "integrity"),
    [(npm.POSTGREST, "sha512-YdoDWSnozHr5oQO+oNPeE3U8X"), (npm.POSTGRES, "sha512-hU4Sgna19ixDP/l3P/zkHhQ9B0JD")],
    ids=["PostgREST", "Postgres"],
)
def test_a_lock_file_of_npm_names_a_fingerprint_and_no_host(brought: npm.Brought, integrity: str) -> None:
    text = (brought.folder / "package-lock.json").read_text(encoding="utf-8")
    assert integrity in text
    assert "://" not in text and "resolved" not in text
