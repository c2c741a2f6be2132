"""When Postgres counts as away: everything waits then; what it merely refuses must stop nothing else."""

from __future__ import annotations

import psycopg
import pytest
from psycopg_pool import PoolTimeout

from backend.db import is_gone, is_lost_race


@pytest.mark.parametrize("sqlstate", ["08006", "57P01", "57P03", "53300", "53100"])
def test_a_server_that_stops_starts_or_is_full_is_away(sqlstate: str) -> None:
    assert is_gone(psycopg.errors.lookup(sqlstate)("x"))


@pytest.mark.parametrize("error", [psycopg.OperationalError("no route"), PoolTimeout("x"), TimeoutError(), OSError()])
def test_no_answer_at_all_is_away(error: Exception) -> None:
    assert is_gone(error)


@pytest.mark.parametrize("sqlstate", ["54000", "22P05", "23514", "21000", "57014", "40P01"])
def test_what_is_refused_is_not(sqlstate: str) -> None:
    assert not is_gone(psycopg.errors.lookup(sqlstate)("x"))


def test_what_the_driver_refuses_by_itself_is_not() -> None:
    # As psycopg does with a NUL in a text: without a code, for the server was never asked.
    assert not is_gone(psycopg.DataError("x"))


@pytest.mark.parametrize(("sqlstate", "lost"), [("40P01", True), ("40001", True), ("57014", False), ("08006", False)])
def test_who_waited_for_one_another_lost_a_race(sqlstate: str, lost: bool) -> None:
    assert is_lost_race(psycopg.errors.lookup(sqlstate)("x")) is lost
