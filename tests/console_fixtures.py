"""A console in front of the stack, for the tests that need one running."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from supabase import create_client

from tests.console_process import COOKIE, ConsoleProcess


@pytest.fixture(scope="session")
def console(env: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[ConsoleProcess]:
    """One running console, shared."""
    folder: Path = tmp_path_factory.mktemp("console")
    process = ConsoleProcess(env, folder)
    process.start()
    yield process
    process.stop()


@pytest.fixture(scope="module")
def patient(env: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[ConsoleProcess]:
    """One that waits for its first screens, however busy the machine: how fast they are is the benchmarks' to say."""
    process = ConsoleProcess({**env, "FIRST_PAINT_PATIENCE_S": "20"}, tmp_path_factory.mktemp("patient"))
    process.start()
    yield process
    process.stop()


@pytest.fixture(scope="module")
def own_console(env: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[ConsoleProcess]:
    """One for a file that others must not share: it is stopped, or its guesses wear down the patience they need."""
    process = ConsoleProcess(env, tmp_path_factory.mktemp("own-console"))
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


@pytest.fixture
def hired(env: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Somebody new of the staff, e-mail and password: what happens to their sessions disturbs no other test."""
    service = create_client(env["SUPABASE_URL"], env["SUPABASE_SECRET_KEY"])
    email, password = f"{uuid4().hex}@drain.example", f"local-{uuid4().hex}"
    user = service.auth.admin.create_user({"email": email, "password": password, "email_confirm": True}).user
    profile = {"user_id": user.id, "email": email, "full_name": "Employé Essai", "role": "staff"}
    service.table("profiles").insert(profile).execute()
    yield email, password
    service.table("profiles").delete().eq("user_id", user.id).execute()
