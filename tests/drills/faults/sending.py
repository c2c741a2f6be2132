"""What may happen to the worker while fifty alerts go out: it stands still, its connections lead nowhere, names take
long to be found, its clock is wrong. The stack's own worker is held down meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from tests.drills.alert_room import AlertRoom
from tests.drills.faults import shim
from tests.drills.faults.swallow import Proxy, between
from tests.drills.scenes import COUNT, kill
from tests.drills.tally import Tally, settle
from tests.local_stack import ROOT
from tests.outage import let_back

Scene = Callable[[AlertRoom], Tally]
# A lease of an alert is a minute: what is stopped for longer has lost it.
LONGER_THAN_A_LEASE_S = 75.0
SWALLOWED_S = 30.0
HELD_S = 600.0
# In front of the worker's own modules: each name takes that long to be found.
SLOW_NAMES = """
import socket, time
found = socket.getaddrinfo
def slowly(host, *rest, **named):
    if host in ("localhost", b"localhost"):
        time.sleep(7)
    return found(host, *rest, **named)
socket.getaddrinfo = slowly
"""


@contextmanager
def worker(room: AlertRoom, **changed: str) -> Iterator[subprocess.Popen[bytes]]:
    """One of the drill's own, with some of its settings changed."""
    before = room.listening()
    own = {**os.environ, **room.stack.env, **changed}
    with (room.stack.home / "logs" / "drill-worker.log").open("a", encoding="utf-8") as log:
        process = subprocess.Popen([sys.executable, "-m", "backend.worker"], cwd=ROOT, env=own, stdout=log, stderr=log)
    try:
        room.wait_for(lambda: room.listening() > before, "the worker listens", within_s=90)
        yield process
    finally:
        process.send_signal(signal.SIGCONT)
        process.kill()
        process.wait()


@contextmanager
def without_own(room: AlertRoom) -> Iterator[None]:
    """The stack's worker is dead, and stays so."""
    kill(room, "worker", held_s=HELD_S)
    room.wait_for(lambda: room.listening() == 0, "the worker is gone")
    try:
        yield
    finally:
        let_back(room.stack, "worker")
        room.wait_for(lambda: room.listening() == 1, "the worker is back", within_s=90)


def stopped_for_longer_than_a_lease(room: AlertRoom) -> Tally:
    """SIGSTOP in the middle of sending; another worker takes over and ends; then the first goes on."""
    with without_own(room), worker(room) as first:
        started = time.monotonic()
        room.brevo.command(mode="slow", scope="sends", seconds=1)
        room.raise_alerts(COUNT)
        room.wait_for(lambda: len(room.brevo.received()["sms"]) > 0, "the first was accepted", within_s=90)
        first.send_signal(signal.SIGSTOP)
        room.brevo.command(mode="normal")
        time.sleep(LONGER_THAN_A_LEASE_S)
        with worker(room):
            settle(room, "", COUNT, started, hurry_s=5)
            first.send_signal(signal.SIGCONT)
            return settle(room, "worker stopped 75 s in the middle, another took over", COUNT, started)


def brevo_takes_and_its_answers_are_lost(room: AlertRoom) -> Tally:
    """Half-open after the request: Brevo has the message, the worker hears nothing and no end."""
    return _swallowed(room, "BREVO_API_URL", "half-open to Brevo, answers lost for 30 s", answers=True)


def brevo_never_hears(room: AlertRoom) -> Tally:
    """Half-open before the request."""
    return _swallowed(room, "BREVO_API_URL", "half-open to Brevo, requests lost for 30 s", questions=True)


def postgres_never_answers(room: AlertRoom) -> Tally:
    """Half-open to the database, whose connections stay open for ever: what was said there is carried out, or not."""
    return _swallowed(room, "SUPABASE_DB_URL", "half-open to Postgres, answers lost for 30 s", answers=True)


def postgres_never_hears(room: AlertRoom) -> Tally:
    """The same before it is said."""
    return _swallowed(room, "SUPABASE_DB_URL", "half-open to Postgres, questions lost for 30 s", questions=True)


def _swallowed(room: AlertRoom, setting: str, name: str, **what: bool) -> Tally:
    address = urlsplit(room.stack.env[setting])
    assert address.hostname and address.port
    with between(address.hostname, address.port) as proxy, without_own(room):
        login = f"{address.username}:{address.password}@" if address.password else ""
        through = address._replace(netloc=f"{login}{address.hostname}:{proxy.port}").geturl()
        with worker(room, **{setting: through}):
            return _while_sending(room, proxy, name, what)


def _while_sending(room: AlertRoom, proxy: Proxy, name: str, what: dict[str, bool]) -> Tally:
    started = time.monotonic()
    room.brevo.command(mode="slow", scope="sends", seconds=0.5)
    room.raise_alerts(COUNT)
    room.wait_for(lambda: len(room.brevo.received()["sms"]) > 0, "the first was accepted", within_s=90)
    proxy.swallow(**what)
    time.sleep(SWALLOWED_S)
    proxy.swallow()
    room.brevo.command(mode="normal")
    # What the worker held then is its own for a minute.
    settle(room, "", COUNT, started, hurry_s=5)
    return settle(room, name, COUNT, started, hurry_s=5)


def names_take_seven_seconds(room: AlertRoom) -> Tally:
    """Brevo's name is found after seven seconds, each time it is asked for."""
    folder = room.stack.home / "slow-names"
    folder.mkdir(exist_ok=True)
    (folder / "sitecustomize.py").write_text(SLOW_NAMES, encoding="utf-8")
    by_name = room.stack.env["BREVO_API_URL"].replace("127.0.0.1", "localhost")
    with without_own(room), worker(room, BREVO_API_URL=by_name, PYTHONPATH=str(folder)):
        started = time.monotonic()
        room.raise_alerts(COUNT)
        # Slow is not lost: it may take twice as long.
        settle(room, "", COUNT, started, hurry_s=1)
        return settle(room, "Brevo's name takes 7 s to be found", COUNT, started, hurry_s=1)


def an_hour_ahead(room: AlertRoom) -> Tally:
    """The worker's machine is an hour ahead of the database's."""
    return _off(room, 3600, "worker's clock an hour ahead")


def an_hour_behind(room: AlertRoom) -> Tally:
    """Or an hour behind."""
    return _off(room, -3600, "worker's clock an hour behind")


def _off(room: AlertRoom, seconds: int, name: str) -> Tally:
    with shim.built() as clock, without_own(room):
        clock.wish(ahead=seconds)
        with worker(room, **clock.environment):
            started = time.monotonic()
            room.raise_alerts(COUNT)
            return settle(room, name, COUNT, started)


SCENES: tuple[Scene, ...] = (
    stopped_for_longer_than_a_lease,
    brevo_takes_and_its_answers_are_lost,
    brevo_never_hears,
    postgres_never_answers,
    postgres_never_hears,
    names_take_seven_seconds,
    an_hour_ahead,
    an_hour_behind,
)
