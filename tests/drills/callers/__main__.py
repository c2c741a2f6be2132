"""`make drill-callers` (SEED, CALLS): as many invented callers, one seed each; ends with 1 when a promise is broken.

The real webhook on a real Postgres of the drill's own, each message signed and posted; what only says that somebody
speaks is left out, as it adds nothing. `python -m tests.drills.callers --call SEED` plays one again, in full, and shows
what was said and what came of it.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

import psycopg

from backend.migrate import migrate
from tests import hosted_database
from tests.bench.webhook_process import SECRET, serving
from tests.drills.callers.case import Case
from tests.drills.callers.draw import BATCH, Drawn, draw
from tests.drills.callers.play import Played, batches, play_all
from tests.drills.callers.promises import PROMISES, Broken, broken
from tests.drills.callers.seen import Seen, empty, look
from tests.local_stack import ROOT, command, start

HOME = ROOT / ".local" / "drill-callers"
SHOWN = 12


@dataclass
class Tally:
    """Callers by fault, and those to whom a promise was broken."""

    callers: int = 0
    messages: int = 0
    with_fault: Counter[str] = field(default_factory=Counter)
    broken: list[Broken] = field(default_factory=list)

    def add(self, case: Case) -> None:
        """One caller more."""
        self.callers += 1
        self.messages += len(case.played.statuses)
        self.with_fault.update(case.faults or ["(none)"])
        self.broken += broken(case)

    def lines(self) -> list[str]:
        """By fault, and by promise."""
        hurt = Counter(
            fault for case in {id(b.case): b.case for b in self.broken}.values() for fault in case.faults or ["(none)"]
        )
        said = [f"{'fault':30}{'callers':>9}{'broken':>9}"]
        said += [f"{name:30}{count:9}{hurt[name]:9}" for name, count in sorted(self.with_fault.items())]
        by = Counter(one.promise for one in self.broken)
        said += ["", f"{'promise':46}{'broken':>9}", *(f"{p.__name__:46}{by[p.__name__]:9}" for p in PROMISES)]
        return said


def main() -> int:
    """Play them; 1 when a promise is broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.drills.callers", description=__doc__)
    parser.add_argument("--seed", type=int, default=int(os.environ.get("SEED", "0")), help="of the first caller")
    parser.add_argument("--calls", type=int, default=int(os.environ.get("CALLS", "10000")), help="how many")
    parser.add_argument("--call", type=int, metavar="SEED", help="this one again, and all that came of it")
    asked = parser.parse_args()
    seeds = range(asked.call, asked.call + 1) if asked.call is not None else range(asked.seed, asked.seed + asked.calls)
    stack = start(HOME, "--no-console", "--no-demo", "--fresh")
    try:
        url = hosted_database.create(stack.db_url, "drill_callers")
        migrate(url)
        with serving(url) as webhook, psycopg.connect(url, autocommit=True) as db:
            return _one(db, webhook, draw(asked.call)) if asked.call is not None else _all(db, webhook, seeds)
    finally:
        command(HOME, "down", "--wipe")


def _all(db: psycopg.Connection, webhook: str, seeds: range) -> int:
    tally, began = Tally(), time.monotonic()
    for some in batches(seeds, BATCH):
        known = len(tally.broken)
        for case in _cases(db, webhook, [draw(seed) for seed in some], chatter=False):
            tally.add(case)
        print(*tally.broken[known : known + SHOWN], sep="\n", end="\n" * bool(tally.broken[known:]))
        took = time.monotonic() - began
        print(f"{tally.callers:6} callers, {len(tally.broken)} broken, {tally.callers / took:.1f} a second", flush=True)
    print("\n".join(tally.lines()))
    took = time.monotonic() - began
    print(f"{tally.callers} callers, {tally.messages} messages, {took:.0f} s: {len(tally.broken)} broken")
    return 1 if tally.broken or not tally.callers else 0


def _cases(db: psycopg.Connection, webhook: str, callers: list[Drawn], *, chatter: bool) -> list[Case]:
    empty(db)
    played = play_all(callers, webhook, SECRET, chatter=chatter)
    return [Case(one, seen) for one, seen in zip(played, look(db, played), strict=True)]


def _one(db: psycopg.Connection, webhook: str, caller: Drawn) -> int:
    [case] = _cases(db, webhook, [caller], chatter=True)
    print(caller, *_story(case.played, case.seen), *broken(case), sep="\n")
    return 1 if broken(case) else 0


def _story(played: Played, seen: Seen) -> list[str]:
    lines = [f"truth: {played.caller.truth}", played.transcript]
    lines += [f"{one.tool} {json.dumps(one.written, ensure_ascii=False)}\n    → {one.text}" for one in played.answers]
    wanted = ("ref", "name", "phone", "address", "city", "urgency", "status", "description", "note")
    lines += [f"lead: { ({name: lead[name] for name in wanted if lead[name]}) }" for lead in seen.leads]
    lines += [f"visit: {at} {visit['status']} {visit['address']}" for at, visit in seen.visits]
    lines += [f"call: {call['outcome']}, owed a call: {call['needs_callback']}" for call in seen.calls]
    return lines + [f"alert: {case['alert']['kind']}, urgent: {case['alert']['urgent']}" for case in seen.alerts]


if __name__ == "__main__":
    sys.exit(main())
