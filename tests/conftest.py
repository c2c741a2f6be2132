"""What all tests share: a real stack of their own, and the marker of the folder they lie in."""

from __future__ import annotations

import functools
import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path

import httpx
import hypothesis
import psycopg
import pytest
from httpx._transports import default as transports
from streamlit.components.v2 import manifest_scanner

from tests import local_stack
from tests.alert_fixtures import NOTHING_BY_ITSELF
from tests.emptying import empty_tables
from tests.local_stack import ROOT, Stack

# By folder, when its files begin.
FOLDERS_BEGIN = {"integration": 0, "browser": 0, "pages": 1, "unit": 2}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# People, settings and the record of migrations stay: without them nothing works. So does what programs measure hourly.
BUSINESS_TABLES = """
    select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in ('public', 'private')
    and tablename not in ('profiles', 'opening_hours', 'closed_days', 'booking_settings', 'alert_rules',
        'alert_settings', 'customer_texts', 'reconciliation_plan', 'trial_settings', 'backup_settings',
        'plan_b_settings',
        'privacy_settings', 'providers', 'retention_rules', 'purge_plan', 'rollout_stages', 'secret_limits',
        'secret_salt', 'measurements', 'evidence', 'secret_sightings', 'schema_migrations', 'schema_parts',
        'chain_probes', 'chain_reader')
"""
NO_BROWSER = "no Chromium on this machine: install Debian's `chromium`"
FINDS = ("explicit", "reuse", "generate")
# A machine shared with others is sometimes slow; that is no failure of what is tested.
hypothesis.settings.register_profile("patient", deadline=None)
# Where it only matters that something is found, the smallest example of it is not looked for.
hypothesis.settings.register_profile("first", deadline=None, phases=[p for p in hypothesis.Phase if p.name in FINDS])
# For each screen it runs, AppTest reads what every installed package says of itself: that stays the same meanwhile.
manifest_scanner.scan_component_manifests = functools.cache(manifest_scanner.scan_component_manifests)
# Each request of its own would read every certificate authority again, for 50 ms of processor.
transports.create_ssl_context = functools.cache(httpx.create_ssl_context)  # type: ignore[attr-defined]
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "patient"))


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """An empty stack without console, started once for the whole run."""
    home = ROOT / ".local" / "tests" / f"stack-{os.getpid()}"
    try:
        started = local_stack.start(home, "--no-console", "--no-demo", "--fresh")
        with psycopg.connect(started.db_url, autocommit=True) as own:
            own.execute(NOTHING_BY_ITSELF)
            # Nor does anything of its own go through the chain while tests count rows: its next probe is never due.
            own.execute("insert into private.chain_probes (vapi_call_id, begun_at) values ('probe:held', 'infinity')")
        yield started
    finally:
        local_stack.command(home, "down", "--wipe")


@pytest.fixture(scope="session")
def env(stack: Stack) -> dict[str, str]:
    """The stack's settings, as `python -m backend.local env` prints them."""
    return dict(stack.env)


@pytest.fixture
def db(stack: Stack) -> Iterator[psycopg.Connection]:
    """The owner's connection, one statement a transaction, in UTC."""
    with psycopg.connect(stack.db_url, autocommit=True, options="-c timezone=UTC") as conn:
        yield conn


@pytest.fixture
def clean_db(db: psycopg.Connection) -> psycopg.Connection:
    """The same, on a database without any call, lead or trace."""
    tables = db.execute(BUSINESS_TABLES).fetchall()
    empty_tables(db, *(table for (table,) in tables), numbers_anew=True)
    return db


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser."""
    found = find_chromium()
    if found is None:
        pytest.skip(NO_BROWSER)
    return found


def find_chromium() -> str | None:
    """Debian's Chromium or its like, if there is one."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def find_headless() -> str | None:
    """Chromium as its makers build it to have no window: it draws none, for a fifth less of processor. Or Chromium."""
    return shutil.which("chromium-headless-shell") or find_chromium()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by its folder; browser tests are skipped where there is no browser. Long files come first."""
    places = _places(list(dict.fromkeys(item.path for item in items)))
    items.sort(key=lambda item: places[item.path])
    missing = find_chromium() is None
    for item in items:
        folder = _folder(item.path)
        if folder in FOLDERS_BEGIN:
            item.add_marker(folder)
        if folder == "browser" and missing:
            item.add_marker(pytest.mark.skip(reason=NO_BROWSER))


def _folder(file: Path) -> str:
    return file.relative_to(ROOT / "tests").parts[0]


def _places(files: list[Path]) -> dict[Path, float]:
    """Files of the browser spread among those on the stack, the quick ones last: all workers end at the same time."""
    found: dict[Path, float] = {}
    for folder, begins in FOLDERS_BEGIN.items():
        own = [file for file in files if _folder(file) == folder]
        found |= {file: begins + place / len(own) for place, file in enumerate(own)}
    return {file: found.get(file, 0.0) for file in files}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where a browser is required, a browser test that was skipped has failed."""
    report = yield
    if os.environ.get("REQUIRE_BROWSER") == "1" and report.skipped and item.get_closest_marker("browser"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and REQUIRE_BROWSER=1 makes that a failure: {report.longrepr}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say it loudly when the browser tests did not run."""
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if "browser" in report.keywords]
    if skipped:
        terminalreporter.write_sep("!", f"{len(skipped)} BROWSER TESTS DID NOT RUN: {NO_BROWSER}", red=True, bold=True)
