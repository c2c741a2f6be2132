"""Postgres or the webhook killed in the middle of twenty messages a second: nothing lost, nothing twice."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import psycopg
import pytest

from backend.webhook.store import DATABASE_PATIENCE_S
from tests.integration.test_webhook_http import headers
from tests.local_stack import Stack
from tests.one_call import OneCall
from tests.outage import frozen, kill, send_through
from tests.payload_files import body

PER_SECOND = 20.0
# Half a minute in the drill (`make drill-outage`); long enough here for the journal to fill and be replayed.
DOWN_S = 5.0
CALLS = 30


@pytest.mark.parametrize("child", ["postgres", "webhook"])
def test_a_killed_program_loses_no_message_and_doubles_none(
    stack: Stack, clean_db: psycopg.Connection, child: str
) -> None:
    outcome = send_through(stack, CALLS, PER_SECOND, lambda: kill(stack, child, DOWN_S), first=0)
    assert outcome.harmless, outcome
    assert outcome.sent == CALLS * 11


def test_while_the_database_is_away_paul_gets_an_answer_and_readiness_says_so(
    stack: Stack, clean_db: psycopg.Connection
) -> None:
    lead = body("vapi/tool-calls.save-lead.json")
    kill(stack, "postgres", DOWN_S)
    answer = httpx.post(f"{stack.webhook_url}/vapi", content=lead, headers=headers(stack.env, lead), timeout=20)
    assert answer.status_code == 200
    assert answer.json()["results"][0]["result"] == "C'est noté, Guillaume va rappeler."
    # Who hides their number and is heard with ours cannot be called.
    ours = OneCall(caller=None, line="+14505550100").lead(5, "ours", nom="Luc Roy", telephone="450 555-0100")
    answer = httpx.post(f"{stack.webhook_url}/vapi", content=ours, headers=headers(stack.env, ours), timeout=20)
    assert "numéro" in answer.json()["results"][0]["result"]
    ready = httpx.get(f"{stack.webhook_url}/readyz", timeout=10)
    assert ready.status_code == 503
    assert ready.json()["database"]["reachable"] is False
    assert ready.json()["journal"]["length"] >= 1
    assert httpx.get(f"{stack.webhook_url}/healthz", timeout=10).status_code == 200
    _wait_for_leads(stack, 2)


def test_a_database_that_hangs_keeps_nobody_waiting_beyond_the_patience(
    stack: Stack, clean_db: psycopg.Connection
) -> None:
    lead, other = body("vapi/tool-calls.save-lead.json"), body("vapi/hang.json")
    with frozen(clean_db), ThreadPoolExecutor(2) as pool:
        started = time.monotonic()
        sent = [
            pool.submit(
                httpx.post, f"{stack.webhook_url}/vapi", content=one, headers=headers(stack.env, one), timeout=20
            )
            for one in (lead, other)
        ]
        answers = [each.result() for each in sent]
        waited = time.monotonic() - started
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json()["results"][0]["result"] == "C'est noté, Guillaume va rappeler."
    # Without a carrier of its own the first message waited for the database itself: 14 s.
    assert waited < DATABASE_PATIENCE_S + 4
    _wait_for_leads(stack, 1)


def _wait_for_leads(stack: Stack, count: int) -> None:
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        try:
            with psycopg.connect(stack.db_url) as db:
                if db.execute("select count(*) from leads").fetchone() == (count,):
                    return
        except psycopg.OperationalError:
            pass
        time.sleep(0.3)
    raise AssertionError("a lead noted while the database was away never came in")
