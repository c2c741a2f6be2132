"""From the cause to somebody's phone, or to their email when the phone cannot be reached; and why it says so."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from backend.alerts.gsm7 import segments
from backend.db import open_pool
from backend.intake.store import receive
from tests.alert_fixtures import GUILLAUME, GUILLAUME_EMAIL, SYLVIE, AlertDesk, desk
from tests.integration.test_webhook_http import headers
from tests.payload_files import body, envelope, message

__all__ = ["desk"]


def test_an_urgent_lead_is_on_the_phone_before_the_call_ends(desk: AlertDesk) -> None:
    content = body("vapi/tool-calls.save-lead.json")
    answer = httpx.post(f"{desk.stack.webhook_url}/vapi", content=content, headers=headers(desk.stack.env, content))
    assert answer.status_code == 200
    desk.until_delivered()
    assert desk.one("select status from vapi_calls") == "in-progress"
    [sms] = desk.sms(GUILLAUME)
    assert sms["content"].startswith("URGENT - Marie-Eve Tremblay - Refoulement d'égout")
    assert "450 555-0134" in sms["content"]
    assert (sms["prefix"], segments(f"{sms['prefix']}: {sms['content']}")) == ("Drain Fortin", 1)
    assert desk.emails() == []


def test_every_attempt_is_kept_with_its_answer_its_cost_and_the_time_of_delivery(desk: AlertDesk) -> None:
    desk.lead()
    desk.until_delivered()
    columns = "channel, state, provider_answer, provider_id, credits, delivered_at - handed_over_at"
    [(channel, state, answer, provider_id, credits, waited)] = desk.rows(f"select {columns} from alert_attempts")
    [sms] = desk.sms()
    assert (channel, state, provider_id) == ("sms", "delivered", sms["message_id"])
    assert (answer, float(credits)) == (f"acceptée, {provider_id}", sms["credits_used"])
    assert waited > timedelta(0)
    assert desk.one("select sms_delivered_at from recipients where full_name = 'Guillaume'") is not None


@pytest.mark.parametrize(
    ("mode", "reason", "unreachable"),
    [
        ("402", "no_credits", None),
        ("401", "refused_key", None),
        ("403", "refused_account", None),
        ("bounce_hard", "hard_bounce", "hard_bounce"),
        ("bounce_soft", "soft_bounce", None),
        ("rejected", "refused", None),
    ],
)
def test_what_sms_cannot_do_email_does_and_the_reason_stays(
    desk: AlertDesk, mode: str, reason: str, unreachable: str | None
) -> None:
    desk.brevo.command(mode=mode, channel="sms")
    desk.lead()
    desk.until_delivered()
    assert desk.one("select reason from alerts") == reason
    assert [one["recipient"] for one in desk.emails()] == [GUILLAUME_EMAIL]
    assert desk.one("select unreachable_reason from recipients where full_name = 'Guillaume'") == unreachable


def test_a_blocklisted_phone_is_marked_and_not_tried_again(desk: AlertDesk) -> None:
    desk.brevo.command(block=[GUILLAUME])
    desk.lead()
    desk.until_delivered()
    assert desk.one("select reason from alerts") == "blocklisted"
    assert desk.one("select unreachable_reason from recipients where full_name = 'Guillaume'") == "blocklisted"
    desk.lead(phone="+14505550135")
    desk.until_delivered(2)
    assert (len(desk.sms(GUILLAUME)), len(desk.emails(GUILLAUME_EMAIL))) == (1, 2)


def test_without_a_receipt_an_email_follows(desk: AlertDesk) -> None:
    desk.settings(receipt_minutes=0.03)
    desk.brevo.command(mode="accept_never_deliver", channel="sms")
    desk.lead()
    desk.until_delivered()
    assert desk.one("select reason from alerts") == "no_receipt"
    assert (len(desk.sms()), len(desk.emails())) == (1, 1)


def test_a_key_that_is_refused_for_a_while_loses_nothing(desk: AlertDesk) -> None:
    desk.brevo.command(mode="401")
    desk.lead()
    desk.until(lambda: desk.states() == ["failed"], "failed, as long as the key is refused")
    assert desk.one("select reason from alerts") == "refused_key"
    desk.brevo.command(mode="normal")
    desk.until_delivered()


def test_who_cannot_be_reached_at_all_does_not_keep_the_next_one_from_being_told(desk: AlertDesk) -> None:
    desk.db.execute("update recipients set email = null where full_name = 'Guillaume'")
    desk.brevo.command(mode="bounce_hard", channel="sms", times=1)
    desk.lead()
    desk.until_delivered()
    assert [one["recipient"] for one in desk.sms()] == [GUILLAUME, SYLVIE]


def test_when_nobody_can_be_reached_it_has_failed_and_says_so(desk: AlertDesk) -> None:
    desk.brevo.command(mode="bounce_hard")
    desk.lead()
    desk.until(lambda: desk.states() == ["failed"], "failed")
    assert {one["recipient"] for one in desk.emails()} == {GUILLAUME_EMAIL, "sylvie@drainfortin.example"}


def test_an_answer_that_never_came_is_looked_up_and_nothing_is_sent_twice(desk: AlertDesk) -> None:
    # The first event comes after the look-up: only the statistics can tell.
    desk.brevo.command(mode="accept_then_cut", channel="sms", times=1, event_delay_s=14)
    desk.lead()
    found = "select id from alert_attempts where provider_answer like 'retrouvée%'"
    desk.until(lambda: len(desk.rows(found)) == 1, "looked up", within_s=40)
    desk.at_rest()
    assert len(desk.sms()) == 1


@pytest.mark.parametrize("kind", ["old", "test"])
def test_old_news_and_trials_wake_nobody(desk: AlertDesk, kind: str) -> None:
    if kind == "test":
        desk.lead(is_test=True)
    else:
        fields = message("vapi/tool-calls.save-lead.json")
        content = envelope(fields)
        _receive_late(desk, content)
        assert desk.one("select count(*) from leads") == 1
    assert desk.rows("select kind, cause_key from alerts") == []


def _receive_late(desk: AlertDesk, content: bytes) -> None:

    async def late() -> None:
        async with open_pool(desk.stack.db_url, size=1) as pool:
            await receive(pool, content, datetime.now(UTC) - timedelta(days=3))

    asyncio.run(late())
