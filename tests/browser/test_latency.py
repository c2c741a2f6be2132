"""Latence on a phone: read in one glance, a period away, a slow call one tap away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.browser.phone import ROWS, SOON_MS, open_screen, phone
from tests.console_process import ConsoleProcess
from tests.pages.test_latency import call_with
from tests.rows import empty

__all__ = ["phone"]


@pytest.fixture(autouse=True)
def measured(db: psycopg.Connection) -> Iterator[None]:
    """Three weeks of calls, one of them with a long silence."""
    empty(db)
    for days in range(1, 22):
        call_with(db, *(900 + 40 * days + 10 * turn for turn in range(8)))
        db.execute(
            "update vapi_calls set created_at = %s where created_at > now() - interval '25 hours'",
            [datetime.now(UTC) - timedelta(days=days, hours=days % 5, minutes=61)],
        )
    call_with(db, 1100, 6200, name="Ève Côté")
    db.execute(
        "insert into private.latency_stale (hour) select distinct date_trunc('hour', created_at) from vapi_calls"
    )
    while db.execute("select private.roll_up_stale(24)").fetchone() == (True,):
        pass
    yield
    empty(db)


def test_the_screen_is_read_on_a_phone_and_leads_to_a_slow_call(phone: Page, console: ConsoleProcess) -> None:
    open_screen(phone, "/latence", "Latence")
    expect(phone.get_by_text(re.compile("^Une fois sur deux, Paul répond en"))).to_be_visible(timeout=SOON_MS)
    phone.get_by_text("30 jours", exact=True).click()
    expect(phone.get_by_text(re.compile(r"170\stours de parole"))).to_be_visible(timeout=SOON_MS)
    expect(phone.locator(".js-plotly-plot").first).to_be_visible(timeout=SOON_MS)
    # Nothing is wider than the phone, not even a chart.
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    widest = phone.evaluate(
        "Math.max(...[...document.querySelectorAll('.df-table, .js-plotly-plot')].map(e => e.scrollWidth))"
    )
    assert widest <= 390
    stage = phone.get_by_role("row").filter(has_text="Modèle")
    expect(stage).to_contain_text("170")
    expect(phone.locator(".df-table").get_by_text("non mesuré").first).to_be_visible()
    slowest = phone.locator(ROWS).first
    slowest.scroll_into_view_if_needed()
    slowest.click()
    expect(phone.get_by_text("Ève Côté").first).to_be_visible(timeout=SOON_MS)
    expect(phone).to_have_url(re.compile("appel="), timeout=SOON_MS)
