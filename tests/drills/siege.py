"""`make drill-siege`: five minutes of guesses and forged links from a thousand addresses, while a dozen people work.

Supabase's limits are on, and access tokens live three minutes. Prints a table; ends with 1 when somebody of the team
was kept from their work. SECONDS shortens it.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

from tests.console_process import ConsoleProcess
from tests.drills.siege_people import People, work
from tests.drills.siege_street import Street
from tests.front import Front, standing_before
from tests.local_stack import ROOT, Stack, command, start

HOME = ROOT / ".local" / "drill-siege"
SECONDS = float(os.environ.get("SECONDS") or 300)
TEAM = 12
# As a project's dashboard has them.
DEFAULTS = {"SUPABASE_TOKEN_REFRESHES": "150", "SUPABASE_TOKEN_VERIFICATIONS": "30"}
RENEWAL = "/auth/v1/token?grant_type=refresh_token"
# What is asked once in so long, and how soon it must be there.
WITHIN_S = {"known device": 10.0, "owner, new device": 60.0, "invitation": 60.0}


def main() -> int:
    """The siege, on a fresh stack of its own."""
    stack = start(HOME, "--no-console", "--no-demo", "--fresh")
    try:
        with tempfile.TemporaryDirectory() as folder, standing_before(stack.supabase_url) as front:
            console = ConsoleProcess({**stack.env, **DEFAULTS, "SUPABASE_URL": front.url}, Path(folder))
            console.start()
            try:
                return _siege(stack, console, front)
            finally:
                console.stop()
    finally:
        command(HOME, "down", "--wipe")


def _siege(stack: Stack, console: ConsoleProcess, front: Front) -> int:
    people = People(stack, console)
    people.tick(limits=False, access_s=180)
    people.hire(TEAM)
    people.tick(limits=True, access_s=180)
    over, broken = threading.Event(), list[str]()
    street = Street(console.url, [stack.email("owner")], [*people.emails, *(f"{n}@nulle.part" for n in range(500))])
    with ThreadPoolExecutor(TEAM + 16) as pool:
        for cookie in people.cookies:
            pool.submit(work, console, cookie, over, broken)
        for attack in (street.guess_at_one, street.guess_at_many, street.forge):
            pool.submit(street.go_on, attack, 2.0, over)
        try:
            took = _try_each(people, SECONDS)
        finally:
            over.set()
    return _table(front, street, took, broken)


def _try_each(people: People, seconds: float) -> dict[str, list[float]]:
    """All through the siege: who comes back, the owner somewhere new, somebody invited; what each took."""
    deeds: dict[str, Callable[[], float]] = {
        "known device": people.come_back, "owner, new device": people.owner_elsewhere, "invitation": people.accept,
    }  # fmt: skip
    took: dict[str, list[float]] = {name: [] for name in deeds}
    end = time.monotonic() + seconds
    for number in count():
        # Not before the street has spent what it can.
        time.sleep(min(15.0, seconds / 4))
        if time.monotonic() > end:
            return took
        name = list(deeds)[number % len(deeds)]
        took[name].append(deeds[name]())
    return took


def _table(front: Front, street: Street, took: dict[str, list[float]], broken: list[str]) -> int:
    renewals, refused = front.asked[RENEWAL], front.too_many[RENEWAL]
    print(f"{'guesses':<24}{street.guesses:>8}   reached Supabase: {front.asked['/auth/v1/token?grant_type=password']}")
    print(
        f"{'forged links':<24}{street.forged:>8}   reached Supabase: {front.asked['/auth/v1/verify']} (true ones too)"
    )
    print(f"{'renewals':<24}{renewals:>8}   refused: {refused}")
    print(f"{'pages broken':<24}{len(broken):>8}   {'; '.join(sorted(set(broken))[:3])}")
    for name, seconds in took.items():
        slowest = max(seconds, default=float("inf"))
        print(f"{name:<24}{len(seconds):>8}   slowest: {slowest:.1f} s (allowed: {WITHIN_S[name]:.0f} s)", flush=True)
    is_late = any(max(seconds, default=float("inf")) > WITHIN_S[name] for name, seconds in took.items())
    return 1 if refused or broken or is_late or not renewals else 0


if __name__ == "__main__":
    sys.exit(main())
