"""What a day's work costs the hand that does it: taps, keys, pixels scrolled, and how long the machine takes.

On the day of a storm: sixty people called within a minute or two. Seconds run from the first press to the result seen,
and nobody thinks or speaks meanwhile. Taps, keys and pixels are held exactly: whoever adds one to a job
finds out here.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from datetime import time as hour
from functools import partial

import psycopg
from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize

from backend import fr
from backend.person import Role
from pages.leads.table.grid import HEAD_PX, ROW_PX
from tests.bench.figure import Figure
from tests.bench.phone import VIEWPORT, Sight, chromium, demonstration_cookie, first_content_ms, phone
from tests.console_process import COOKIE
from tests.local_stack import Stack
from tests.pages import days
from tests.visit_rows import visit

DESK = ViewportSize(width=1440, height=900)
WITHIN_MS = 60_000
LEADS, PEOPLE = 20, 60
CARD = "[class*='st-key-carte-']"
# Of the names and the towns of the storm, which come round in turn.
FOUND = {"lévesque véro": ("levesque", "Véro Lévesque", 5), "Gothier": ("gothier", "Luc Gauthier", 6),
         "st-bruno": ("st_bruno", "Saint-Bruno", 12)}  # fmt: skip
SEARCHED = {"/clients": CARD, "/appels": "[class*='st-key-ligne-']"}
# A mouse moved over the table is heard by it a moment later.
NAME_PX = 140
# With its key beside it, and not as just done.
OFFERED = re.compile(r"^Pas de réponse(?! ✓)")
SCROLLED = "[...document.querySelectorAll('*')].reduce((sum, one) => sum + one.scrollTop, 0)"


@dataclass
class Hand:
    """Does what a person does, and counts it."""

    page: Page
    taps: int = 0
    keys: int = 0
    began: float = field(default_factory=time.perf_counter)

    def tap(self, what: Locator) -> None:
        """A click or a tap."""
        self.taps += 1
        what.click(timeout=WITHIN_MS)

    def key(self, key: str) -> None:
        """One key."""
        self.keys += 1
        self.page.keyboard.press(key)

    def write(self, words: str) -> None:
        """A key for each sign."""
        self.keys += len(words)
        self.page.keyboard.type(words)

    def figures(self, name: str, *, taps: int, keys: int = 0, about: str) -> Iterator[Figure]:
        """What it came to, now that the result is seen."""
        took = time.perf_counter() - self.began
        yield Figure(f"jobs_{name}_taps", self.taps, "", f"at most {taps}", taps)
        if keys:
            yield Figure(f"jobs_{name}_keys", self.keys, "", f"at most {keys}", keys)
        yield Figure(f"jobs_{name}_scrolled", self.page.evaluate(SCROLLED), "px", "none", 0)
        yield Figure(f"jobs_{name}", took, "s", about)


def measure(stack: Stack) -> Iterator[Figure]:
    """One job after the other, each in a browser window of its own."""
    monday = _storm(stack)
    yield Figure("jobs_load_before", os.getloadavg()[0], "", f"{os.cpu_count()} processors, nobody else wanted")
    with chromium() as browser:
        yield from _glance(browser, stack)
        yield from _at(browser, stack, "owner", VIEWPORT, _no_answer)
        yield from _at(browser, stack, "staff", DESK, _twenty_leads)
        yield from _at(browser, stack, "staff", DESK, partial(_moved, monday))
        for words in FOUND:
            for screen in SEARCHED:
                yield from _at(browser, stack, "owner", VIEWPORT, partial(_found, words, screen))


def _storm(stack: Stack) -> str:
    """The day, and a visit of next week; the Monday of that week."""
    today = fr.local(datetime.now(UTC)).date()
    monday = today + timedelta(days=7 - today.weekday())
    with psycopg.connect(stack.db_url, autocommit=True) as db:
        days.storm(db)
        visit(db, 500, datetime.combine(monday, hour(8), fr.ZONE).astimezone(UTC), name="Bob Roy")
    return str(monday)


def _at(
    browser: Browser, stack: Stack, role: Role, size: ViewportSize, job: Callable[[Page], Iterator[Figure]]
) -> Iterator[Figure]:
    context = browser.new_context(
        viewport=size,
        is_mobile=size is VIEWPORT,
        has_touch=size is VIEWPORT,
        locale="fr-CA",
        base_url=stack.console_url,
    )
    context.set_default_timeout(WITHIN_MS)
    _signed_in(context, stack, role)
    yield from job(context.new_page())
    context.close()


def _signed_in(context: BrowserContext, stack: Stack, role: Role) -> None:
    cookie = demonstration_cookie(stack.console_url, role)
    context.add_cookies([{"name": COOKIE, "value": cookie, "url": stack.console_url}])


def _glance(browser: Browser, stack: Stack) -> Iterator[Figure]:
    """Nothing is tapped: the first person to call is in sight, with what is wrong and the number."""
    sight = Sight(stack.console_url, f"{CARD} a[href^='tel:']", demonstration_cookie(stack.console_url))
    with phone(browser, sight) as context:
        page = context.new_page()
        shown_ms = first_content_ms(page, sight)
        page.locator("#first-paint").wait_for(state="detached", timeout=WITHIN_MS)
        box = page.locator(sight.selector).first.bounding_box()
        assert box
        foot = box["y"] + box["height"]
        about = f"down to the number, on a phone {VIEWPORT['height']} px high"
        yield Figure("jobs_glance_px", foot, "px", about, VIEWPORT["height"])
        yield Figure("jobs_glance_scrolled", page.evaluate(SCROLLED), "px", "none, and nothing tapped", 0)
        yield Figure("jobs_glance", shown_ms / 1000, "s", "from the address to the first person to call")


def _twenty_leads(page: Page) -> Iterator[Figure]:
    """An outcome each, by key: the first one is clicked, the others come by themselves."""
    page.goto("/clients")
    table = page.get_by_test_id("stDataFrame")
    table.locator("canvas").first.wait_for()
    page.get_by_text(f"{PEOPLE + 1} fiches").first.wait_for()
    hand = Hand(page)
    hand.taps += 1
    table.click(position={"x": NAME_PX, "y": HEAD_PX + ROW_PX / 2})
    for place in range(1, LEADS + 1):
        page.get_by_text(f"{place} de {PEOPLE + 1}", exact=True).wait_for()
        # The lead is there once it offers what may come of a call.
        page.get_by_role("button", name=OFFERED).wait_for()
        page.locator("[data-test-script-state=notRunning]").wait_for()
        hand.key("1" if place % 2 else "2")
        page.get_by_role("button", name="Rappelé ✓" if place % 2 else "Pas de réponse ✓").wait_for()
        if place < LEADS:
            hand.key("j")
    yield from hand.figures(f"{LEADS}_leads", taps=1, keys=2 * LEADS - 1, about=f"{LEADS} of {PEOPLE}, an outcome each")


def _moved(monday: str, page: Page) -> Iterator[Figure]:
    """From the week that shows it: the visit, what is done to it, the hour, and yes."""
    page.goto(f"/rendez-vous?semaine={monday}")
    shown = page.get_by_role("button", name="Bob Roy")
    shown.wait_for()
    hand, dialog = Hand(page), page.get_by_role("dialog")
    hand.tap(shown)
    hand.tap(page.get_by_role("button", name="Déplacer"))
    hand.tap(dialog.get_by_role("radiogroup", name="Heure").get_by_role("radio").last)
    hand.tap(dialog.get_by_role("button", name="Déplacer à"))
    page.get_by_role("button", name="Déplacé ✓").wait_for()
    yield from hand.figures("visit_moved", taps=4, about="from the week that shows it")


def _found(words: str, screen: str, page: Page) -> Iterator[Figure]:
    """As it is heard, in any order, on a phone; on both screens the same people."""
    name, shown, how_many = FOUND[words]
    page.goto(screen)
    lines = page.locator(SEARCHED[screen])
    lines.first.wait_for()
    hand = Hand(page)
    hand.tap(page.get_by_label("Chercher"))
    hand.write(words)
    hand.key("Enter")
    page.wait_for_function(
        "([lines, shown, n]) => { const found = [...document.querySelectorAll(lines)];"
        " return found.length === n && found.every(one => one.textContent.includes(shown)); }",
        arg=[SEARCHED[screen], shown, how_many],
    )
    about = f"«{words}», {how_many} of {PEOPLE}"
    yield from hand.figures(f"found_{name}_{screen[1:]}", taps=1, keys=len(words) + 1, about=about)


def _no_answer(page: Page) -> Iterator[Figure]:
    """Call, and say that nobody answered: who it was comes back by themselves."""
    page.goto("/")
    page.locator("#first-paint").wait_for(state="detached")
    card = page.locator(CARD).first
    card.get_by_role("button", name="Pas de réponse").wait_for()
    hand = Hand(page)
    # To dial is a tap too; it hands over to the telephone, which a browser without one has nothing to show for.
    card.get_by_role("link", name="Appeler").wait_for()
    hand.taps += 1
    hand.tap(card.get_by_role("button", name="Pas de réponse"))
    page.get_by_role("button", name="Pas de réponse ✓").wait_for()
    page.get_by_text("Plus tard: 1").wait_for()
    yield from hand.figures("no_answer", taps=2, about="the call, and what came of it; to «Plus tard»")
