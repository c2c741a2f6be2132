"""Alerts on the real stack: an empty base, Guillaume and Sylvie on call, a stand-in for Brevo that forgot all."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import psycopg
import pytest

from tests.brevo_standin import Standin, in_stack
from tests.local_stack import Stack
from tests.waiting import connected

GUILLAUME, SYLVIE = "+15145550100", "+14505550101"
GUILLAUME_EMAIL, SYLVIE_EMAIL = "guillaume@drainfortin.example", "sylvie@drainfortin.example"
WITHIN_S = 20.0
PEOPLE = """
    insert into recipients (full_name, phone, email, on_call_rank, starts, ends) values
        ('Guillaume', %s, %s, 1, '00:00', '23:59:59'), ('Sylvie', %s, %s, 2, '00:00', '23:59:59')
"""
# As the migrations leave them; the watch and the digest have their own tests.
AS_AT_FIRST = """
    update alert_settings set receipt_minutes = 3, ack_minutes = 10, throttle_count = 5, throttle_minutes = 15;
    update alert_rules set bundle_minutes = case when kind in ('lead', 'hung_up', 'appointment') then 10 else 0 end;
"""
# What the stack's own worker raises at some hour or other would come between a test and its rows, the digest first.
NOTHING_BY_ITSELF = """
    update alert_rules set enabled = kind not in ('no_webhook', 'journal', 'volume', 'digest', 'backup', 'unowned')
"""
LEAD = """
    insert into leads (ref, source, created_at, name, phone, city, description, urgency, is_test)
    values (%(ref)s, 'tool', now(), 'Luc Roy', %(phone)s, 'Longueuil', 'Refoulement au sous-sol', %(urgency)s,
            %(is_test)s)
    returning id
"""

# The worker takes up what is due, and nothing else.
AT_REST = """
    select not exists (select from alerts where due_at < clock_timestamp() + interval '20 seconds')
        and not exists (select from alert_attempts where state in ('asked', 'prepared', 'unknown'))
"""


@dataclass(frozen=True)
class AlertDesk:
    """What the tests of alerts do and look at."""

    stack: Stack
    db: psycopg.Connection
    brevo: Standin

    def lead(self, urgency: str = "urgent", *, phone: str = "+14505550134", is_test: bool = False) -> str:
        """A lead as Paul's tool call stores it; returns its id."""
        given = {"ref": f"T-{uuid.uuid4()}", "phone": phone, "urgency": urgency, "is_test": is_test}
        return str(self.one(LEAD, given))

    def one(self, sql: str, values: Any = None) -> Any:
        """The first column of the only row."""
        row = self.db.execute(sql.encode(), values).fetchone()
        assert row is not None, sql
        return row[0]

    def rows(self, sql: str, values: Any = None) -> list[Any]:
        """Every row; its only column where there is but one."""
        found = self.db.execute(sql.encode(), values).fetchall()
        return [row[0] if len(row) == 1 else row for row in found]

    def states(self) -> list[str]:
        """Every alert's state, in order of birth."""
        return self.rows("select state from alerts order by created_at")

    def sms(self, to: str | None = None) -> list[dict[str, Any]]:
        """The SMS really received."""
        return [one for one in self.brevo.received()["sms"] if to in (None, one["recipient"])]

    def emails(self, to: str | None = None) -> list[dict[str, Any]]:
        """The emails really received."""
        return [one for one in self.brevo.received()["email"] if to in (None, one["recipient"])]

    def settings(self, **minutes: float) -> None:
        """Change the settings, for this test only."""
        for name, value in minutes.items():
            self.db.execute(f"update alert_settings set {name} = %s".encode(), [value])

    def event(self, channel: str, body: object, token: str | None = None) -> httpx.Response:
        """Tell the webhook what Brevo would."""
        held = self.stack.env["BREVO_WEBHOOK_TOKEN"] if token is None else token
        headers = {"authorization": f"Bearer {held}".strip()}
        return httpx.post(f"{self.stack.webhook_url}/brevo/{channel}", json=body, headers=headers, timeout=20)

    def until(self, condition: Callable[[], bool], what: str, within_s: float = WITHIN_S) -> None:
        """Wait for it."""
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            if condition():
                return
            time.sleep(0.05)
        result = self.rows("select kind, state, reason, level, due_at - clock_timestamp() from alerts")
        tries = self.rows("select level, channel, state, provider_answer from alert_attempts order by at")
        raise AssertionError(f"not within {within_s:g} s: {what}; {result}; {tries}")

    def until_delivered(self, count: int = 1) -> None:
        """Wait until so many alerts, and all of them, are delivered."""
        self.until(lambda: self.states() == ["delivered"] * count, f"{count} delivered")

    def at_rest(self) -> None:
        """Wait until nothing is in hand and nothing due soon: what is not sent by then is sent by nobody."""
        self.until(lambda: bool(self.one(AT_REST)), "at rest")


@contextmanager
def raising_by_itself(db: psycopg.Connection, *kinds: str) -> Iterator[None]:
    """Let the worker raise these, as it does outside of tests."""
    db.execute("update alert_rules set enabled = true where kind = any (%s)", [list(kinds)])
    try:
        yield
    finally:
        db.execute(NOTHING_BY_ITSELF)


@pytest.fixture
def desk(stack: Stack, clean_db: psycopg.Connection) -> Iterator[AlertDesk]:
    """The desk, with nothing raised and nothing sent."""
    brevo = in_stack(stack.env)
    brevo.reset()
    brevo.command(event_delay_s=0.05, retry_scale=0.003)
    clean_db.execute(AS_AT_FIRST.encode())
    clean_db.execute(PEOPLE, [GUILLAUME, GUILLAUME_EMAIL, SYLVIE, SYLVIE_EMAIL])
    yield AlertDesk(stack, clean_db, brevo)
    # A connection of its own: a test may have killed the database under the other.
    with connected(stack.db_url) as own:
        own.execute(AS_AT_FIRST.encode())
        own.execute(NOTHING_BY_ITSELF)
    brevo.reset()
