"""`make drill-abuse`: wrong signatures, nonsense and slow senders at the webhook's door while real calls go on.

A minute alone, then a minute with 10,000 wrong signatures, forty senders that never finish, and bodies of every shape,
signed and not. Ends with 1 when an answer is a 500, a real message is not taken, its p95 is over the bar, or memory
grew. Times are of this machine, with the flood's own cost on it.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import httpx
import psutil

from backend.vapi.signature import sign
from tests.bench.bodies import calls
from tests.drills.nonsense import Slow, nonsense
from tests.local_stack import ROOT, Stack, start

HOME = ROOT / ".local" / "drill-abuse"
SECONDS = float(os.environ.get("SECONDS", "60"))
WRONG_PER_MINUTE = 10_000
REAL_PER_S = 10
SLOW_SENDERS = 40
P95_S = 1.0
GREW_MB = 20.0
DOORS = ("/vapi", "/vapi", "/vapi", "/brevo/sms", "/brevo/email")


@dataclass
class Seen:
    """Answers by status, and how long the real ones took."""

    statuses: Counter[int] = field(default_factory=Counter)
    real: list[float] = field(default_factory=list)
    real_refused: int = 0

    @property
    def p95(self) -> float:
        """Seconds."""
        return sorted(self.real)[int(len(self.real) * 0.95)]


def main() -> int:
    """Alone, then under abuse; 1 when a bar is missed."""
    stack = start(HOME, "--no-console", "--no-demo", "--fresh")
    try:
        _real(stack, Seen(), 5.0, first=0)
        alone = Seen()
        _real(stack, alone, SECONDS / 4, first=1_000)
        before = _memory_mb(stack)
        abused = _abused(stack)
        time.sleep(5)
        return _told(alone, abused, before, _memory_mb(stack))
    finally:
        stack.command("down", "--wipe")


def _abused(stack: Stack) -> Seen:
    seen = Seen()
    slow = [Slow(stack.webhook_url) for _ in range(SLOW_SENDERS)]
    with ThreadPoolExecutor(4) as pool:
        waits = [
            pool.submit(_flood, stack, seen, SECONDS),
            pool.submit(_nonsense, stack, seen, SECONDS),
            pool.submit(_real, stack, seen, SECONDS, first=2_000),
            pool.submit(_drip, slow, SECONDS),
        ]
        for wait in waits:
            wait.result()
    return seen


def _flood(stack: Stack, seen: Seen, seconds: float) -> None:
    body, started, sent = b'{"message": {"type": "hang"}}', time.monotonic(), 0
    with httpx.Client(base_url=stack.webhook_url, timeout=30) as http:
        while (gone := time.monotonic() - started) < seconds:
            if sent > gone * WRONG_PER_MINUTE / 60:
                time.sleep(0.002)
                continue
            proof = {"x-timestamp": str(int(time.time())), "x-signature": f"{sent:064x}"}
            seen.statuses[http.post("/vapi", content=body, headers=proof).status_code] += 1
            sent += 1


def _nonsense(stack: Stack, seen: Seen, seconds: float) -> None:
    rng, until = Random(7), time.monotonic() + seconds
    secret = stack.env["VAPI_WEBHOOK_SECRET"]
    with httpx.Client(base_url=stack.webhook_url, timeout=30) as http:
        while time.monotonic() < until:
            body, stamp = nonsense(rng), str(int(time.time()))
            proof = {"x-timestamp": stamp, "x-signature": sign(secret, body, stamp)} if rng.random() < 0.7 else {}
            path = rng.choice(
                ["/vapi", "/vapi", "/vapi", "/brevo/sms", "/brevo/email", "/a/" + "x" * rng.randint(1, 90)]
            )
            seen.statuses[http.post(path, content=body, headers=proof).status_code] += 1
            time.sleep(0.02)


def _drip(slow: list[Slow], seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for one in slow:
            one.drip()
        time.sleep(1)
    for one in slow:
        one.close()


def _real(stack: Stack, seen: Seen, seconds: float, *, first: int) -> None:
    secret, started, sent = stack.env["VAPI_WEBHOOK_SECRET"], time.monotonic(), 0
    bodies = [body for call in calls(int(seconds * REAL_PER_S / 10) + 1, first=first) for body in call]
    with httpx.Client(base_url=stack.webhook_url, timeout=30) as http:
        while (gone := time.monotonic() - started) < seconds and sent < len(bodies):
            if sent > gone * REAL_PER_S:
                time.sleep(0.005)
                continue
            stamp, body = str(int(time.time())), bodies[sent]
            begun = time.perf_counter()
            answer = http.post(
                "/vapi", content=body, headers={"x-timestamp": stamp, "x-signature": sign(secret, body, stamp)}
            )
            seen.real.append(time.perf_counter() - begun)
            seen.real_refused += answer.status_code != 200
            seen.statuses[answer.status_code] += 1
            sent += 1


def _memory_mb(stack: Stack) -> float:
    for process in psutil.process_iter(["cmdline"]):
        result = " ".join(process.info["cmdline"] or [])
        if "backend.webhook" in result and str(Path(process.cwd())) == str(ROOT) and _is_ours(process, stack):
            return float(process.memory_info().rss) / 1e6
    raise AssertionError("the webhook is not running")


def _is_ours(process: psutil.Process, stack: Stack) -> bool:
    return process.environ().get("WEBHOOK_URL") == stack.webhook_url


def _told(alone: Seen, abused: Seen, before: float, after: float) -> int:
    failures = sum(count for status, count in abused.statuses.items() if status >= 500)
    rows = (
        ("real messages alone, p95", f"{alone.p95 * 1000:.1f} ms", alone.real_refused == 0),
        ("real messages under abuse, p95", f"{abused.p95 * 1000:.1f} ms of {P95_S * 1000:.0f}", abused.p95 <= P95_S),
        ("real messages not taken", f"{abused.real_refused} of {len(abused.real)}", abused.real_refused == 0),
        ("answers 500 and above", str(failures), failures == 0),
        (
            "wrong signatures refused",
            f"{abused.statuses[401]}",
            abused.statuses[401] >= WRONG_PER_MINUTE * SECONDS / 60 * 0.9,
        ),
        ("memory of the webhook", f"{before:.0f} → {after:.0f} MB", after - before <= GREW_MB),
    )
    for name, figure, held in rows:
        print(f"{name:34}{figure:>24}{'' if held else '  MISSED'}")
    print("every answer: " + ", ".join(f"{status}: {count}" for status, count in sorted(abused.statuses.items())))
    return 0 if all(held for *_, held in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
