"""`make drill-outage`: Postgres, then the webhook, killed and held down half a minute under 20 messages a second.

Prints a row a case and ends with 1 when a message was lost, applied twice or refused.
"""

from __future__ import annotations

import sys
from functools import partial

from tests.local_stack import ROOT, command, start
from tests.outage import Outcome, kill, send_through

HOME = ROOT / ".local" / "drill-outage"
PER_SECOND = 20.0
DOWN_S = 30.0
# Fifty seconds of messages, eleven a call: before, during and after.
CALLS = 90
COLUMNS = (
    "sent",
    "lost",
    "applied_twice",
    "unapplied",
    "calls_missing",
    "leads_wrong",
    "appointments_wrong",
    "refused",
)


def main() -> int:
    """Run both cases on a fresh stack of its own."""
    print(f"{'killed':<10}{'down s':>8}" + "".join(f"{name:>20}" for name in COLUMNS) + f"{'slowest answer s':>20}")
    stack = start(HOME, "--no-console", "--no-demo", "--fresh")
    try:
        outcomes = [
            _row(
                child,
                send_through(stack, CALLS, PER_SECOND, partial(kill, stack, child, DOWN_S), first=first),
            )
            for child, first in (("postgres", 0), ("webhook", CALLS))
        ]
    finally:
        command(HOME, "down", "--wipe")
    return 0 if all(outcome.harmless for outcome in outcomes) else 1


def _row(child: str, outcome: Outcome) -> Outcome:
    figures = "".join(f"{getattr(outcome, name):>20}" for name in COLUMNS)
    print(f"{child:<10}{DOWN_S:>8.0f}{figures}{outcome.slowest_s:>20.1f}", flush=True)
    return outcome


if __name__ == "__main__":
    sys.exit(main())
