"""A trial on a phone, from the button to its last step; then its recording is heard."""

from __future__ import annotations

import re
from collections.abc import Iterator

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.browser.phone import SOON_MS, open_screen, phone
from tests.console_process import ConsoleProcess
from tests.emptying import delete, empty_tables
from tests.rows import empty
from tests.vapi_standin import in_stack

__all__ = ["phone"]
STEPS = ["Demandé", "Composé", "Décroché", "Webhook reçu", "En base", "Texto remis à Brevo", "Texto livré"]
# A live part's refreshes, and a trial played ten times as fast as it would go.
TRIAL_MS = 40_000


@pytest.fixture(autouse=True)
def ready(db: psycopg.Connection, env: dict[str, str]) -> Iterator[None]:
    vapi = in_stack(env)
    vapi.reset()
    vapi.command(speed=10.0)
    empty(db)
    delete(db, "delete from test_calls")
    db.execute("update trial_settings set daily_limit = 8, recipient_id = null")
    db.execute("insert into recipients (full_name, phone, on_call_rank) values ('Essai', '+15145550111', 9)")
    yield
    vapi.reset()
    delete(db, "delete from test_calls")
    empty_tables(db, "alert_attempts", "alerts")
    delete(db, "delete from recipients where full_name = 'Essai'")
    empty(db)


def test_a_trial_from_the_button_to_its_last_step(phone: Page, console: ConsoleProcess, db: psycopg.Connection) -> None:
    open_screen(phone, "/essais", "Appels d’essai")
    phone.get_by_role("button", name="Lancer un essai").click()
    compose = phone.get_by_role("button", name=re.compile("Composer la ligne de Drain Fortin.*simulé"))
    compose.click(timeout=SOON_MS)
    card = phone.locator('[class*="st-key-carte-"]').first
    expect(card).to_contain_text("en cours", timeout=SOON_MS)
    expect(card).to_contain_text("réussi", timeout=TRIAL_MS)
    expect(card).to_contain_text("simulé")
    steps = card.get_by_role("listitem").all_inner_texts()
    assert len(steps) == len(STEPS)
    for name, shown in zip(STEPS, steps, strict=True):
        assert name in shown and "fait" in shown, shown
    assert db.execute("select count(*) from test_calls").fetchone() == (1,)
    # Nothing is wider than the phone.
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390

    card.get_by_role("link", name="L’appel").click()
    phone.get_by_role("button", name="Écouter l’enregistrement").click(timeout=TRIAL_MS)
    player = phone.locator("audio")
    player.wait_for(timeout=SOON_MS)
    heard = player.evaluate(
        "async a => { if (!a.duration) await new Promise(done => a.onloadedmetadata = done); return a.duration; }"
    )
    assert heard > 3
    assert "/enregistrement/" in (player.get_attribute("src") or "")
