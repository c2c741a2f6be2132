"""A browser and a console, for the tests that need them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.bench.phone import QUIET
from tests.conftest import find_headless
from tests.console_fixtures import console, cookies, hired

__all__ = ["console", "cookies", "hired"]


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Debian's Chromium, without a window, that fetches nothing of its own."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=find_headless() or chromium, args=QUIET)
        yield launched
        launched.close()
