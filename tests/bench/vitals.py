"""What a phone lives through on each screen, for each role: LCP, INP, CLS at 390 px, a slow processor, 4G.

`LOADS=20 python -m tests.bench vitals` takes as many loads; `SCREENS=/,/latence` only those screens, `ROLES=owner` only
those people. The cache is warm, as on a phone that has opened the console before.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import psutil
from playwright.sync_api import Browser, BrowserContext, CDPSession, Locator, Page

from backend.person import Role
from pages import menu
from pages.menu import Screen
from tests.bench.figure import Figure
from tests.bench.phone import VIEWPORT, chromium, demonstration_cookie
from tests.console_process import COOKIE
from tests.local_stack import Stack
from tests.waiting import connected, until

LOADS = int(os.environ.get("LOADS", "4"))
SCREENS = frozenset(filter(None, os.environ.get("SCREENS", "").split(",")))
EVERYBODY: tuple[Role, ...] = ("owner", "staff", "admin")
ROLES = [role for role in EVERYBODY if role in os.environ.get("ROLES", ",".join(EVERYBODY)).split(",")]
SLOWER = 4
# 4G as Chromium's own tools have it: 9 Mb/s down, 1.5 Mb/s up, 60 ms.
NETWORK = {"offline": False, "latency": 60, "downloadThroughput": 9e6 / 8, "uploadThroughput": 1.5e6 / 8}
# What web.dev calls good, at the 75th percentile.
LCP_MS, INP_MS, CLS = 2_500.0, 200.0, 0.1
DRAWN_WITHIN_MS = 60_000
# The live parts refresh meanwhile, and once more while it is tapped.
STAYS_MS = 4_000
BETWEEN_TAPS_MS = 700
# A finger does not leave the glass in the moment in which it comes.
PRESSED_MS = 80
# Those that wait to be told together, for up to ten minutes, are told now.
NOW = "update alerts set due_at = now() where reason = 'bundle' and due_at > now()"
TOLD = "select where not exists (select from alerts where due_at < now() + interval '1 minute')"
REST_WITHIN_S = 300.0
# Harmless wherever they are: the status line, the menu, another view or period, what is folded.
TAPS = (
    ".df-status summary",
    ".df-more summary",
    ".df-more summary",
    "[data-testid=stMain] [data-testid=stButtonGroup] button >> nth=-1",
    "[data-testid=stExpander] summary",
    ".df-status summary",
)
# Nowhere when it was drawn anew in that very moment, or something else lies over it: that would be tapped.
WHERE = """(one) => {
  one.scrollIntoView({ block: "center" });
  const { x, y, width, height } = one.getBoundingClientRect();
  const at = { x: x + width / 2, y: y + height / 2 };
  return one.contains(document.elementFromPoint(at.x, at.y)) ? at : null;
}"""
# Layout shifts count by session: at most five seconds, no pause of a second; what follows a tap is meant to move.
WATCH = """(() => {
  const seen = (window.vitals = { lcp: 0, inp: 0, cls: 0, moved: "" });
  let began = 0, last = 0, sum = 0, worst = 0;
  const watch = (type, hear, more) => new PerformanceObserver((list) => list.getEntries().forEach(hear))
    .observe({ type, buffered: true, ...more });
  watch("largest-contentful-paint", (one) => (seen.lcp = one.startTime));
  const hear = (one) => one.interactionId && (seen.inp = Math.max(seen.inp, one.duration));
  watch("event", hear, { durationThreshold: 16 });
  watch("layout-shift", (one) => {
    if (one.hadRecentInput) return;
    if (one.startTime - last > 1000 || one.startTime - began > 5000) [began, sum] = [one.startTime, 0];
    [last, sum] = [one.startTime, sum + one.value];
    seen.cls = Math.max(seen.cls, sum);
    if (one.value <= worst) return;
    worst = one.value;
    const name = (node) => node?.className || node?.dataset?.testid || node?.parentElement?.className || node?.nodeName;
    seen.moved = one.sources.map((it) => `${name(it.node)} ${it.previousRect.y}→${it.currentRect.y}`).join("; ");
  });
})()"""


@dataclass
class Vitals:
    """What was seen on one screen by one role, a value a load."""

    lcp_ms: list[float] = field(default_factory=list)
    inp_ms: list[float] = field(default_factory=list)
    cls: list[float] = field(default_factory=list)
    # The largest move of all loads, for whoever mends it.
    moved: str = ""
    # Of the processors' time meanwhile, what others on the same host took: figures of such an hour are none.
    stolen: float = 0.0

    def note(self, seen: dict[str, Any]) -> None:
        """One load."""
        if not self.cls or seen["cls"] > max(self.cls):
            self.moved = str(seen["moved"])[:160]
        self.lcp_ms.append(seen["lcp"])
        self.inp_ms.append(seen["inp"])
        self.cls.append(seen["cls"])

    def figures(self, name: str) -> Iterator[Figure]:
        """The three, at the 75th percentile."""
        of = f"p75 of {len(self.cls)}, {self.stolen:.0%} stolen"
        yield Figure(f"vitals_{name}_lcp", p75(self.lcp_ms), "ms", f"{of}, at most {LCP_MS:.0f}", LCP_MS)
        yield Figure(f"vitals_{name}_inp", p75(self.inp_ms), "ms", f"{of}, at most {INP_MS:.0f}", INP_MS)
        yield Figure(f"vitals_{name}_cls", p75(self.cls), "", f"{of}, at most {CLS}; {self.moved}", CLS)


def p75(values: Sequence[float]) -> float:
    """The value that three loads in four do not exceed."""
    return sorted(values)[-(-3 * len(values) // 4) - 1]


def measure(stack: Stack) -> Iterator[Figure]:
    """Every screen of every role, told as it is measured."""
    _nothing_new(stack)
    yield Figure("vitals_load_before", os.getloadavg()[0], "", f"{os.cpu_count()} processors, nobody else wanted")
    with chromium() as browser:
        for role in ROLES:
            for screen in screens_of(role):
                yield from measured(browser, stack.console_url, role, screen).figures(f"{role}_{screen.path or 'home'}")
    yield Figure("vitals_load_after", os.getloadavg()[0], "", "of which the browser is most")


def _nothing_new(stack: Stack) -> None:
    """Nobody calls any more, and what was to be told is told: what comes in later counts as the page's own slowness."""
    assert stack.command("kill", "player", "--held", "36000").returncode == 0
    with connected(stack.db_url) as db:
        db.execute(NOW)
        until(lambda: db.execute(TOLD).fetchone() is not None, "the last alert", REST_WITHIN_S)


def screens_of(role: Role) -> list[Screen]:
    """Those of the menu."""
    found = [one for one in (*menu.DAILY, *menu.ADMINISTRATION) if one.in_menu and role in one.roles]
    return [one for one in found if not SCREENS or f"/{one.path}" in SCREENS]


def measured(browser: Browser, url: str, role: Role, screen: Screen) -> Vitals:
    """A first visit fills the cache; then each load is a page of its own."""
    found = Vitals()
    context = browser.new_context(viewport=VIEWPORT, is_mobile=True, has_touch=True, locale="fr-CA", base_url=url)
    context.add_cookies([{"name": COOKIE, "value": demonstration_cookie(url, role), "url": url}])
    _visit(context, screen)
    context.add_init_script(WATCH)
    before = psutil.cpu_times()
    for _ in range(LOADS):
        found.note(_visit(context, screen, slow=True))
    found.stolen = _stolen_since(before)
    context.close()
    return found


def _stolen_since(before: Any) -> float:
    now = psutil.cpu_times()
    return float((now.steal - before.steal) / (sum(now) - sum(before)))


def _visit(context: BrowserContext, screen: Screen, *, slow: bool = False) -> dict[str, Any]:
    page = context.new_page()
    if slow:
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.send("Network.emulateNetworkConditions", NETWORK)
        wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(f"/{screen.path}", wait_until="commit")
    page.locator("#root .df-me").wait_for(timeout=DRAWN_WITHIN_MS)
    seen: dict[str, Any] = _touched(page) if slow else {}
    page.close()
    return seen


def _press(page: Page, finger: CDPSession, target: Locator) -> None:
    """Playwright's own tap takes no time, and looks on the way whether it hits: both count as the page's slowness."""
    at = until(lambda: target.evaluate(WHERE), f"{target} under the thumb")
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [at]})
    page.wait_for_timeout(PRESSED_MS)
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def _touched(page: Page) -> dict[str, Any]:
    finger = page.context.new_cdp_session(page)
    page.wait_for_timeout(STAYS_MS)
    for what in TAPS:
        target = page.locator(what).first
        if target.count() and target.is_visible():
            _press(page, finger, target)
            page.wait_for_timeout(BETWEEN_TAPS_MS)
    seen: dict[str, Any] = page.evaluate("window.vitals")
    return seen
