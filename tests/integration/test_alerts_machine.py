"""Causes, sends, receipts, deaths, resends and time in any order: only forward, nothing twice, nothing lost."""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from backend.db import Pool, open_pool
from tests.alert_model import LATE_S, World
from tests.bench import databases
from tests.local_stack import Stack

ANSWERS = (
    "ok",
    "killed_before",
    "killed_after",
    "cut",
    "late",
    "500",
    "503",
    "500_after",
    "429",
    "401",
    "402",
    "400",
    "away",
)
BOUNCES = ("hard_bounce", "soft_bounce", "rejected")
# Which alert or message, counted around: what is drawn must not depend on how fast the machine is.
WHICH = st.integers(0, 11)
RANKS = {"waiting": 0, "sending": 1, "handed_over": 2, "failed": 3, "delivered": 4, "acknowledged": 5}
TRY_RANKS = {"asked": 0, "prepared": 1, "unknown": 2, "handed_over": 3, "failed": 4, "delivered": 5}
EMPTY = """
    truncate leads, alerts, vapi_calls, recipients cascade;
    insert into recipients (full_name, phone, email, on_call_rank, starts, ends) values
        ('Guillaume', '+15145550100', 'guillaume@drainfortin.example', 1, '00:00', '23:59:59'),
        ('Sylvie', '+14505550101', 'sylvie@drainfortin.example', 2, '00:00', '23:59:59')
"""
OPEN = """
    select count(*) from alerts where state not in ('delivered', 'acknowledged')
"""
HANGING = "select count(*) from alert_attempts where state in ('asked', 'prepared', 'unknown')"
# Told when something is lost: what a random history comes to cannot always be had again.
LEFT = """
    select now(), to_jsonb(t), to_jsonb(a) from alerts a left join alert_attempts t on t.alert_id = a.id
    where a.state not in ('delivered', 'acknowledged') or t.state in ('asked', 'prepared', 'unknown')
"""
# Asked for, refused only for now, and not taken up again although nobody has seen the alert.
FORGOTTEN = """
    select count(*) from (
        select distinct on (t.alert_id, t.channel, t.recipient_id) t.state, t.permanent, a.state as alert_state
        from alert_attempts t join alerts a on a.id = t.alert_id where t.asked_by is not null
        order by t.alert_id, t.channel, t.recipient_id, t.at desc) x
    where x.state = 'failed' and not x.permanent and x.alert_state <> 'acknowledged'
"""
ROUNDS = 60


class Alerts(RuleBasedStateMachine):
    """One life of the alerting; `pool`, `db` and `runner` are given by the test."""

    pool: Pool
    db: psycopg.Connection
    runner: asyncio.Runner

    @initialize()
    def begin(self) -> None:
        """Nothing raised, nothing sent, two people on call."""
        self.db.execute(EMPTY.encode())
        self.world = World(self.pool, self.db, self.runner)
        self.asks: Counter[tuple[uuid.UUID, str]] = Counter()
        self.seen: dict[tuple[str, uuid.UUID], int] = {}

    @rule(urgency=st.sampled_from(["urgent", "urgent", "normal"]), count=st.integers(1, 3))
    def lead(self, urgency: str, count: int) -> None:
        for _ in range(count):
            self.world.lead(urgency)

    @rule(answers=st.lists(st.sampled_from(ANSWERS), max_size=4), slow_s=st.sampled_from([0, 0, 1, 12]))
    def deliver(self, answers: list[str], slow_s: int) -> None:
        self.world.provider.answers = answers

        async def wait() -> None:
            self.world.pass_time(slow_s)

        self.world.provider.meanwhile = [wait] if slow_s else []
        self.world.run(self.world.deliver())

    @rule(asked_after_s=st.sampled_from([1, 11, 20, 29]))
    def taken_though_it_did_not_answer(self, asked_after_s: int) -> None:
        """Left to chance alone, it is seldom asked about between its silence and its taking it."""
        self.world.provider.answers = ["late"]
        self.world.run(self.world.deliver())
        self.world.pass_time(asked_after_s)
        self.world.run(self.world.deliver())
        self.world.pass_time(LATE_S)

    @rule(answers=st.lists(st.sampled_from(ANSWERS), max_size=2), which=WHICH, what=st.sampled_from(["ask", "seen"]))
    def deliver_while_a_person_acts(self, answers: list[str], which: int, what: str) -> None:
        self.world.provider.answers = answers

        async def act() -> None:
            for chosen in self.one_of(which):
                if what == "ask":
                    self.ask_for(chosen, "sms", 1)
                else:
                    self.see(chosen)

        self.world.provider.meanwhile = [act]
        self.world.run(self.world.deliver())
        self.world.provider.meanwhile = []

    @rule(seconds=st.sampled_from([3, 11, 30, 61, 200, 700]))
    def time_passes(self, seconds: int) -> None:
        self.world.pass_time(seconds)

    @rule(which=WHICH, status=st.sampled_from(["sent", "delivered", "delivered", *BOUNCES]), times=st.integers(1, 2))
    def told(self, which: int, status: str, times: int) -> None:
        accepted = self.world.provider.accepted
        if not accepted:
            return
        message = accepted[which % len(accepted)]
        if message.channel == "email" and status in BOUNCES:
            status = "delivered"
        self.world.tell(message, status, times)

    @rule(which=WHICH, channel=st.sampled_from(["sms", "email"]), clicks=st.integers(1, 2))
    def asked(self, which: int, channel: str, clicks: int) -> None:
        for chosen in self.one_of(which):
            self.ask_for(chosen, channel, clicks)

    @rule(which=WHICH)
    def somebody_has_seen_it(self, which: int) -> None:
        for chosen in self.one_of(which):
            self.see(chosen)

    @invariant()
    def only_forward(self) -> None:
        for table, ranks in (("alerts", RANKS), ("alert_attempts", TRY_RANKS)):
            for row_id, state in self.db.execute(f"select id, state from {table}".encode()).fetchall():
                assert ranks[state] >= self.seen.get((table, row_id), 0), f"{table} went back to {state}"
                self.seen[table, row_id] = ranks[state]

    @invariant()
    def nothing_twice(self) -> None:
        accepted = self.world.provider.accepted
        tags = Counter(message.tag for message in accepted)
        assert max(tags.values(), default=0) <= 1, "one attempt was accepted twice"
        rows = self.db.execute("select id, alert_id, level, recipient_id, channel, asked_by from alert_attempts")
        known = {str(row[0]): row[1:] for row in rows.fetchall()}
        found: Counter[Any] = Counter()
        for message in accepted:
            alert_id, level, recipient_id, channel, asked_by = known[message.tag]
            found[(alert_id, channel) if asked_by else (alert_id, level, recipient_id, channel)] += 1
        for key, count in found.items():
            most = self.asks[key] if len(key) == 2 else 1
            assert count <= most, f"{count} messages where {most} would do: {key}"

    def teardown(self) -> None:
        """Brevo is well again and time passes: everybody is told, and nothing is left hanging."""
        if not hasattr(self, "world"):
            return
        self.world.provider.answers = self.world.second.answers = []
        for _ in range(ROUNDS):
            self.world.run(self.world.deliver())
            self.everything_arrives()
            if self.number(OPEN) == self.number(HANGING) == 0:
                break
            self.world.pass_time(301)
        assert (self.number(OPEN), self.number(HANGING), self.number(FORGOTTEN)) == (0, 0, 0), self.db.execute(
            LEFT.encode()
        ).fetchall()
        self.only_forward()
        self.nothing_twice()

    def everything_arrives(self) -> None:
        """What was taken is delivered."""
        for message in self.world.provider.accepted:
            self.world.tell(message, "delivered", 1)

    def see(self, alert_id: uuid.UUID) -> None:
        """Somebody has seen it, in the console."""
        self.world.acknowledge(alert_id)

    def ask_for(self, alert_id: uuid.UUID, channel: str, clicks: int) -> None:
        """Somebody asks, with one click or two."""
        self.world.ask(alert_id, channel, clicks)
        self.asks[alert_id, channel] += 1

    def one_of(self, which: int) -> list[uuid.UUID]:
        """One alert, or none where there is none."""
        found = self.db.execute("select id from alerts order by created_at, id").fetchall()
        return [found[which % len(found)][0]] if found else []

    def number(self, query: str) -> int:
        """What a query counts."""
        row = self.db.execute(query.encode()).fetchone()
        assert row is not None
        return int(row[0])


@contextmanager
def on_a_base_of_its_own(stack: Stack) -> Iterator[None]:
    """No worker of the stack looks there."""
    url = databases.make(stack.db_url, "alert_machine", 1)
    with asyncio.Runner() as runner, psycopg.connect(url, autocommit=True) as db:
        opened = AsyncExitStack()
        try:
            Alerts.pool = runner.run(opened.enter_async_context(open_pool(url, size=3)))
            Alerts.db, Alerts.runner = db, runner
            yield
        finally:
            runner.run(opened.aclose())
    databases.drop(stack.db_url, "alert_machine")


@pytest.mark.timeout(300)
def test_whatever_happens_in_whatever_order(stack: Stack) -> None:
    with on_a_base_of_its_own(stack):
        run_state_machine_as_test(
            Alerts,
            settings=settings(
                max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
            ),
        )
