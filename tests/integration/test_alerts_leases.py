"""What one worker has taken is left to it for a minute, and what may be on the wire is not sent again meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest

from backend.alerts.model import Case
from backend.alerts.step import Send
from backend.alerts.store import AlertStore
from tests.alert_model import LATE_S, World
from tests.integration.test_alerts_machine import EMPTY, Alerts, on_a_base_of_its_own
from tests.local_stack import Stack

STATES = "select state from alert_attempts order by at"


@pytest.fixture
def world(stack: Stack) -> Iterator[World]:
    """A base without a worker, with two people on call."""
    with on_a_base_of_its_own(stack):
        Alerts.db.execute(EMPTY.encode())
        yield World(Alerts.pool, Alerts.db, Alerts.runner)


def claim() -> list[UUID]:
    """What a worker that looks for work gets."""
    return Alerts.runner.run(AlertStore(Alerts.pool).claim(10))


def test_what_one_worker_took_is_no_other_workers_for_a_minute_and_then_it_is(world: World) -> None:
    world.lead("urgent")
    mine = claim()
    assert len(mine) == 1
    assert claim() == []
    world.pass_time(50)
    assert claim() == []
    # The worker has died, or it would have let go.
    world.pass_time(11)
    assert claim() == mine


def test_each_of_two_that_look_at_once_gets_its_own(world: World) -> None:
    for _ in range(2):
        world.lead("urgent")
    store = AlertStore(Alerts.pool)
    first, second = (Alerts.runner.run(store.claim(1)) for _ in range(2))
    assert len(first) == len(second) == 1 and first != second
    assert claim() == []


def test_what_was_decided_before_somebody_saw_it_is_not_carried_out(world: World) -> None:
    world.lead("urgent")
    store = AlertStore(Alerts.pool)
    [alert_id] = claim()
    given = Alerts.runner.run(store.case(alert_id))
    send, version = Send("sms", Case.from_json(given).chain[0], 0), given["alert"]["version"]
    world.db.execute("select private.acknowledge(%s, 'Sylvie', 'reply')", [alert_id])
    assert Alerts.runner.run(store.prepare(alert_id, send, version)) is None
    assert world.db.execute(STATES).fetchall() == []
    seen = Alerts.runner.run(store.case(alert_id))["alert"]
    assert Alerts.runner.run(store.prepare(alert_id, send, seen["version"])) is not None


def test_a_request_given_up_on_is_not_sent_again_while_it_may_still_be_taken(world: World) -> None:
    world.lead("urgent")
    world.provider.answers = ["late"]
    for _ in range(12):
        world.run(world.deliver())
        world.pass_time(5)
        if world.provider.clock < LATE_S:
            assert world.provider.accepted == []
    assert len(world.provider.accepted) == 1
    assert world.db.execute(STATES).fetchall() == [("handed_over",)]
