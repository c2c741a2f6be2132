"""Takes the pictures of the README and of the guide anew: `make screenshots`. Its own stack, invented callers only.

Look at each picture before committing it: a screen that failed to draw makes a picture too.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

import psycopg
from PIL import Image
from playwright.sync_api import Browser, Page

from tests import outage
from tests.bench.phone import chromium
from tests.local_stack import ROOT, Stack, command, start
from tests.pages import days

Theme = Literal["light", "dark"]

HOME = ROOT / ".local" / "screenshots"
PICTURES = ROOT / "docs" / "images"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
CARD = "[class*='st-key-carte-']"
# A call that has everything to show.
FULL_CALL = "Rendez-vous pris"
SEEN_WITHIN_MS = 60_000
# The live parts' first refresh.
SETTLE_MS = 2_500
# Longer than all pictures take: no call comes in between two of them.
HELD_S = 3_600
LARGEST_BYTES = 200_000
THEMES: dict[Theme, str] = {"light": "clair", "dark": "sombre"}
# Each on top of the one before: the demonstration as it is, then sixty people in two hours, then all that can go wrong;
# at last a first day, without anything.
DAYS: dict[str, Callable[[psycopg.Connection[Any]], None]] = {
    "tranquille": lambda db: None,
    "tempete": lambda db: days.people(db, 60, step="2 minutes"),
    "rouge": days.trouble,
    "premier": days.blank,
}


def main() -> int:
    """Every picture; 1 when one is larger than a reader should wait for."""
    (PICTURES / "jours").mkdir(parents=True, exist_ok=True)
    try:
        stack = start(HOME, "--fresh")
        with chromium() as browser:
            with _page(browser, stack, PHONE, scale=2) as page:
                _phone(page, stack)
            with _page(browser, stack, PHONE, scale=2) as page:
                _outage(page, stack)
            with _page(browser, stack, PHONE, scale=2) as phone, _page(browser, stack, DESK, scale=1) as desk:
                _days({390: phone, 1440: desk}, stack)
    finally:
        command(HOME, "down", "--wipe")
    too_large = [path.name for path in PICTURES.rglob("*.png") if path.stat().st_size > LARGEST_BYTES]
    print(f"too large: {', '.join(too_large)}" if too_large else f"done: {PICTURES.relative_to(ROOT)}")
    return 1 if too_large else 0


def _phone(page: Page, stack: Stack) -> None:
    """Guillaume's way through the console; a call comes in, and ends with a visit."""
    page.goto("/connexion")
    _keep(page, "form", "connexion")
    _enter(page, "Guillaume")
    with _call_going_on(stack):
        _keep(page, ".df-live p:nth-of-type(3):last-of-type", "aujourdhui")
    _keep_part(page, CARD, "a-rappeler")
    page.goto("/appels")
    _keep(page, ".df-row", "appels")
    page.locator("[class*='st-key-ligne-']").filter(has_text=FULL_CALL).first.get_by_role("link").click()
    _keep(page, ".df-talk", "appel")
    page.goto("/clients")
    _keep(page, CARD, "clients")
    page.goto("/reglages")
    _keep(page, "[class*='st-key-jour-7']", "reglages")


def _days(pages: dict[int, Page], stack: Stack) -> None:
    """The first screen on each sort of day, at both widths, in both themes; and the work table in the storm."""
    stack.command("kill", "player", "--held", str(HELD_S))
    for page in pages.values():
        page.goto("/connexion")
        _enter(page, "Guillaume")
    with psycopg.connect(stack.db_url, autocommit=True) as db:
        for day, begin in DAYS.items():
            begin(db)
            for width, page in pages.items():
                _in_both_themes(page, "/", "#root .df-counts", f"jours/{day}-{width}")
            if day == "tempete":
                _in_both_themes(pages[1440], "/clients", "#root canvas", "jours/table-1440")


def _in_both_themes(page: Page, path: str, wanted: str, name: str) -> None:
    for theme, word in THEMES.items():
        page.emulate_media(color_scheme=theme)
        page.goto(path)
        _keep(page, wanted, f"{name}-{word}")


def _outage(page: Page, stack: Stack) -> None:
    """What the first screen says while the database is away."""
    page.goto("/")
    _enter(page, "Guillaume")
    page.wait_for_selector(CARD, timeout=SEEN_WITHIN_MS)
    stack.command("kill", "postgres", "--held", "30")
    _keep(page, ".df-status .df-bad", "rouge")
    outage.let_back(stack, "postgres")
    outage.settled(stack)


def _enter(page: Page, account: str) -> None:
    page.get_by_role("button", name=account).click()
    page.get_by_test_id("stMain").wait_for(timeout=SEEN_WITHIN_MS)


def _keep(page: Page, wanted: str, name: str) -> None:
    """The whole screen, once what is wanted is on it, drawn by Streamlit."""
    page.wait_for_selector("#first-paint", state="detached", timeout=SEEN_WITHIN_MS)
    page.wait_for_selector(wanted, timeout=SEEN_WITHIN_MS)
    page.wait_for_timeout(SETTLE_MS)
    _save(page.screenshot(), name)


def _keep_part(page: Page, wanted: str, name: str) -> None:
    part = page.locator(wanted).first
    # Clear of the menu at the foot of the screen.
    part.evaluate("part => part.scrollIntoView({block: 'center'})")
    _save(part.screenshot(), name)


def _save(picture: bytes, name: str) -> None:
    # Pillow comes with Streamlit. Screens are flat: 128 colours are as good as all of them, at a third of the size.
    flat = Image.open(io.BytesIO(picture)).convert("RGB").quantize(128, dither=Image.Dither.NONE)
    flat.save(PICTURES / f"{name}.png", optimize=True)


@contextmanager
def _page(browser: Browser, stack: Stack, size: dict[str, int], *, scale: int) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": size["width"], "height": size["height"]}, device_scale_factor=scale,
        is_mobile=size is PHONE, has_touch=size is PHONE, locale="fr-CA", base_url=stack.console_url,
    )  # fmt: skip
    yield context.new_page()
    context.close()


@contextmanager
def _call_going_on(stack: Stack) -> Iterator[None]:
    arguments = ["call", "--scenario", "urgent_booking", "--seed", "11", "--speed", "3"]
    player = subprocess.Popen(
        [sys.executable, "-m", "backend.local.standins.vapi", *arguments], cwd=ROOT, env={**os.environ, **stack.env},
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield
        player.wait(timeout=SEEN_WITHIN_MS / 1000)
    finally:
        player.kill()


if __name__ == "__main__":
    sys.exit(main())
