"""The database goes away under an open screen: what was read last stays, with its hour, and refreshes by itself."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests import outage
from tests.browser.phone import CARDS, SOON_MS, nothing_yet, open_screen, phone
from tests.local_stack import Stack
from tests.screens import call

__all__ = ["nothing_yet", "phone"]

# The database stays down until the test has seen enough; on a busy machine each request takes its time to give up.
HELD_S = 300
SEEN_MS = 60_000
REFRESH_MS = 6_000


def test_what_was_read_last_stays_with_its_hour_until_the_database_is_back(
    phone: Page, stack: Stack, env: dict[str, str]
) -> None:
    call(env, "urgent_lead")
    open_screen(phone, "/", "Aujourd’hui")
    card = phone.locator(CARDS)
    expect(card).to_have_count(1, timeout=SOON_MS)
    number = card.get_by_role("link", name="Appeler").get_attribute("href")
    outage.kill(stack, "postgres", HELD_S)
    try:
        stale = phone.get_by_text(
            re.compile(r"base de données.*\. Voici les données de \d+.h.\d\d; elles se rafraîchiront seules\.")
        )
        expect(stale).to_be_visible(timeout=SEEN_MS)
        expect(phone.locator("#root .df-status .df-bad")).not_to_have_count(0, timeout=SEEN_MS)
        # Another refresh later it is all still there: what Streamlit no longer draws is gone by then.
        phone.wait_for_timeout(REFRESH_MS)
        assert (stale.count(), card.count()) == (1, 1)
        assert card.get_by_role("link", name="Appeler").get_attribute("href") == number
    finally:
        outage.let_back(stack, "postgres")
    expect(stale).to_have_count(0, timeout=SEEN_MS)
    expect(card).to_have_count(1)
    outage.settled(stack)
