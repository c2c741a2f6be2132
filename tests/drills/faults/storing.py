"""What may happen to the disk while calls are told at twenty messages a second: it is full, or its fsync fails, under
Postgres or under the webhook's journal."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from backend.local.home import Home
from tests.drills.faults.shim import Shim
from tests.local_stack import Stack
from tests.outage import Outcome, kill, send_through

# Half a minute of messages, eleven a call: before, during and after.
CALLS = 60
PER_SECOND = 20.0
# Vapi's last retry comes a minute after the first attempt: what lasts longer is for the reconciliation.
LASTS_S = 15.0
JOURNAL_LASTS_S = 10.0
BLOCK = b"\0" * 65_536
Break = Callable[[Stack, Shim], None]


def disk_full(stack: Stack, _: Shim) -> None:
    """Nothing more fits on the disk of Postgres and of the journal, for a while."""
    ballast = stack.home / "empty" / "ballast"
    fill(ballast)
    deadline = time.monotonic() + LASTS_S
    while time.monotonic() < deadline:
        # What somebody gives back is taken as well.
        fill(ballast)
        time.sleep(0.2)
    ballast.unlink()


def fill(ballast: Path) -> None:
    """Until nothing more fits, not even a byte."""
    free = os.statvfs(ballast.parent)
    with suppress(OSError), ballast.open("ab") as file:
        os.posix_fallocate(file.fileno(), file.tell(), free.f_bavail * free.f_frsize)
    for size in (len(BLOCK), 4096, 1):
        with suppress(OSError), ballast.open("ab", buffering=0) as file:
            while file.write(BLOCK[:size]):
                pass


def fsync_fails_under_postgres(_: Stack, shim: Shim) -> None:
    """EIO from every fsync of Postgres, which then stops and begins anew."""
    shim.wish(fsync_postgres=True)
    time.sleep(LASTS_S)
    shim.wish()


def fsync_fails_under_the_journal(stack: Stack, shim: Shim) -> None:
    """Postgres is away, and what the journal writes cannot be made to last either."""
    shim.wish(fsync_others=True)
    kill(stack, "postgres", LASTS_S)
    time.sleep(JOURNAL_LASTS_S)
    shim.wish()


@dataclass(frozen=True)
class Fault:
    """What breaks, and by what one sees that it did: a line of Postgres, or messages that were not taken at once."""

    title: str
    strike: Break
    line: str | None = None

    def has_struck(self, stack: Stack, outcome: Outcome) -> bool:
        """Where nothing was hurt, nothing was proven."""
        if self.line is None:
            return outcome.tried_again > 0
        return self.line in Home(stack.home).log("postgres").read_text(encoding="utf-8", errors="replace")


FAULTS = (
    Fault("disk full under Postgres and journal, 15 s", disk_full),
    Fault("fsync fails under Postgres, 15 s", fsync_fails_under_postgres, "could not fsync file"),
    Fault("Postgres away, fsync fails under the journal", fsync_fails_under_the_journal),
)


def told_through(stack: Stack, shim: Shim, fault: Fault, first: int) -> Outcome:
    """Whole calls, a third of them before it, and what is there in the end."""
    return send_through(stack, CALLS, PER_SECOND, partial(fault.strike, stack, shim), first=first)
