"""`make drill-recover`: ten random copies into fresh and used hosted-like projects, and recoveries killed five times.

After each recovery the owner signs in at a gateway in front of that project, with her own password. A killed recovery
leaves the target as it was or the whole copy, nothing that can be read, and a second one succeeds.
Ends with 1 when one of it fails.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from tests.drills.recovery_room import RecoveryRoom, trouble_of
from tests.local_stack import ROOT, command, start

HOME = ROOT / ".local" / "drill-recover"
COPIES = 10
# Of the time that a whole recovery takes.
MOMENTS = (0.1, 0.3, 0.5, 0.7, 0.9)
HEADLINE = f"{'case':<26}{'exit':>5}{'compared':>10}{'signed in':>11}{'readable left':>15}{'s':>7}"


def main() -> int:
    """Play them all; 1 when one failed."""
    seed = int(sys.argv[1]) if sys.argv[1:] else random.randrange(10_000)
    chance, failed, folder = random.Random(seed), 0, Path(tempfile.mkdtemp(prefix="drain-drill-"))
    print(f"seed {seed}\n{HEADLINE}", flush=True)
    try:
        room = RecoveryRoom(start(HOME, "--no-console", "--no-demo", "--fresh"), folder)
        copies: list[str] = []
        took = 0.0
        for number in range(COPIES):
            copies.append(room.random_copy(chance))
            used, began = number % 2 == 1, time.monotonic()
            failed += not _recovered(room, f"{number + 1} {'used' if used else 'fresh'}", copies[-1], used=used)
            took = time.monotonic() - began
        # Each holds another number of calls than the one that is there.
        for copy, moment in zip(copies, MOMENTS, strict=False):
            failed += not _killed(room, copy, moment, took * moment)
    finally:
        command(HOME, "down", "--wipe")
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{failed} failed" if failed else "every copy came back, and everybody could sign in")
    return 1 if failed else 0


def _recovered(room: RecoveryRoom, case: str, copy: str, *, used: bool) -> bool:
    began = time.monotonic()
    if not used:
        room.fresh_target()
    done = room.recover(copy)
    out, said = done.communicate(timeout=180)
    return _line(case, done.returncode, out, room.signs_in(), room.readable(), began, said)


def _killed(room: RecoveryRoom, copy: str, moment: float, after_s: float) -> bool:
    began, before = time.monotonic(), room.rows()
    started = room.recover(copy)
    with suppress(subprocess.TimeoutExpired):
        started.wait(after_s)
    started.kill()
    started.communicate()
    readable, left = room.readable(), room.rows()
    again = room.recover(copy)
    out, said = again.communicate(timeout=180)
    ok = _line(f"killed at {moment:.0%}", again.returncode, out, room.signs_in(), readable, began, said)
    # Killed after its transaction, while it compared, it has brought the whole copy.
    whole = left in (before, room.rows())
    if not whole:
        print("  BROKEN the killed one left a part of the copy")
    return ok and whole


def _line(case: str, code: int, out: str, signed_in: bool, readable: int, began: float, said: str) -> bool:
    compared = out.count("✓")
    ok = code == 0 and compared == 6 and signed_in and not readable
    print(f"{case:<26}{code:>5}{compared:>10}{'yes' if signed_in else 'NO':>11}{readable:>15}"
          f"{time.monotonic() - began:>7.1f}{'' if ok else f'  BROKEN {trouble_of(said)}'}", flush=True)  # fmt: skip
    return ok


if __name__ == "__main__":
    sys.exit(main())
