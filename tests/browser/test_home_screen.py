"""Guillaume keeps the console on his home screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.bench.phone import QUIET
from tests.console_process import ConsoleProcess

SOON_MS = 20_000


@pytest.fixture
def phone(chromium: str, console: ConsoleProcess, tmp_path: Path) -> Iterator[Page]:
    """A browser that keeps what it saw: nothing can be installed from a private window, nor without any window."""
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path, executable_path=chromium, args=QUIET, locale="fr-CA", base_url=console.url
        )
        yield context.new_page()
        context.close()


@pytest.mark.parametrize("signed_in", [False, True])
def test_chromium_finds_nothing_against_installing_it(phone: Page, signed_in: bool) -> None:
    phone.goto("/")
    if signed_in:
        phone.get_by_role("button", name="Guillaume").click()
        expect(phone.get_by_test_id("stMain")).to_be_visible(timeout=SOON_MS)
    cdp = phone.context.new_cdp_session(phone)
    manifest = cdp.send("Page.getAppManifest")
    assert manifest["url"].endswith("/app.webmanifest")
    assert manifest["errors"] == []
    assert '"Drain Fortin"' in manifest["data"]
    assert cdp.send("Page.getInstallabilityErrors")["installabilityErrors"] == []


def test_without_its_pictures_chromium_would_object(phone: Page) -> None:
    phone.route("**/icon-*.png", lambda route: route.abort())
    phone.goto("/")
    cdp = phone.context.new_cdp_session(phone)
    found = cdp.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [one["errorId"] for one in found] == ["no-acceptable-icon"]
