"""`make drill-faults`: faults below our programs, on two stacks of the drill's own. Ends with 1 when anything was
lost, came twice, was left undone or was done twice in a night. `python -m tests.drills.faults NAME…` plays some of it:
sending, storing, nights, or the name of a scene. Needs root (a small disk of its own) and a C compiler (fsync, clocks).
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.drills.alert_room import AlertRoom
from tests.drills.faults import night, sending, shim, storing
from tests.drills.scenes import kill
from tests.drills.tally import HEADLINE
from tests.local_stack import ROOT, UP_WITHIN_S, Stack, command, settings, start
from tests.outage import Outcome

HOME = ROOT / ".local"
# Postgres and the journal fill it within seconds once the drill has taken what they leave.
DISK = "size=160m,mode=0711"
COLUMNS = (
    "sent", "tried_again", "lost", "applied_twice", "unapplied", "calls_missing", "leads_wrong", "appointments_wrong",
    "refused",
)  # fmt: skip
PARTS = ("sending", "storing", "nights")


def main(wanted: Sequence[str]) -> int:
    """Play what is wanted; all of it when nothing is named."""
    scenes = [one for one in sending.SCENES if _wants(wanted, "sending", one.__name__)]
    faults = [one for one in storing.FAULTS if _wants(wanted, "storing", one.strike.__name__)]
    nights = night.NIGHTS if _wants(wanted, "nights", "nights") else ()
    if not scenes and not faults and not nights:
        names = [*(one.__name__ for one in sending.SCENES), *(one.strike.__name__ for one in storing.FAULTS)]
        print(f"nothing of that name; there are {', '.join((*PARTS, *names))}")
        return 2
    started, broken = time.monotonic(), 0
    if scenes:
        broken += _send(scenes)
    if faults or nights:
        broken += _on_a_small_disk(faults, nights)
    result = f"{broken} broke a promise" if broken else "lost 0, twice 0"
    print(f"{result}; {time.monotonic() - started:.0f} s in all")
    return 1 if broken else 0


def _wants(wanted: Sequence[str], *names: str) -> bool:
    return not wanted or bool({*names} & {*wanted})


def _send(scenes: Sequence[sending.Scene]) -> int:
    home, broken = HOME / "drill-faults", 0
    try:
        room = AlertRoom.of(start(home, "--no-console", "--no-demo", "--fresh"))
        print(HEADLINE, flush=True)
        for scene in scenes:
            room.clear()
            tally = scene(room)
            print(tally.line(), flush=True)
            broken += tally.broken
    finally:
        command(home, "down", "--wipe")
    return broken


def _on_a_small_disk(faults: Sequence[storing.Fault], nights: Sequence[night.Evening]) -> int:
    broken = 0
    with shim.built() as library, _small_disk(HOME / "drill-faults-disk") as stack_home:
        stack = _start(stack_home, library)
        try:
            print(f"{'':<48}" + "".join(f"{name:>19}" for name in COLUMNS) + f"{'slowest answer s':>18}", flush=True)
            for number, fault in enumerate(faults):
                outcome = storing.told_through(stack, library, fault, number * storing.CALLS)
                has_held = fault.has_struck(stack, outcome) and outcome.harmless
                print(_row(fault.title, outcome) + ("" if has_held else "  BROKEN"), flush=True)
                broken += not has_held
            broken += _through(nights, stack, library)
        finally:
            library.wish()
            command(stack_home, "down", "--wipe")
    return broken


def _row(name: str, outcome: Outcome) -> str:
    figures = "".join(f"{getattr(outcome, column):>19}" for column in COLUMNS)
    return f"{name:<48}{figures}{outcome.slowest_s:>18.1f}"


def _through(nights: Sequence[night.Evening], stack: Stack, library: shim.Shim) -> int:
    if not nights:
        return 0
    broken = 0
    kill(AlertRoom.of(stack), "worker", held_s=sending.HELD_S)
    print(night.HEADLINE, flush=True)
    with psycopg.connect(stack.db_url, autocommit=True, options="-c timezone=UTC") as db:
        night.prepare(db)
        for evening in nights:
            line, is_right = night.lived_through(db, library, evening)
            print(line, flush=True)
            broken += not is_right
    return broken


def _start(home: Path, library: shim.Shim) -> Stack:
    """With the shim in every program."""
    options = ("up", f"--with={os.getpid()}", "--no-console", "--no-demo")
    done = command(home, *options, timeout=UP_WITHIN_S, extra=library.environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return Stack(home, settings(home))


@contextmanager
def _small_disk(home: Path) -> Iterator[Path]:
    """A stack's home whose data lie on a disk of their own."""
    data = home / "empty"
    data.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", DISK, "tmpfs", str(data)], check=True)
    try:
        yield home
    finally:
        subprocess.run(["umount", "--lazy", str(data)], check=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
