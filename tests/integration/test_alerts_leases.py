"""What one worker has taken is left to it for a minute, and what may be on the wire is not sent again meanwhile."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from uuid import UUID

import pytest

from backend.alerts import deliver
from backend.alerts.model import Case
from backend.alerts.step import IN_FLIGHT_S, Send
from backend.alerts.store import AlertStore
from backend.messaging import REQUEST_OVER_S
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


def test_a_worker_that_stood_still_before_its_request_does_not_send_what_another_may_have_sent(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.lead("urgent")
    stopped = itertools.chain([0.0, 75.0, 75.0], itertools.repeat(80.0))
    with monkeypatch.context() as patched:
        patched.setattr(deliver, "now_s", lambda: next(stopped))
        world.provider.answers = ["killed_before"]
        world.run(world.deliver())
    assert world.provider.accepted == [] and world.provider.answers == ["killed_before"]
    assert world.db.execute("select state, permanent from alert_attempts").fetchall() == [("failed", False)]
    world.provider.answers = []
    world.pass_time(6)
    world.run(world.deliver())
    assert len(world.provider.accepted) == 1


def test_a_request_that_begins_as_late_as_it_may_is_over_before_its_absence_counts() -> None:
    assert deliver.LATEST_START_S + REQUEST_OVER_S < IN_FLIGHT_S
