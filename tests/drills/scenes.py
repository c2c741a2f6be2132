"""What breaks in each drill. Every scene begins on an empty desk and returns what was counted."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.drills.alert_room import AlertRoom
from tests.drills.tally import Tally, settle

COUNT = 50
Scene = Callable[[AlertRoom], Tally]


def refused_for_ten_seconds(desk: AlertRoom) -> Tally:
    """503 to everything, ten real seconds."""
    started = time.monotonic()
    desk.brevo.command(mode="down")
    desk.raise_alerts(COUNT)
    time.sleep(10)
    desk.brevo.command(mode="normal")
    return settle(desk, "provider refuses everything (503) for 10 s", COUNT, started, hurry_s=5)


def refused_for_ten_minutes(desk: AlertRoom) -> Tally:
    """The same, each of ten seconds counting as a minute."""
    return _minutes_away(desk, "down", "all", "provider refuses everything (503) for 10 min, a minute a second")


def sends_refused_for_ten_minutes(desk: AlertRoom) -> Tally:
    """Only what sends is refused: the statistics answer, and may be asked a hundred times an hour."""
    return _minutes_away(desk, "down", "sends", "only sends refused (503) for 10 min, a minute a second")


def cut_after_accepting(desk: AlertRoom) -> Tally:
    """Every message is taken, and no request is answered."""
    started = time.monotonic()
    desk.brevo.command(mode="accept_then_cut", times=COUNT)
    desk.raise_alerts(COUNT)
    return settle(desk, "connection cut after accepting, every message", COUNT, started, hurry_s=5)


def failing_after_accepting(desk: AlertRoom) -> Tally:
    """Every message is taken and answered with 500; the statistics know of it three seconds later."""
    started = time.monotonic()
    desk.brevo.command(mode="accept_then_500", times=COUNT, statistics_delay_s=3)
    desk.raise_alerts(COUNT)
    return settle(desk, "500 after accepting, every message; statistics 3 s late", COUNT, started)


def killed_before_recording(desk: AlertRoom) -> Tally:
    """The answers come three seconds after the acceptance; the worker dies in between."""
    started = time.monotonic()
    desk.brevo.command(mode="slow", scope="sends", seconds=3)
    desk.raise_alerts(COUNT)
    desk.wait_for(lambda: 0 < len(desk.brevo.received()["sms"]) < COUNT, "some were accepted, none was recorded")
    kill(desk, "worker")
    desk.brevo.command(mode="normal")
    desk.forget_leases()
    return settle(desk, "worker killed -9 between acceptance and recording", COUNT, started, hurry_s=5)


def killed_again_and_again(desk: AlertRoom) -> Tally:
    """Killed four times while fifty are sent, wherever it may be."""
    started = time.monotonic()
    desk.brevo.command(mode="slow", scope="sends", seconds=0.3)
    desk.raise_alerts(COUNT)
    for _ in range(4):
        desk.wait_for(lambda: desk.listening() == 1, "the worker is back")
        time.sleep(0.4)
        kill(desk, "worker")
        desk.wait_for(lambda: desk.listening() == 0, "the worker is gone")
        desk.forget_leases()
    desk.brevo.command(mode="normal")
    desk.forget_leases()
    return settle(desk, "worker killed -9 four times in the middle of 50 sends", COUNT, started, hurry_s=5)


def two_workers(desk: AlertRoom) -> Tally:
    """Two workers, each with work for one."""
    return _together(desk, 2)


def four_workers(desk: AlertRoom) -> Tally:
    """Four workers, one of them killed on the way."""
    return _together(desk, 4)


def postgres_killed(desk: AlertRoom) -> Tally:
    """The database dies while messages are on their way, and is away for three seconds."""
    started = time.monotonic()
    desk.brevo.command(mode="slow", scope="sends", seconds=1)
    desk.raise_alerts(COUNT)
    desk.wait_for(lambda: len(desk.brevo.received()["sms"]) > 0, "the first was accepted")
    kill(desk, "postgres", held_s=3)
    desk.brevo.command(mode="normal")
    desk.wait_for(lambda: desk.listening() == 1, "the worker is connected again")
    desk.forget_leases()
    return settle(desk, "Postgres killed -9 in the middle of 50 sends, away for 3 s", COUNT, started, hurry_s=5)


SCENES: tuple[Scene, ...] = (
    refused_for_ten_seconds,
    refused_for_ten_minutes,
    sends_refused_for_ten_minutes,
    cut_after_accepting,
    failing_after_accepting,
    killed_before_recording,
    killed_again_and_again,
    two_workers,
    four_workers,
    postgres_killed,
)


def _minutes_away(desk: AlertRoom, mode: str, scope: str, name: str) -> Tally:
    started = time.monotonic()
    desk.brevo.command(mode=mode, scope=scope)
    desk.raise_alerts(COUNT)
    for _ in range(10):
        time.sleep(1)
        desk.pass_time(59)
    desk.brevo.command(mode="normal")
    return settle(desk, name, COUNT, started, hurry_s=30)


def _together(desk: AlertRoom, workers: int) -> Tally:
    with desk.more_workers(workers - 1):
        started = time.monotonic()
        desk.brevo.command(mode="slow", scope="sends", seconds=0.3)
        desk.raise_alerts(COUNT)
        return settle(desk, f"{workers} workers at once", COUNT, started)


def kill(desk: AlertRoom, program: str, held_s: float = 0.0) -> None:
    """Kill -9 one of the stack's programs; what keeps it running starts it again after so long."""
    done = desk.stack.command("kill", program, "--held", str(held_s))
    assert done.returncode == 0, done.stderr
