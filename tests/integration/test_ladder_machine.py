"""Both providers and the phone, in any order: nothing twice, nothing lost, and only a person's act ends an alert."""

from __future__ import annotations

import uuid
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test

from backend.alerts.ladder import VOICE_LIMITS
from backend.db import query
from tests.integration.test_alerts_machine import ANSWERS, BOUNCES, WHICH, Alerts, on_a_base_of_its_own
from tests.local_stack import Stack
from tests.second_provider import Taken

SECOND = tuple(answer for answer in ANSWERS if answer != "402")
RUNGS = """
    insert into alert_rungs (place, after_minutes, way) values
        (0, 0, 'sms'), (1, 1, 'call'), (2, 2, 'email'), (3, 3, 'next')
"""
# A moment that a test takes is none in the world.
SLACK_S = 20.0
NO_ANSWER = ("no_answer", "busy", "voicemail", "no_key", "call_failed")


class Ladders(Alerts):
    """The same life with a second provider, a ladder and phones."""

    @initialize()
    def begin(self) -> None:
        """As before, and a ladder."""
        super().begin()
        self.world.climbs = True
        self.db.execute(RUNGS.encode())
        self.bounced: set[str] = set()
        self.acted: set[uuid.UUID] = set()
        self.pressed: set[str] = set()

    @rule(first=st.lists(st.sampled_from(ANSWERS), max_size=3), second=st.lists(st.sampled_from(SECOND), max_size=3))
    def deliver_with_both_in_trouble(self, first: list[str], second: list[str]) -> None:
        self.world.second.answers = second
        self.deliver(first, 0)

    @rule(which=WHICH, takes=st.booleans(), times=st.integers(1, 2))
    def a_key_is_pressed(self, which: int, takes: bool, times: int) -> None:
        for call in self.one_taken(which, "call"):
            alert_id = self.number_of(call)
            for _ in range(times):
                self.db.execute(query("answer_call"), [call.tag, call.sid, takes])
            self.pressed.add(call.tag)
            if takes:
                self.acted.add(alert_id)

    @rule(which=WHICH, reason=st.sampled_from([None, *NO_ANSWER]), times=st.integers(1, 2))
    def nobody_presses(self, which: int, reason: str | None, times: int) -> None:
        for call in self.one_taken(which, "call"):
            self.second_tells(call, "failed" if reason else "handed_over", reason, times)

    @rule(which=WHICH, state=st.sampled_from(["handed_over", "delivered", "failed"]))
    def the_second_tells(self, which: int, state: str) -> None:
        for message in self.one_taken(which, "sms"):
            self.second_tells(message, state, "refused" if state == "failed" else None, 1)

    @rule(which=WHICH, status=st.sampled_from(["sent", "delivered", "delivered", *BOUNCES]), times=st.integers(1, 2))
    def told(self, which: int, status: str, times: int) -> None:
        """As before; what bounced may be sent by the other provider."""
        accepted = self.world.provider.accepted
        if accepted and status in BOUNCES:
            self.bounced.add(accepted[which % len(accepted)].tag)
        super().told(which, status, times)

    @invariant()
    def nothing_twice(self) -> None:
        """Whichever of the two took it."""
        tags = [(one.channel, one.tag) for one in self.world.provider.accepted]
        tags += [(one.kind, one.tag) for one in self.world.second.taken]
        assert max(Counter(tags).values(), default=0) <= 1, "one attempt was accepted twice"
        rows = self.db.execute("select id, alert_id, level, recipient_id, asked_by from alert_attempts").fetchall()
        known = {str(row[0]): row[1:] for row in rows}
        found: Counter[Any] = Counter()
        for channel, tag in tags:
            alert_id, level, recipient_id, asked_by = known[tag]
            if not asked_by and tag not in self.bounced:
                found[alert_id, level, recipient_id, channel] += 1
        assert max(found.values(), default=0) <= 1, f"twice to one person by one way: {found.most_common(1)}"

    @invariant()
    def only_an_act_ends_it(self) -> None:
        rows = self.db.execute("select id, bundled_in from alerts where state = 'acknowledged'").fetchall()
        assert [row for row in rows if not self.acted & set(row)] == []

    @invariant()
    def a_key_is_not_forgotten(self) -> None:
        rows = self.db.execute("select id, provider_answer from alert_attempts where channel = 'call'").fetchall()
        assert [row for row in rows if str(row[0]) in self.pressed and row[1] not in ("taken", "passed")] == []

    @invariant()
    def no_phone_rings_all_night(self) -> None:
        rung: dict[str, list[float]] = {}
        for call in (one for one in self.world.second.taken if one.kind == "call"):
            rung.setdefault(call.to, []).append(call.at)
        for most, within in VOICE_LIMITS:
            for calls in rung.values():
                for at in calls:
                    assert sum(at - within + SLACK_S < other <= at for other in calls) <= most

    def one_taken(self, which: int, kind: str) -> list[Taken]:
        """One of what the second provider took, or none."""
        found = [one for one in self.world.second.taken if one.kind == kind]
        return [found[which % len(found)]] if found else []

    def second_tells(self, one: Taken, state: str, reason: str | None, times: int) -> None:
        """The second provider tells of it, once or twice."""
        if state == "failed" and one.kind == "sms":
            self.bounced.add(one.tag)
        for _ in range(times):
            self.db.execute(query("receive_twilio_receipt"), [one.tag, one.sid, state, reason])

    def number_of(self, one: Taken) -> uuid.UUID:
        """The alert that it is about."""
        row = self.db.execute("select alert_id from alert_attempts where id = %s", [one.tag]).fetchone()
        assert row is not None
        alert_id: uuid.UUID = row[0]
        return alert_id

    def see(self, alert_id: uuid.UUID) -> None:
        """Somebody acts in the console."""
        super().see(alert_id)
        self.acted.add(alert_id)

    def everything_arrives(self) -> None:
        """Both tell that what they took has arrived."""
        super().everything_arrives()
        for message in [one for one in self.world.second.taken if one.kind == "sms"]:
            self.second_tells(message, "delivered", None, 1)


@pytest.mark.timeout(300)
def test_with_both_providers_and_the_phone_in_whatever_order(stack: Stack) -> None:
    with on_a_base_of_its_own(stack):
        run_state_machine_as_test(
            Ladders,
            settings=settings(
                max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
            ),
        )
