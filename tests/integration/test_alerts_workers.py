"""Several workers share the work: each alert is sent by one of them, once, and a death among them loses nothing."""

from __future__ import annotations

import pytest

from tests.alert_fixtures import AlertDesk, desk
from tests.drills.alert_room import AlertRoom
from tests.drills.scenes import kill
from tests.drills.tally import settle

__all__ = ["desk"]

COUNT = 50


@pytest.fixture
def trial(desk: AlertDesk) -> AlertRoom:
    """The desk of the drills, on this stack."""
    own = AlertRoom(desk.stack, desk.brevo)
    own.clear()
    return own


@pytest.mark.parametrize("workers", [2, 4])
def test_each_alert_is_sent_once(trial: AlertRoom, workers: int) -> None:
    trial.brevo.command(mode="slow", scope="sends", seconds=0.1)
    with trial.more_workers(workers - 1):
        trial.raise_alerts(COUNT)
        tally = settle(trial, "together", COUNT, 0.0)
    assert not tally.broken, tally
    assert (tally.sms, tally.emails) == (COUNT, 0)


def test_a_worker_killed_after_acceptance_loses_none_and_doubles_none(trial: AlertRoom) -> None:
    trial.brevo.command(mode="slow", scope="sends", seconds=3)
    trial.raise_alerts(COUNT)
    trial.wait_for(lambda: 0 < len(trial.brevo.received()["sms"]) < COUNT, "some were accepted, none was recorded")
    kill(trial, "worker")
    trial.brevo.command(mode="normal")
    trial.forget_leases()
    tally = settle(trial, "killed", COUNT, 0.0, hurry_s=5)
    assert not tally.broken, tally
    assert tally.sms == COUNT
