"""What goes wrong during a soak, in turn: our programs, and the providers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import cycle

import httpx

from tests import brevo_standin, vapi_standin
from tests.local_stack import Stack

# In simulated time; never shorter in real time than a program needs to be missed.
EVERY_S, LASTS_S = 2 * 3600.0, 600.0
SHORTEST_S = 2.0
SETTLES_S = 6.0
# Longer than this Vapi stops trying: what is asked here is that its retries be enough.
LONGEST_S = 45.0


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong, how long, and when in the run."""

    name: str
    at_s: float
    lasts_s: float

    def described(self) -> dict[str, object]:
        """For the record."""
        return asdict(self)


NAMES = (
    "webhook killed", "Brevo down", "worker killed", "Vapi 500", "database killed", "Brevo 429",
    "Vapi down", "Brevo 500 after accepting", "Vapi 429",
)  # fmt: skip
PROGRAMS = {"webhook killed": "webhook", "worker killed": "worker", "database killed": "postgres"}
BREVO = {"Brevo down": "down", "Brevo 429": "429", "Brevo 500 after accepting": "accept_then_500"}
VAPI = {"Vapi 500": "500", "Vapi down": "down", "Vapi 429": "429"}


def schedule(real_s: float, speed: float) -> Iterator[Fault]:
    """The faults of a run of so many real seconds, each over before the next, the last before the end."""
    lasts = min(max(LASTS_S / speed, SHORTEST_S), LONGEST_S)
    every = max(EVERY_S / speed, lasts + SETTLES_S)
    names, at = cycle(NAMES), every / 2
    while at + lasts < real_s:
        yield Fault(next(names), at, lasts)
        at += every


def inject(stack: Stack, fault: Fault, sleep: Callable[[float], None] = time.sleep) -> bool:
    """Break it, and mend it when its time has passed; False when there was nothing to break."""
    if fault.name in PROGRAMS:
        done = stack.command("kill", PROGRAMS[fault.name], "--held", str(fault.lasts_s))
        sleep(fault.lasts_s)
        return done.returncode == 0
    command = _command(stack, fault.name)
    command(BREVO.get(fault.name) or VAPI[fault.name])
    try:
        sleep(fault.lasts_s)
    finally:
        _mend(command)
    return True


def _command(stack: Stack, name: str) -> Callable[[str], object]:
    provider = brevo_standin.in_stack(stack.env) if name in BREVO else vapi_standin.in_stack(stack.env)
    return lambda mode: provider.command(mode=mode)


def _mend(command: Callable[[str], object]) -> None:
    # A stand-in that is slow to answer must not stay broken.
    for _ in range(5):
        with suppress(httpx.HTTPError):
            command("normal")
            return
    raise AssertionError("a stand-in could not be set right again")
