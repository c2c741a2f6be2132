"""`make bench`: prints one line a figure and ends with 1 when a limit is missed.

Everything compared is measured in the same run, on the same Postgres, in turn. `python -m tests.bench webhook` (or
`scale`, `long_call`, `alerts`, `reconcile`, `backup`, `visible`, `page`, `refresh`, `server`, `night`, `set_up`,
`vitals`, `jobs`) measures one part.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence

from tests.bench import (
    alerts,
    backup,
    databases,
    jobs,
    long_call,
    night,
    page,
    reconcile,
    refresh,
    screens,
    server,
    set_up,
    visible,
    vitals,
    webhook,
)
from tests.bench.figure import Figure
from tests.local_stack import ROOT, Stack, command, start

HOME = ROOT / ".local" / "bench"


def measure_webhook(stack: Stack) -> Sequence[Figure]:
    """Events per second against plain inserts."""
    url = databases.make(stack.db_url, "bench_small", databases.SMALL)
    return webhook.throughput(url)


def measure_scale(stack: Stack) -> Sequence[Figure]:
    """The webhook and every screen's queries at a million calls against a thousand."""
    small = databases.make(stack.db_url, "bench_small", databases.SMALL)
    large = databases.make(stack.db_url, "bench_large", databases.LARGE)
    return [*screens.at_scale(small, large), *webhook.at_scale(small, large)]


PARTS: dict[str, tuple[Callable[[Stack], Iterable[Figure]], tuple[str, ...]]] = {
    "webhook": (measure_webhook, ("--no-console", "--no-demo")),
    "scale": (measure_scale, ("--no-console", "--no-demo")),
    "long_call": (long_call.measure, ("--no-console", "--no-demo")),
    "alerts": (alerts.measure, ("--no-console", "--no-demo")),
    "reconcile": (reconcile.measure, ("--no-console", "--no-demo")),
    "backup": (backup.measure, ("--no-console", "--no-demo")),
    "visible": (visible.measure, ("--no-demo",)),
    "page": (page.measure, ()),
    "refresh": (refresh.measure, ()),
    "server": (server.measure, ("--no-demo",)),
    "night": (night.measure, ("--no-demo",)),
    "set_up": (set_up.measure, ("--no-console", "--no-demo")),
    "vitals": (vitals.measure, ()),
    "jobs": (jobs.measure, ("--no-demo",)),
}


def main(wanted: Sequence[str]) -> int:
    """Measure the parts wanted (all when none is named)."""
    missed = 0
    for name in wanted or PARTS:
        measure, options = PARTS[name]
        try:
            for figure in measure(start(HOME, "--fresh", *options)):
                print(figure.line(), flush=True)
                missed += figure.missed
        finally:
            command(HOME, "down", "--wipe")
    print(f"{missed} limit(s) missed" if missed else "every limit held")
    return 1 if missed else 0


if __name__ == "__main__":
    unknown = [name for name in sys.argv[1:] if name not in PARTS]
    if unknown:
        sys.exit(f"unknown part: {', '.join(unknown)} (there are {', '.join(PARTS)})")
    sys.exit(main(sys.argv[1:]))
