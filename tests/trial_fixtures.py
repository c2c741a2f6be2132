"""Trials on the real stack: its own worker dials, the stand-in for Vapi plays, the one for Brevo delivers."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import psycopg
import pytest

from tests.alert_fixtures import PEOPLE, AlertDesk
from tests.brevo_standin import in_stack as brevo_in_stack
from tests.emptying import delete
from tests.local_stack import Stack
from tests.people import Caller, sign_in
from tests.vapi_standin import VapiStandin, in_stack

LINE = "+14502803222"
TESTER, TESTER_EMAIL = "+15145550111", "essai@drainfortin.example"
AS_AT_FIRST = """
    update trial_settings set daily_limit = 50, hours = '{}', recipient_id = null;
    update private.reconciliation_plan set due_at = now() + interval '1 day', lease_until = null;
"""


@dataclass(frozen=True)
class TrialDesk(AlertDesk):
    """What the tests of trials do and look at."""

    vapi: VapiStandin
    staff: Caller

    def ask(self, to: str = LINE, request_id: str | None = None) -> httpx.Response:
        """The button."""
        return self.staff.rpc("ask_trial", p_request_id=request_id or str(uuid.uuid4()), p_to=to)

    def trial(self) -> dict[str, Any]:
        """The newest, as the screen reads it."""
        answer: dict[str, Any] = self.staff.rpc("trials").json()["trials"][0]
        return answer

    def ended(self, within_s: float = 30.0) -> dict[str, Any]:
        """The newest, once it is over."""
        deadline = time.monotonic() + within_s
        while (trial := self.trial())["state"] not in ("passed", "failed"):
            assert time.monotonic() < deadline, trial
            time.sleep(0.1)
        return trial


@pytest.fixture
def trials(stack: Stack, clean_db: psycopg.Connection) -> Iterator[TrialDesk]:
    """The desk: Guillaume and Sylvie on call, a tester who is not, nothing dialled yet."""
    vapi, brevo = in_stack(stack.env), brevo_in_stack(stack.env)
    vapi.reset()
    brevo.reset()
    vapi.command(speed=40.0, patience=0.01)
    brevo.command(event_delay_s=0.05, retry_scale=0.003)
    clean_db.execute(AS_AT_FIRST.encode())
    clean_db.execute(PEOPLE, ["+15145550100", "guillaume@drainfortin.example", "+14505550101", "s@drainfortin.example"])
    clean_db.execute(
        "insert into recipients (full_name, phone, email) values ('Essai', %s, %s)", [TESTER, TESTER_EMAIL]
    )
    clean_db.execute("update trial_settings set recipient_id = (select id from recipients where full_name = 'Essai')")
    yield TrialDesk(stack, clean_db, brevo, vapi, sign_in(stack.env, "staff"))
    vapi.reset()
    brevo.reset()
    with psycopg.connect(stack.db_url, autocommit=True) as db:
        delete(db, "delete from test_calls")
        db.execute(AS_AT_FIRST.encode())
