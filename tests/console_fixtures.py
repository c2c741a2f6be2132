"""A console in front of the stack, for the tests that need one running."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.console_process import COOKIE, ConsoleProcess


@pytest.fixture(scope="session")
def console(env: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[ConsoleProcess]:
    """One running console, shared."""
    folder: Path = tmp_path_factory.mktemp("console")
    process = ConsoleProcess(env, folder)
    process.start()
    yield process
    process.stop()


@pytest.fixture(scope="session")
def cookies(console: ConsoleProcess) -> dict[str, str]:
    """A signed-in session for each role."""
    found = {}
    for role in ("owner", "staff", "admin"):
        with console.browser() as browser:
            found[role] = browser.post("/connexion", data={"compte": role}).cookies[COOKIE]
    return found
