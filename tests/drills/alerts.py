"""`make drill-alerts`: breaks what can break while alerts go out, and prints what was lost and what came twice.

Ends with 1 when anything was. What counts is what the stand-in for Brevo really received. Fifty urgent alerts a
scene, to one person. Scaled: waits (retries, look-ups, receipts) pass faster where a line says so or once the trouble
is over, by moving the rows' times back; a dead worker's lease of a minute is forgotten at once; `ack_minutes` is 600,
for a repeat to somebody who does not answer is no message sent twice. `python -m tests.drills.alerts two_workers …`
plays those alone; `ladder` is the second table, with both providers; `ladder:second` of it what has that in its name.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

from tests.drills import ladder
from tests.drills.alert_room import AlertRoom
from tests.drills.ladder import FAULTS, Fault
from tests.drills.scenes import SCENES, Scene
from tests.drills.tally import HEADLINE
from tests.local_stack import ROOT, command, start

HOME = ROOT / ".local" / "drill-alerts"


def main(wanted: Sequence[Scene], faults: Sequence[Fault] = FAULTS) -> int:
    """Play the scenes on a stack of the drill's own; 1 when a promise broke."""
    started, broken = time.monotonic(), 0
    try:
        desk = AlertRoom.of(start(HOME, "--no-console", "--no-demo", "--fresh"))
        if wanted:
            print(HEADLINE, flush=True)
        for scene in wanted:
            desk.clear()
            tally = scene(desk)
            print(tally.line(), flush=True)
            broken += tally.broken
        broken += _with_both_providers(desk, faults)
    finally:
        command(HOME, "down", "--wipe")
    result = f"{broken} scene(s) broke a promise" if broken else "lost 0, sent twice 0"
    print(f"{result}; {time.monotonic() - started:.0f} s in all")
    return 1 if broken else 0


def _with_both_providers(desk: AlertRoom, faults: Sequence[Fault]) -> int:
    room, broken = ladder.Room.of(desk), 0
    if faults:
        print("\n" + ladder.HEADLINE, flush=True)
    for fault in faults:
        line, is_broken = ladder.play(room, fault)
        print(line, flush=True)
        broken += is_broken
    return broken


if __name__ == "__main__":
    by_name = {scene.__name__: scene for scene in SCENES}
    asked = [name for name in sys.argv[1:] if name.partition(":")[0] != "ladder"]
    parts = [name.partition(":")[2] for name in sys.argv[1:] if name not in asked]
    unknown = [name for name in asked if name not in by_name]
    if unknown:
        sys.exit(f"unknown scene: {', '.join(unknown)} (there are ladder, {', '.join(by_name)})")
    everything = len(sys.argv) == 1
    played = SCENES if everything else [by_name[name] for name in asked]
    of_ladder = FAULTS if everything else [one for one in FAULTS if any(part in one.title for part in parts)]
    sys.exit(main(played, of_ladder))
