"""Whoever calls and whatever goes wrong: what must hold for anybody, held against sixty seeds of invented callers.

`make drill-callers` plays ten thousand. `python -m tests.drills.callers --call SEED` plays one of them again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from tests.drills.callers.case import Case
from tests.drills.callers.draw import draw
from tests.drills.callers.play import play_all
from tests.drills.callers.promises import PROMISES, Promise
from tests.drills.callers.seen import empty, look
from tests.local_stack import Stack

SEEDS = range(60)


@pytest.fixture(scope="module")
def cases(stack: Stack) -> Iterator[list[Case]]:
    """Sixty callers, played once for all promises."""
    secret = stack.env["VAPI_WEBHOOK_SECRET"]
    with psycopg.connect(stack.db_url, autocommit=True) as db:
        empty(db)
        with nothing_leaves(db):
            played = play_all([draw(seed) for seed in SEEDS], stack.webhook_url, secret)
            yield [Case(one, seen) for one, seen in zip(played, look(db, played), strict=True)]
            empty(db)


@contextmanager
def nothing_leaves(db: psycopg.Connection[Any]) -> Iterator[None]:
    """Alerts wait: a call is played in a moment here, and what was sent in its middle is rightly told again."""
    waits = db.execute("select kind, bundle_minutes from alert_rules").fetchall()
    db.execute("update alert_rules set bundle_minutes = 5")
    yield
    for kind, minutes in waits:
        db.execute("update alert_rules set bundle_minutes = %s where kind = %s", [minutes, kind])


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_any_caller(promise: Promise, cases: list[Case]) -> None:
    assert [f"{why} ({case.played.caller})" for case in cases for why in promise(case)] == []


def test_the_callers_are_different_and_most_of_them_meet_something_wrong(cases: list[Case]) -> None:
    assert len({case.played.caller.first.scenario.name for case in cases}) > 30
    assert len({fault for case in cases for fault in case.faults}) > 25
    assert sum(bool(case.faults) for case in cases) > 40
    assert sum(bool(case.seen.leads) for case in cases) > 30 and sum(bool(case.standing) for case in cases) > 8
