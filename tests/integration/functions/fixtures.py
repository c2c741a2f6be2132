"""A database of its own that holds the business of `rows`, for the tests that ask its functions."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from tests import catalogue
from tests.catalogue import Catalogue
from tests.integration.functions import rows
from tests.readiness_fixtures import World, world_on


@pytest.fixture(scope="module")
def business_db(env: dict[str, str]) -> Iterator[str]:
    """One for the file."""
    with rows.business(env["SUPABASE_DB_URL"], "business_test") as url:
        yield url


@pytest.fixture(scope="module")
def found(business_db: str) -> Catalogue:
    """What its catalogue tells."""
    with psycopg.connect(business_db) as conn:
        return catalogue.read(conn)


@pytest.fixture
def business(business_db: str) -> Iterator[World]:
    """In a transaction that is taken back."""
    with psycopg.connect(business_db, options="-c timezone=UTC") as conn, conn.transaction(force_rollback=True):
        yield world_on(conn)
