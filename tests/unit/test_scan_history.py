"""A secret that was committed and taken away again is still found."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCAN = Path(__file__).parents[2] / ".ci" / "scan_history.py"
# Put together here, so that no line of our own history looks like a key.
KEY = "AKIA" + "IOSFODNN7" + "EXAMPLQ"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet")
    return tmp_path


def git(repository: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], cwd=repository, check=True, capture_output=True)


def commit(repository: Path, content: str) -> None:
    (repository / "settings.py").write_text(content)
    git(repository, "add", "settings.py")
    git(repository, "commit", "--quiet", "--message", "change")


def scan(repository: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, SCAN], cwd=repository, capture_output=True, text=True, check=False)


def test_a_clean_history_passes(repository: Path) -> None:
    commit(repository, "NAME = 'drain'\n")
    assert scan(repository).returncode == 0


def test_a_secret_taken_away_again_is_found(repository: Path) -> None:
    commit(repository, f"KEY = '{KEY}'\n")
    commit(repository, "KEY = None\n")
    done = scan(repository)
    assert done.returncode == 1
    assert "settings.py: AWS Access Key" in done.stdout
    assert KEY not in done.stdout


def test_a_secret_in_a_commit_message_is_found(repository: Path) -> None:
    commit(repository, "NAME = 'drain'\n")
    git(repository, "commit", "--quiet", "--allow-empty", "--message", f"use {KEY}")
    assert "commit messages: AWS Access Key" in scan(repository).stdout
