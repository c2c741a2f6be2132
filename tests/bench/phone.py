"""A phone's browser: how long until something can be read on a page, and how many bytes that moved."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from tests.conftest import NO_BROWSER, find_headless
from tests.console_process import COOKIE

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
VIEWPORT = ViewportSize(width=390, height=844)
# Looks at each frame, as an eye would; `performance.now()` counts from the start of the navigation.
WATCH = """window.firstContent = new Promise((done, give_up) => {
  const shown = { opacityProperty: true, visibilityProperty: true };
  const look = () => {
    const found = document.querySelector(%s);
    if (found && found.checkVisibility(shown) && found.innerText.trim()) return done(performance.now());
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  setTimeout(() => give_up(new Error("nothing to read after 30 s")), 30000);
})"""


@dataclass(frozen=True)
class Sight:
    """A page, and what on it counts as content; `cookie` where one must be signed in."""

    url: str
    selector: str
    cookie: str = ""


@dataclass
class Wire:
    """Counts what a page receives: over HTTP as encoded, headers included, and over its websocket."""

    received: int = field(default=0)

    def watch(self, page: Page) -> None:
        """Begin to count."""
        wire = page.context.new_cdp_session(page)
        wire.on("Network.loadingFinished", self._loaded)
        wire.on("Network.webSocketFrameReceived", self._said)
        wire.send("Network.enable")

    def _loaded(self, event: dict[str, Any]) -> None:
        self.received += int(event["encodedDataLength"])

    def _said(self, event: dict[str, Any]) -> None:
        frame = event["response"]
        self.received += len(base64.b64decode(frame["payloadData"]) if frame["opcode"] == 2 else frame["payloadData"])


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    program = find_headless()
    assert program, NO_BROWSER
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield browser
        browser.close()


@contextmanager
def phone(browser: Browser, sight: Sight) -> Iterator[BrowserContext]:
    """A phone with an empty cache, signed in where that is needed."""
    context = browser.new_context(viewport=VIEWPORT, is_mobile=True, has_touch=True, locale="fr-CA")
    context.add_init_script(WATCH % json.dumps(sight.selector))
    if sight.cookie:
        context.add_cookies([{"name": COOKIE, "value": sight.cookie, "url": sight.url}])
    yield context
    context.close()


def first_content_ms(page: Page, sight: Sight, *, again: bool = False) -> float:
    """Go there, or load it again; milliseconds from the start of the navigation until it can be read."""
    if again:
        page.reload(wait_until="commit")
    else:
        page.goto(sight.url, wait_until="commit")
    return float(page.evaluate("window.firstContent"))


def demonstration_cookie(console_url: str, role: str = "owner") -> str:
    """Sign in with one tap, as the demonstration offers it."""
    answer = httpx.post(f"{console_url}/connexion", data={"compte": role}, headers={"Origin": console_url}, timeout=20)
    return answer.cookies[COOKIE]
