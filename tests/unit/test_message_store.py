"""When Postgres counts as away: everything waits then; a message that it merely refuses must stop no other."""

from __future__ import annotations

import psycopg
import pytest
from psycopg_pool import PoolTimeout

from backend.webhook.store import is_gone


@pytest.mark.parametrize("sqlstate", ["08006", "57P01", "57P03", "53300", "53100"])
def test_a_server_that_stops_starts_or_is_full_is_away(sqlstate: str) -> None:
    assert is_gone(psycopg.errors.lookup(sqlstate)("x"))


@pytest.mark.parametrize("error", [psycopg.OperationalError("no route"), PoolTimeout("x"), TimeoutError(), OSError()])
def test_no_answer_at_all_is_away(error: Exception) -> None:
    assert is_gone(error)


@pytest.mark.parametrize("sqlstate", ["54000", "22P05", "23514", "21000", "57014", "40P01"])
def test_a_message_that_is_refused_is_not(sqlstate: str) -> None:
    assert not is_gone(psycopg.errors.lookup(sqlstate)("x"))
