"""What is worth another try soon, and what is not: a loop of the worker that failed."""

from __future__ import annotations

import asyncio
from typing import cast

import psycopg
import pytest
from psycopg import errors

from backend.worker import run
from backend.worker.loops import Context, Loop


@pytest.mark.parametrize(
    ("error", "soon"),
    [
        (errors.DeadlockDetected("x"), True),
        (psycopg.OperationalError("no route"), True),
        (errors.QueryCanceled("x"), False),
        (ValueError("x"), False),
    ],
    ids=lambda one: type(one).__name__,
)
def test_a_lost_race_and_a_database_away_are_tried_again_soon(
    error: Exception, soon: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "PAUSE_AFTER_FAILURE_S", 0)

    async def fail(_: Context) -> None:
        raise error

    turn = run._turn(Loop("trial", "fails", 60, fail), cast(Context, None))
    assert asyncio.run(turn) is not soon
