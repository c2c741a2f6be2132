"""Who is in front of the screen: the only thing that these tests decide for the screens."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest

from backend.console.sealed_words import SealedWords
from pages.ui import session
from tests.rows import empty
from tests.screens import Signed, signed_in


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
def nothing_yet(db: psycopg.Connection) -> None:
    """Every test begins without a call."""
    empty(db)
