"""`make run` as a newcomer meets it: what the demonstration shows within its first minute."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator
from datetime import datetime
from uuid import uuid4

import psycopg
import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from backend.alerts import text
from backend.today import read as today
from tests import demonstration, people
from tests.alert_fixtures import GUILLAUME, SYLVIE
from tests.brevo_standin import in_stack
from tests.browser.phone import open_screen
from tests.local_stack import ROOT, Stack
from tests.screens import call, signed_in

DESK = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=390, height=844)
SOON_MS = 20_000
MINUTE_MS = 60_000
CARDS = '[class*="st-key-carte-"]'
DELIVERED = re.compile(r"^\W*livrée$")
DIGEST = "select created_at, detail from alerts where cause_key like 'digest:%'"
NAMELESS = """
    select (select count(*) from leads where called_back_at is not null and called_back_by is null)
         + (select count(*) from vapi_calls where called_back_at is not null and called_back_by is null)
"""


@pytest.fixture(scope="module")
def demo() -> Iterator[Stack]:
    """The demonstration, just opened."""
    with demonstration.running(ROOT / ".local" / "tests" / f"run-{os.getpid()}") as stack:
        yield stack


@pytest.fixture
def page(request: pytest.FixtureRequest, browser: Browser, demo: Stack) -> Iterator[Page]:
    """A browser in which the administration has entered with one tap, as the demonstration offers it."""
    context = browser.new_context(viewport=getattr(request, "param", PHONE), locale="fr-CA", base_url=demo.console_url)
    opened = context.new_page()
    opened.goto("/connexion")
    opened.get_by_role("button", name="Administrateur").click()
    expect(opened.locator(f"#root {CARDS}").first).to_be_visible(timeout=SOON_MS)
    yield opened
    context.close()


def alert(page: Page, *words: str) -> Locator:
    """The card of the alert that says all of these."""
    found = page.locator(CARDS)
    for said in words:
        found = found.filter(has_text=said)
    return found.first


def test_it_is_make_run_that_is_looked_at() -> None:
    # Without the lines by which make says where it is, when it is itself started by make.
    command = ["make", "--no-print-directory", "--dry-run", "run"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert result.splitlines()[-1].endswith(" ".join(["python", *demonstration.RUN]))


def test_the_digest_counts_everybody_who_waits(demo: Stack) -> None:
    told_at, result = digest(demo)
    waited = waiting_at(demo, told_at)
    assert waited >= 2
    assert f"{waited} à rappeler" in result
    assert not re.search(r"\b0 appel hier", result)


def digest(demo: Stack) -> tuple[datetime, str]:
    """When this morning's was written, and what it says; waited for, as its worker may only just have begun."""
    deadline = time.monotonic() + MINUTE_MS / 1000
    with psycopg.connect(demo.db_url, autocommit=True) as db:
        while (row := db.execute(DIGEST).fetchone()) is None:
            assert time.monotonic() < deadline, f"no digest within a minute\n{said(demo)}"
            time.sleep(0.1)
    return row[0], row[1]


def said(demo: Stack) -> str:
    """What its supervisor and its worker said."""
    return "".join((demo.home / "logs" / f"{name}.log").read_text("utf-8") for name in ("supervisor", "worker"))


def waiting_at(demo: Stack, moment: datetime) -> int:
    """How many of those in «À rappeler» already waited then."""
    _, api = signed_in(demo.env, "owner")
    return len([one for one in today.read(api).callbacks if one.created_at <= moment])


@pytest.mark.parametrize("page", [PHONE, DESK], ids=["phone", "desk"], indirect=True)
def test_the_first_minutes_alerts_are_delivered(page: Page) -> None:
    open_screen(page, "/alertes", "Alertes")
    for what in ("Bilan du matin", "Demande urgente"):
        expect(alert(page, what).get_by_text(DELIVERED)).to_be_visible(timeout=MINUTE_MS)
        expect(alert(page, what).get_by_text(re.compile(r"remis à Brevo .* → livré")).first).to_be_visible()
    expect(page.get_by_text("personne n’est de garde")).to_have_count(0)


@pytest.mark.parametrize("page", [PHONE, DESK], ids=["phone", "desk"], indirect=True)
def test_no_light_is_red(page: Page) -> None:
    status = page.locator("#root .df-status")
    status.locator("summary").click(timeout=SOON_MS)
    opened = status.locator(".df-lights")
    for light in ("Paul", "Alertes", "Base", "Sauvegarde", "Écart"):
        expect(opened.get_by_text(light, exact=True)).to_be_visible(timeout=SOON_MS)
    expect(opened.get_by_text(re.compile("dernière livrée"))).to_be_visible(timeout=MINUTE_MS)
    expect(opened.get_by_text(re.compile("copie éprouvée"))).to_be_visible(timeout=MINUTE_MS)
    expect(status.locator(".df-bad")).to_have_text([])
    open_screen(page, "/sante", "Santé")
    # The last of the probes' first round.
    clock = page.locator("article").filter(has_text="Horloge de la base")
    expect(clock).to_contain_text("s d’écart", timeout=MINUTE_MS)
    # A stumble of the first seconds stays in the bars of that half hour; no light may stay red for it.
    expect(page.locator("#root .df-light.df-bad")).to_have_text([], timeout=MINUTE_MS)


def test_who_called_back_is_named(page: Page, demo: Stack) -> None:
    with psycopg.connect(demo.db_url) as db:
        assert db.execute(NAMELESS).fetchone() == (0,)
        row = db.execute("select id from vapi_calls where called_back_at is not null limit 1").fetchone()
    assert row is not None
    page.goto(f"/appels?appel={row[0]}")
    named = page.get_by_text(re.compile("^Rappelé par (Sylvie Gagnon|Guillaume Fortin)$"))
    expect(named).to_be_visible(timeout=SOON_MS)


def test_a_call_goes_all_the_way_to_its_delivered_text(page: Page, demo: Stack) -> None:
    open_screen(page, "/alertes", "Alertes")
    # Somebody whom the demonstration's own calls do not have.
    call_id = call(demo.env, "urgent_lead", seed=390)
    with psycopg.connect(demo.db_url) as db:
        row = db.execute("select ref, phone from leads where call_id = %s", [call_id]).fetchone()
    assert row is not None
    ref, number = row
    mine = alert(page, "Demande urgente", ref)
    expect(mine.get_by_text(DELIVERED)).to_be_visible(timeout=MINUTE_MS)
    expect(mine.get_by_text(re.compile("^Texto à Guillaume Fortin"))).to_be_visible()
    texts = [one for one in in_stack(demo.env).received()["sms"] if text.phone(number) in one["content"]]
    assert [one["recipient"] for one in texts] == [GUILLAUME]


def test_whoever_is_on_call_is_reached(page: Page, demo: Stack) -> None:
    owner = people.sign_in(demo.env, "owner")
    with psycopg.connect(demo.db_url) as db:
        listed = db.execute("select id, full_name, phone from recipients where on_call_rank is not null").fetchall()
    assert {phone for _, _, phone in listed} == {GUILLAUME, SYLVIE}
    for recipient, _, _ in listed:
        owner.rpc("send_test_alert", p_request_id=str(uuid4()), p_recipient_id=str(recipient),
                  p_channel="sms").raise_for_status()  # fmt: skip
    open_screen(page, "/alertes", "Alertes")
    for _, name, _ in listed:
        expect(alert(page, "essai", f"Texto à {name}").get_by_text(DELIVERED)).to_be_visible(timeout=MINUTE_MS)
    assert {one["recipient"] for one in in_stack(demo.env).received()["sms"]} == {GUILLAUME, SYLVIE}
