"""`make drill-paul`: breaks Vapi while calls come in and trials are under way, and prints what was missing at the end.

Ends with 1 when Écart is not 0, a trial was dialled twice, or one that failed does not say where. Twenty-five calls and
one trial a scene, two hundred calls in all; the stand-in's own list is what counts. Scaled: calls and trials are played
faster than life, Vapi's minute of further attempts and the two minutes in which a lost call is looked for pass at once.
`python -m tests.drills.paul down` plays that scene alone.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

import httpx
import psycopg

from backend.db import open_pool
from backend.intake.reconciled import take_in
from backend.local.standins.vapi.catalogue import ORDINARY, any_name
from backend.reconciliation.run import Comparison, Reconciler
from backend.vapi.api import Vapi
from tests.local_stack import ROOT, Stack, command, start
from tests.people import sign_in
from tests.vapi_standin import VapiStandin, in_stack

HOME = ROOT / ".local" / "drill-paul"
CALLS = 25
AT_ONCE = 3
ENDED_WITHIN_S = 60.0
SCENES: Mapping[str, Mapping[str, Any]] = {
    "nothing": {},
    "down": {"mode": "down"},
    "answers_500": {"mode": "500", "scope": "writes"},
    "answers_429": {"mode": "429", "scope": "writes"},
    "cuts_after_accepting": {"mode": "accept_then_cut", "scope": "writes"},
    "loses_webhooks": {"lose": 0.4},
    "delivers_twice": {"duplicate": True},
    "shuffles": {"shuffle": True, "duplicate": True},
}
HEADLINE = f"{'scene':22}{'calls':>7}{'lost':>7}{'missing':>9}{'fetched':>9}{'Écart':>7}{'dialled':>9}  trial"


@dataclass(frozen=True)
class Tally:
    """What one scene came to."""

    scene: str
    calls: int
    lost: int
    first: Comparison
    gap: int
    dialled: list[str]
    trial: dict[str, Any]

    @property
    def broken(self) -> bool:
        """A promise that was not kept."""
        twice = len(self.dialled) != len(set(self.dialled))
        silent = self.trial["state"] == "failed" and not (self.trial["failed_step"] and self.trial["failed_reason"])
        return bool(self.gap) or twice or silent or self.trial["state"] not in ("passed", "failed")

    def line(self) -> str:
        """One line of the table."""
        result = self.trial["state"]
        if result == "failed":
            result = f"failed at {self.trial['failed_step']}: {self.trial['failed_reason']}"
        counted = (self.calls, self.lost, self.first.found, self.first.caught_up, self.gap, len(self.dialled))
        widths = (7, 7, 9, 9, 7, 9)
        numbers = "".join(f"{n:>{width}}" for n, width in zip(counted, widths, strict=True))
        return f"{self.scene:22}{numbers}  {result}{'  BROKEN' if self.broken else ''}"


def main(wanted: Sequence[str]) -> int:
    """Play the scenes on a stack of the drill's own; 1 when a promise broke."""
    started, broken = time.monotonic(), 0
    try:
        stack = start(HOME, "--no-console", "--no-demo", "--fresh")
        print(HEADLINE, flush=True)
        for number, name in enumerate(wanted):
            tally = play(stack, name, number)
            print(tally.line(), flush=True)
            broken += tally.broken
    finally:
        command(HOME, "down", "--wipe")
    print(f"{broken} scene(s) broke a promise" if broken else "Écart 0, no trial dialled twice", end="; ")
    print(f"{time.monotonic() - started:.0f} s in all")
    return 1 if broken else 0


def play(stack: Stack, name: str, number: int) -> Tally:
    """The trouble, a trial and the calls in it; then the trouble is over, and the lists are compared."""
    vapi, staff = in_stack(stack.env), sign_in(stack.env, "staff")
    with psycopg.connect(stack.db_url, autocommit=True) as db:
        _clear(db, vapi)
        vapi.command(speed=40.0, patience=0.01, **SCENES[name])
        staff.rpc("ask_trial", p_request_id=_request_id(db), p_to="+14502803222").raise_for_status()
        lost = sum(_play_calls(vapi, number))
        vapi.command(mode="normal", lose=0.0, duplicate=False, shuffle=False)
        trial = _ended(db)
        _settled(vapi)
        first, second = _compare(stack), _compare(stack)
        return Tally(name, CALLS, lost, first, second.found, list(vapi.command()["placed"]), trial)


def _clear(db: psycopg.Connection, vapi: VapiStandin) -> None:
    vapi.reset()
    db.execute("delete from test_calls")
    db.execute("truncate vapi_calls, leads, appointments, alerts, recipients, private.inbox cascade")
    db.execute("update trial_settings set daily_limit = 50")
    # Compared by the drill, at its own moment.
    db.execute("update private.reconciliation_plan set due_at = now() + interval '1 day'")
    db.execute("update alert_rules set enabled = false")
    db.execute("insert into recipients (full_name, phone, on_call_rank) values ('Essai', '+15145550111', 1)")


def _play_calls(vapi: VapiStandin, number: int) -> list[int]:
    dice = Random(number)
    names = [any_name(dice, ORDINARY) for _ in range(CALLS)]
    with ThreadPoolExecutor(AT_ONCE) as hands:
        played = hands.map(lambda one: vapi.play(one[1], number * 1000 + one[0]), enumerate(names))
        return [int(call["lost"]) for call in played]


def _ended(db: psycopg.Connection) -> dict[str, Any]:
    # The two minutes in which a call of unknown outcome is looked for.
    db.execute("update test_calls set dialling_at = dialling_at - interval '3 minutes' where state = 'dialling'")
    deadline = time.monotonic() + ENDED_WITHIN_S
    while True:
        row = db.execute("select to_jsonb(t) from test_calls t").fetchone()
        assert row is not None
        trial: dict[str, Any] = row[0]
        if trial["state"] in ("passed", "failed") or time.monotonic() > deadline:
            return trial
        time.sleep(0.2)


def _settled(vapi: VapiStandin) -> None:
    """Until every call under way has ended."""
    deadline = time.monotonic() + ENDED_WITHIN_S
    while any(call["status"] != "ended" for call in vapi.calls(limit=1000)) and time.monotonic() < deadline:
        time.sleep(0.2)


def _compare(stack: Stack) -> Comparison:
    async def run() -> Comparison:
        async with open_pool(stack.db_url, size=2) as pool, httpx.AsyncClient() as http:
            vapi = Vapi(http, stack.env["VAPI_API_URL"], stack.env["VAPI_API_KEY"], simulated=True)
            return await Reconciler(pool, vapi, partial(take_in, pool), grace_s=0.0).compare(
                datetime.now(UTC) - timedelta(days=1)
            )

    return asyncio.run(run())


def _request_id(db: psycopg.Connection) -> str:
    row = db.execute("select gen_random_uuid()::text").fetchone()
    assert row is not None
    return str(row[0])


if __name__ == "__main__":
    unknown = [name for name in sys.argv[1:] if name not in SCENES]
    if unknown:
        sys.exit(f"unknown scene: {', '.join(unknown)} (there are {', '.join(SCENES)})")
    sys.exit(main(sys.argv[1:] or list(SCENES)))
