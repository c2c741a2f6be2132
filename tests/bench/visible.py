"""From hanging up to the call seen by a signed-in reader: through the Data API, and on the screen of a phone."""

from __future__ import annotations

import random
import re
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from playwright.sync_api import Page

from backend.vapi.signature import sign
from tests.bench.bodies import calls
from tests.bench.figure import Figure
from tests.bench.phone import Sight, chromium, demonstration_cookie, first_content_ms, phone
from tests.local_stack import Stack
from tests.people import sign_in

CALLS = 100
CALLS_ON_SCREEN = 8
SEEN_WITHIN_S = 30
POLL_EVERY_S = 0.005
SCREEN_ASKS_EVERY_S = 4
# Beyond the numbers of the example call's own telling, each call has its number.
FIRST_PHONE = 14505550000
TOLD_AT = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
HOUR = re.compile(r"2026-11-20T\d\d:\d\d:\d\d\.\d{3}Z")
EPOCH_MS = re.compile(r"\b17951\d{8}\b")


class Line:
    """Vapi on one side, a signed-in reader on the other, each on a connection that stays open."""

    def __init__(self, stack: Stack) -> None:
        reader = sign_in(stack.env, "owner")
        headers = {"apikey": reader.key, "authorization": f"Bearer {reader.token}"}
        self._reader = httpx.Client(base_url=f"{reader.url}/rest/v1", headers=headers, timeout=20)
        self._vapi = httpx.Client(base_url=stack.webhook_url, timeout=20)
        self._secret = stack.env["VAPI_WEBHOOK_SECRET"]

    def post(self, body: bytes) -> float:
        """Send one signed message; returns the milliseconds until it was answered."""
        stamp = str(int(time.time()))
        headers = {"x-timestamp": stamp, "x-signature": sign(self._secret, body, stamp)}
        started = time.perf_counter()
        self._vapi.post("/vapi", content=body, headers=headers).raise_for_status()
        return (time.perf_counter() - started) * 1000

    def row(self, caller: str) -> dict[str, Any] | None:
        """The caller's row in the first page of the journal, as the screen asks for it."""
        rows = self._reader.post("/rpc/call_journal", json={"p_limit": 25}).raise_for_status().json()
        return next((row for row in rows if row["caller_number"] == caller), None)

    def seen_ended(self, caller: str) -> float:
        """The moment when the reader's answer says that this call is over."""
        give_up_at = time.monotonic() + SEEN_WITHIN_S
        while time.monotonic() < give_up_at:
            row = self.row(caller)
            if row and row["status"] == "ended":
                return time.perf_counter()
            time.sleep(POLL_EVERY_S)
        raise AssertionError("the call was not seen in time")


def measure(stack: Stack) -> list[Figure]:
    """Through the Data API, then on the screen."""
    line = Line(stack)
    with ThreadPoolExecutor(1) as reading:
        both = [_through_api(line, reading, number) for number in range(CALLS)]
    seen, answered = (sorted(side) for side in zip(*both, strict=True))
    on_screen = _on_screen(stack, line)
    return [
        _through("median", seen, answered, 0.5),
        _through("p95", seen, answered, 0.95),
        Figure(
            "visible_on_screen_median",
            statistics.median(on_screen),
            "ms",
            f"the screen asks every {SCREEN_ASKS_EVERY_S} s",
        ),
        Figure("visible_on_screen_slowest", max(on_screen), "ms", f"of {CALLS_ON_SCREEN} calls"),
    ]


def _through(name: str, seen: list[float], answered: list[float], share: float) -> Figure:
    place = int(CALLS * share)
    return Figure(f"visible_{name}", seen[place], "ms", f"Vapi has its answer after {answered[place]:.1f} ms")


def _through_api(line: Line, reading: ThreadPoolExecutor, number: int) -> tuple[float, float]:
    """Milliseconds from the start of the report's POST until the row is seen ended, and until it is answered."""
    caller, report = _until_the_report(line, number)
    seen = reading.submit(line.seen_ended, caller)
    time.sleep(0.02)
    started = time.perf_counter()
    answered_ms = line.post(report)
    return (seen.result() - started) * 1000, answered_ms


def _on_screen(stack: Stack, line: Line) -> list[float]:
    sight = Sight(f"{stack.console_url}/appels", ".df-row", demonstration_cookie(stack.console_url))
    with chromium() as browser, phone(browser, sight) as context:
        page = context.new_page()
        first_content_ms(page, sight)
        return [_one_on_screen(page, line, CALLS + number) for number in range(CALLS_ON_SCREEN)]


def _one_on_screen(page: Page, line: Line, number: int) -> float:
    """The row is there while the call goes on; its cost comes with the report."""
    caller, report = _until_the_report(line, number)
    row = line.row(caller)
    assert row is not None
    shown = page.locator(f".st-key-ligne-{row['id']} .df-cost")
    shown.wait_for(timeout=SEEN_WITHIN_S * 1000)
    # People do not hang up in step with the screen.
    time.sleep(random.random() * SCREEN_ASKS_EVERY_S)
    started = time.perf_counter()
    line.post(report)
    shown.filter(has_text="US").wait_for(timeout=SEEN_WITHIN_S * 1000)
    return (time.perf_counter() - started) * 1000


def _until_the_report(line: Line, number: int) -> tuple[str, bytes]:
    """A call of this very minute, told up to the hang-up; returns its caller and the report to come."""
    bodies = [_now(body) for body in calls(1, first=number)[0]]
    # The last two say that the call ended.
    for body in bodies[:-2]:
        line.post(body)
    return f"+{FIRST_PHONE + number}", bodies[-1]


def _now(body: bytes) -> bytes:
    later = datetime.now(UTC) - timedelta(minutes=1) - TOLD_AT
    text = HOUR.sub(lambda at: _moved(at[0], later), body.decode())
    return EPOCH_MS.sub(lambda at: str(int(at[0]) + round(later.total_seconds() * 1000)), text).encode()


def _moved(at: str, later: timedelta) -> str:
    return (datetime.fromisoformat(at) + later).isoformat(timespec="milliseconds").replace("+00:00", "Z")
