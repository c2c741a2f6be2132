"""`make ramp`: more and more calls at once until a limit breaks; says the last level that held.

On a stack of its own. A call is the real sequence of signed messages of the stand-in's catalogue, told RAMP_SPEED times
as fast as in life; so many of them are under way at once, one after the other, for LEVEL_S seconds. A level holds when
the p95 of the tool calls stays under P95_MS, every message was taken, nothing is lost or twice, and no work is left
behind. The player shares the machine with what it measures: the figures are lower than the truth, never higher.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any

import httpx
import psutil
import psycopg

from backend.load.run import LoadRun
from backend.local.standins.vapi.replay import keep_nothing
from tests.drills.load import evidence, stage
from tests.drills.load.book import Book, p95
from tests.drills.load.caller import Line
from tests.drills.load.verify import verify
from tests.local_stack import Stack

DAY_S = 86_400
FIRST, GROWTH, MOST = 4, 1.5, 400
DRAINS_WITHIN_S = 30.0


@dataclass(frozen=True)
class Level:
    """What so many calls at once came to, within the level's seconds."""

    calls_at_once: int
    # Ended within them.
    calls: int
    seconds: float
    events_per_second: float
    p95_ms: float | None
    failed: int
    lost: int
    twice: int
    left: str
    player_cpu: float
    # Why it did not hold; empty when it did.
    broke: str

    @property
    def calls_a_day(self) -> int:
        """At this rate, day and night."""
        return int(self.calls / self.seconds * DAY_S)

    def line(self) -> str:
        """One row of the table."""
        return (f"{self.calls_at_once:>8}{self.calls:>8}{self.events_per_second:>10.0f}{self.p95_ms or 0:>10.0f}"
                f"{self.failed:>8}{self.lost:>6}{self.twice:>6}{self.player_cpu:>10.0%}  {self.broke}")  # fmt: skip


HEADLINE = f"{'at once':>8}{'calls':>8}{'events/s':>10}{'p95 ms':>10}{'failed':>8}{'lost':>6}{'twice':>6}{'player':>10}"


def main() -> int:
    """Climb, and record; 1 when not even the first level held."""
    speed, level_s = float(os.environ.get("RAMP_SPEED", "20")), float(os.environ.get("LEVEL_S", "20"))
    limit_ms = float(os.environ.get("P95_MS", "200"))
    began = datetime.now(UTC)
    busy = evidence.machine(began)
    with stage.own_stack(f"ramp-{os.getpid()}") as stack:
        stage.prepare(stack, accelerated=True)
        _no_comparison(stack)
        print(HEADLINE, flush=True)
        levels = list(_climb(stack, speed, level_s, limit_ms))
    run = _run(levels, began, speed, {"limit_ms": limit_ms, "machine": busy})
    print(f"held: {run.calls_at_once} calls at once, {run.events_per_second:.0f} events a second, "
          f"{run.calls_per_day} calls a day; load average {busy['load_average']}")  # fmt: skip
    evidence.keep(run)
    return 0 if run.held else 1


def _climb(stack: Stack, speed: float, level_s: float, limit_ms: float) -> Iterator[Level]:
    numbers, at_once = count(5_000_000), FIRST
    # Connections open, plans made: not counted.
    _play(stack, Book(), numbers, 2, speed, 2.0)
    while at_once <= MOST:
        level = _level(stack, numbers, at_once, speed, level_s, limit_ms)
        print(level.line(), flush=True)
        yield level
        if level.broke:
            return
        at_once = int(at_once * GROWTH)


def _level(stack: Stack, numbers: Iterator[int], at_once: int, speed: float, level_s: float, limit_ms: float) -> Level:
    book, player = Book(), psutil.Process()
    cpu, began = sum(player.cpu_times()[:2]), time.monotonic()
    messages, calls = _play(stack, book, numbers, at_once, speed, level_s)
    used = (sum(player.cpu_times()[:2]) - cpu) / (time.monotonic() - began)
    left = _drain(stack)
    with psycopg.connect(stack.db_url, autocommit=True) as db:
        verdict = verify(db, book, stage.received(stack))
    slowest, failed = p95(book.tool_ms), book.failed_attempts
    answer: dict[str, Any] = {"failed": failed, "lost": verdict.total_lost, "twice": verdict.total_twice}
    broke = [f"{name}: {value}" for name, value in answer.items() if value]
    broke += [f"p95 over {limit_ms:g} ms"] if slowest is None or slowest > limit_ms else []
    broke += [f"left behind: {left}"] if left is None or left.growing else []
    return Level(at_once, calls, level_s, messages / level_s, slowest, **answer,
                 left=str(left), player_cpu=used, broke="; ".join(broke))  # fmt: skip


def _play(
    stack: Stack, book: Book, numbers: Iterator[int], at_once: int, speed: float, seconds: float
) -> tuple[int, int]:
    """Messages told and calls ended within those seconds; the calls under way then are told to their end, uncounted."""

    async def run() -> tuple[int, int]:
        until, ended = time.monotonic() + seconds, 0
        async with httpx.AsyncClient(limits=httpx.Limits(max_connections=None)) as http:
            url, secret = f"{stack.webhook_url}/vapi", stack.env["VAPI_WEBHOOK_SECRET"]
            line = Line(http, url, secret, book, keep_nothing)

            async def phone(number: int) -> None:
                nonlocal ended
                # Not all at the same instant.
                await asyncio.sleep(number / at_once)
                while time.monotonic() < until:
                    await line.call(next(numbers), speed)
                    ended += time.monotonic() < until

            phones = [asyncio.create_task(phone(number)) for number in range(at_once)]
            await asyncio.sleep(seconds)
            messages = book.messages
            await asyncio.gather(*phones)
            return messages, ended

    return asyncio.run(run())


def _drain(stack: Stack) -> stage.Backlog | None:
    began = time.monotonic()
    while time.monotonic() - began < DRAINS_WITHIN_S:
        left = stage.backlog(stack)
        if left is not None and not left.growing and left.open == 0:
            break
        time.sleep(0.5)
    return stage.backlog(stack)


def _no_comparison(stack: Stack) -> None:
    # Calls that are not listed at Vapi would only be counted as unknown there.
    with psycopg.connect(stack.db_url, autocommit=True) as db:
        db.execute("update private.reconciliation_plan set due_at = now() + interval '1 day'")


def _run(levels: list[Level], began: datetime, speed: float, detail: dict[str, Any]) -> LoadRun:
    held = [level for level in levels if not level.broke]
    last, ended = held[-1] if held else None, datetime.now(UTC)
    return LoadRun(
        kind="ramp",
        started_at=began,
        finished_at=ended,
        speed=speed,
        real_hours=(ended - began).total_seconds() / 3600,
        calls_per_day=last.calls_a_day if last else 0,
        calls=sum(level.calls for level in levels),
        lost=sum(level.lost for level in held),
        twice=sum(level.twice for level in held),
        p95_ms=last.p95_ms if last else None,
        calls_at_once=last.calls_at_once if last else 0,
        events_per_second=last.events_per_second if last else 0.0,
        held=last is not None,
        detail={**detail, "levels": [asdict(level) for level in levels],
                "calls": f"each told {speed:g} times as fast as in life; the player shares the machine",
                "machine_at_end": evidence.machine(ended)},
        release=evidence.release(),
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
