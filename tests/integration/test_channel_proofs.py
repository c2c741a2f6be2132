"""Each way to each person, tried: the real worker, both providers' stand-ins, and a phone."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from tests.alert_fixtures import GUILLAUME, GUILLAUME_EMAIL, AlertDesk, desk
from tests.people import sign_in
from tests.twilio_standin import TwilioStandin, in_stack

__all__ = ["desk"]

PROOF = "select private.ask_way_proof(id, %s) from recipients where full_name = 'Guillaume'"
PROVEN = """
    select sms_delivered_at is not null, call_answered_at is not null, email_delivered_at is not null
    from recipients where full_name = 'Guillaume'
"""


@pytest.fixture
def twilio(desk: AlertDesk) -> Iterator[TwilioStandin]:
    """The second provider, which has forgotten all."""
    standin = in_stack(desk.stack.env)
    standin.reset()
    standin.command(event_delay_s=0.05)
    desk.db.execute("delete from private.addresses where address = any (%s)", [[GUILLAUME, GUILLAUME_EMAIL]])
    desk.db.execute("update recipients set full_name = full_name")
    yield standin
    standin.reset()
    standin.http.close()


def test_what_arrives_proves_its_way_and_the_call_by_a_key(desk: AlertDesk, twilio: TwilioStandin) -> None:
    twilio.command(phone="key1")
    assert desk.rows(PROVEN) == [(False, False, False)]
    for channel in ("sms", "call", "email"):
        # Whoever asks: once a day.
        for _ in range(2):
            desk.db.execute(PROOF, [channel])
    desk.until(lambda: desk.rows(PROVEN) == [(True, True, True)], "all three proven")
    desk.at_rest()
    assert (len(desk.sms()), len(desk.emails()), len(twilio.calls())) == (1, 1, 1)
    assert "Ceci est un essai" in twilio.calls()[0]["heard"][0]
    desk.db.execute("update recipients set phone = '+15145550177' where full_name = 'Guillaume'")
    assert desk.rows(PROVEN) == [(False, False, True)]


def test_a_call_that_nobody_takes_proves_nothing_and_is_no_customer_lost(
    desk: AlertDesk, twilio: TwilioStandin, env: dict[str, str]
) -> None:
    twilio.command(phone="voicemail")
    desk.db.execute(PROOF, ["call"])
    desk.until(lambda: desk.states() == ["failed"], "failed")
    assert desk.rows(PROVEN) == [(False, False, False)]
    status = sign_in(env, "owner").rpc("status_line").json()
    assert status["alerts"]["failed"] == 0
    # The next day's test takes the place of this one.
    desk.db.execute("update alerts set cause_key = cause_key || '-hier'")
    desk.db.execute(PROOF, ["call"])
    assert sorted(desk.states())[0] == "acknowledged"


def test_a_test_call_is_asked_for_by_a_person_too(desk: AlertDesk, twilio: TwilioStandin, env: dict[str, str]) -> None:
    twilio.command(phone="key1")
    who = desk.one("select id::text from recipients where full_name = 'Guillaume'")
    asked = {"p_request_id": str(uuid.uuid4()), "p_recipient_id": who, "p_channel": "call"}
    assert sign_in(env, "staff").rpc("send_test_alert", **asked).status_code == 200
    desk.until(lambda: desk.rows(PROVEN)[0][1], "proven by the key")
