"""Who is in front of the screen: the only thing that these tests decide for the screens."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psycopg
import pytest

from backend.console.sealed_words import SealedWords
from backend.db import query
from pages.ui import session
from tests import outage
from tests.local_stack import Stack
from tests.rows import empty
from tests.screens import Signed, signed_in
from tests.waiting import until

# Longer than all screens together take.
HELD_S = 7200.0


@pytest.fixture(scope="package", autouse=True)
def no_worker(stack: Stack) -> Iterator[None]:
    """The stack's worker rests: what it does by the minute would come between a row and the screen that shows it."""
    # Another room may have killed it a moment ago: there is nothing to hold down before it is back.
    until(lambda: stack.command("kill", "worker", "--held", str(HELD_S)).returncode == 0, "the worker")
    yield
    outage.let_back(stack, "worker")


@pytest.fixture
def worker(nothing_yet: None, stack: Stack, db: psycopg.Connection) -> Iterator[None]:
    """The stack's worker at work, for what is seen of what it does."""
    db.execute("delete from private.heartbeats where program = 'worker'")
    outage.let_back(stack, "worker")
    until(lambda: db.execute("select from private.heartbeats where program = 'worker'").fetchone() is not None)
    yield
    outage.kill(stack, "worker", HELD_S)


@pytest.fixture(scope="session")
def everyone(env: dict[str, str]) -> dict[str, Signed]:
    """The three people, signed in once."""
    return {role: signed_in(env, role) for role in ("owner", "staff", "admin")}


@pytest.fixture
def become(everyone: dict[str, Signed], monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sit down as the person of that role."""

    def sit_down(role: str) -> None:
        monkeypatch.setattr(session, "current", lambda: everyone[role])
        monkeypatch.setattr(session, "sealed_words", lambda: SealedWords(b"of the tests"))
        monkeypatch.setattr(session, "webhook_url", lambda: "https://crochet.example")

    return sit_down


@pytest.fixture(autouse=True)
def nothing_yet(no_worker: None, db: psycopg.Connection) -> None:
    """Every test begins without a call, a moment after the worker last said that it lives."""
    empty(db)
    db.execute(query("heartbeat"), ["worker", "tests", ""])
