"""`make soak HOURS=48 CALLS_PER_DAY=50 SPEED=360`: days of calls, with things going wrong on a schedule.

On a stack of its own. At the end every message, call, lead and alert is compared with what was sent and with what the
stand-in for Brevo received, and `tests.auditor`, which shares no code with either, counts again; ends with 1 when
anything is missing or there twice, or when the two disagree. SPEED=1 is real time, and only that
counts as hours; anything faster is recorded as accelerated.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Any

import httpx
import psycopg

from backend.load.run import LoadRun
from backend.local.standins.vapi.call_list import CallList
from tests.drills.load import evidence, faults, stage
from tests.drills.load.book import Book, p95
from tests.drills.load.caller import Line
from tests.drills.load.day import moments
from tests.drills.load.memory import highest, in_megabytes
from tests.drills.load.verify import NAMED, Verdict, verify
from tests.local_stack import ROOT, Stack

SETTLE_S, HURRY_S = 180.0, 5.0
REAL_SETTLE_S = 1800.0
# What a spoken answer may take, by the design; the webhook aims at far less.
LIMIT_MS = 2000.0


@dataclass(frozen=True)
class Asked:
    """What to play."""

    hours: float
    calls_per_day: int
    speed: float
    seed: int = 1

    @property
    def real_s(self) -> float:
        """How long that takes."""
        return self.hours * 3600 / self.speed


async def play(stack: Stack, asked: Asked, book: Book) -> list[tuple[dict[str, Any], dict[str, float]]]:
    """Every call at its moment, the faults at theirs; returns the faults, each with the memory held just before."""
    listing = CallList(stack.env["VAPI_API_URL"])
    began = time.monotonic()
    async with httpx.AsyncClient(limits=httpx.Limits(max_connections=None)) as http:
        line = Line(http, f"{stack.webhook_url}/vapi", stack.env["VAPI_WEBHOOK_SECRET"], book, listing.keep)
        breaking = asyncio.create_task(_break(stack, asked, began))
        async with asyncio.TaskGroup() as calls:
            for number, at in enumerate(moments(Random(asked.seed), asked.hours, asked.calls_per_day)):
                await asyncio.sleep(began + at / asked.speed - time.monotonic())
                calls.create_task(line.call(asked.seed * 1_000_000 + number, asked.speed))
            await asyncio.sleep(began + asked.real_s - time.monotonic())
        return await breaking


async def _break(stack: Stack, asked: Asked, began: float) -> list[tuple[dict[str, Any], dict[str, float]]]:
    done: list[tuple[dict[str, Any], dict[str, float]]] = []
    for fault in faults.schedule(asked.real_s, asked.speed):
        await asyncio.sleep(began + fault.at_s - time.monotonic())
        held = await asyncio.to_thread(in_megabytes, stack)
        struck = await asyncio.to_thread(faults.inject, stack, fault)
        done.append(({**fault.described(), "struck": struck}, held))
        print(f"{time.monotonic() - began:7.1f} s  {fault.name}, {fault.lasts_s:.1f} s", flush=True)
    return done


def soak(stack: Stack, asked: Asked) -> LoadRun:
    """Play, wait until everything is done, verify."""
    accelerated = asked.speed > 1
    stage.prepare(stack, accelerated=accelerated)
    book = Book(tape=stack.home / "tape.jsonl")
    began, first_memory = datetime.now(UTC), in_megabytes(stack)
    busy = evidence.machine(began)
    clock = time.monotonic()
    struck = asyncio.run(play(stack, asked, book))
    # The asked hours end on time; calls that were being told then are part of the settling.
    tail_s = max(0.0, time.monotonic() - clock - asked.real_s)
    settled_s = stage.settle(stack, SETTLE_S if accelerated else REAL_SETTLE_S, hurry_s=HURRY_S if accelerated else 0)
    # Before the books are compared, which costs the database memory of its own.
    last = in_megabytes(stack)
    memory = {"start": first_memory, "end": last, "highest": highest([*(held for _, held in struck), last])}
    with psycopg.connect(stack.db_url, autocommit=True) as db:
        verdict = verify(db, book, stage.received(stack))
    audited = audit(stack, book)
    detail = {
        "faults": [fault for fault, _ in struck], "verdict": verdict.described(), **_counted(book), "memory_mb": memory,
        "tail_s": tail_s, "settled_s": settled_s, "left": str(stage.backlog(stack)),
        "scaled": stage.SCALED if accelerated else "", "machine": busy,
        "machine_at_end": evidence.machine(datetime.now(UTC)), "simulated_hours": asked.hours,
        "auditor": audited.stdout.splitlines()[: NAMED + 1] or audited.stderr.splitlines()[-1:],
    }  # fmt: skip
    return summed_up(asked, book, verdict, began, detail, audited.returncode == 0)


def audit(stack: Stack, book: Book) -> subprocess.CompletedProcess[str]:
    """A program of its own counts again, from the messages as they were posted."""
    command = [sys.executable, "-m", "tests.auditor", str(book.tape), stack.db_url, stage.brevo(stack).url]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def _counted(book: Book) -> dict[str, Any]:
    return {
        "messages": book.messages,
        "failed_attempts": book.failed_attempts,
        "given_up_by_vapi": book.dropped,
        "tool_calls_answered": len(book.tool_ms),
        "p95_all_messages_ms": p95(book.answer_ms),
    }


def summed_up(
    asked: Asked, book: Book, verdict: Verdict, began: datetime, detail: dict[str, Any], agreed: bool
) -> LoadRun:
    """What it came to: it has held only where the auditor, who counts for itself, agrees."""
    slowest = p95(book.tool_ms)
    whole = agreed and not verdict.total_lost and not verdict.total_twice
    seconds = asked.real_s
    return LoadRun(
        kind="soak",
        started_at=began,
        finished_at=datetime.fromtimestamp(began.timestamp() + seconds, UTC),
        speed=asked.speed,
        real_hours=seconds / 3600,
        calls_per_day=asked.calls_per_day,
        calls=len(book.calls),
        lost=verdict.total_lost,
        twice=verdict.total_twice,
        p95_ms=slowest,
        events_per_second=book.messages / seconds,
        held=whole and slowest is not None and slowest <= LIMIT_MS,
        detail=detail,
        release=evidence.release(),
    )


def show(run: LoadRun) -> None:
    """The figures, for a person."""
    detail = run.detail
    print(f"calls {run.calls}, messages {detail['messages']}, lost {run.lost}, twice {run.twice}")
    print(f"tool calls answered: {detail['tool_calls_answered']}, p95 {run.p95_ms or 0:.0f} ms")
    print(f"attempts without an answer: {detail['failed_attempts']}, given up: {detail['given_up_by_vapi']}")
    for program, start in detail["memory_mb"]["start"].items():
        end, most = (detail["memory_mb"][when].get(program, 0.0) for when in ("end", "highest"))
        print(f"memory {program:<10} {start:>7} MB -> {end:>7} MB, {most:>7} MB at most")
    print(f"load average {detail['machine']['load_average']} -> {detail['machine_at_end']['load_average']}, "
          f"settled in {detail['settled_s']:.0f} s; left: {detail['left']}")  # fmt: skip
    print(*detail["auditor"], sep="\n")
    if run.lost or run.twice:
        print("MISSING OR TWICE:", detail["verdict"])


def main() -> int:
    """The settings are in the environment, as `make` passes them."""
    asked = Asked(
        hours=float(os.environ.get("HOURS", "48")),
        calls_per_day=int(os.environ.get("CALLS_PER_DAY", "50")),
        speed=float(os.environ.get("SPEED", "360")),
        seed=int(os.environ.get("SEED", "1")),
    )
    if asked.speed < 1 or asked.hours <= 0 or asked.calls_per_day < 1:
        sys.exit("SPEED is at least 1, HOURS and CALLS_PER_DAY more than 0")
    with stage.own_stack(f"soak-{os.getpid()}") as stack:
        run = soak(stack, asked)
    show(run)
    evidence.keep(run)
    return 0 if run.held else 1


if __name__ == "__main__":
    sys.exit(main())
