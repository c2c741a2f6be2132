"""Requests about a person, for tests of Conformité: noted by the owner, about somebody who called."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import uuid4

import psycopg
import pytest

from backend import fr
from backend.privacy import read as privacy
from backend.supabase.rpc import Rpc
from tests.emptying import empty_tables
from tests.rows import empty
from tests.screens import Signed


def today() -> date:
    """The day on the wall in Québec: in London it may be tomorrow already."""
    return datetime.now(fr.ZONE).date()


@pytest.fixture(autouse=True)
def nothing_noted(db: psycopg.Connection) -> Iterator[None]:
    empty(db)
    empty_tables(db, "privacy_requests", "private.vapi_erasures", "private.erased_calls", "purge_runs", "incidents")
    yield
    empty_tables(db, "privacy_requests", "private.vapi_erasures", "private.erased_calls", "purge_runs", "incidents")


@pytest.fixture
def owner(everyone: dict[str, Signed]) -> Rpc:
    return everyone["owner"][1]


def noted(
    owner: Rpc, phone: str | None, name: str | None = None, days_ago: int = 0, kind: privacy.Kind = "access"
) -> str:
    request = uuid4()
    privacy.ask(owner, request, kind, phone, name, today() - timedelta(days=days_ago))
    return str(request)


def caller_of(db: psycopg.Connection, call_id: str) -> tuple[str, str]:
    row = db.execute("select phone, name from leads where call_id = %s", [call_id]).fetchone()
    assert row is not None
    return row[0], row[1]
