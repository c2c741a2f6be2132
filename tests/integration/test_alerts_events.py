"""What Brevo tells of a message reaches the alert whatever the order, however often, and although the base was away."""

from __future__ import annotations

import uuid
from typing import Any

import httpx
import pytest

from tests.alert_fixtures import GUILLAUME, GUILLAUME_EMAIL, SYLVIE, AlertDesk, desk
from tests.waiting import connected

__all__ = ["desk"]

KEPT = "select count(*) from private.brevo_events"


def event(status: str, **more: Any) -> dict[str, Any]:
    return {"id": 1, "messageId": 77, "msg_status": status, "to": "15145550100", "ts_event": 1795183543, **more}


@pytest.mark.parametrize("token", ["", "faux"])
@pytest.mark.parametrize("channel", ["sms", "email"])
def test_without_the_token_nothing_is_stored(desk: AlertDesk, channel: str, token: str) -> None:
    assert desk.event(channel, event("delivered"), token).status_code == 401
    assert desk.one(KEPT) == 0


def test_the_custom_header_opens_too(desk: AlertDesk) -> None:
    headers = {"x-brevo-token": desk.stack.env["BREVO_WEBHOOK_TOKEN"]}
    answer = httpx.post(f"{desk.stack.webhook_url}/brevo/sms", json=event("sent"), headers=headers)
    assert (answer.status_code, desk.one(KEPT)) == (200, 1)


@pytest.mark.parametrize("body", [[1], "x", [[]], 3])
def test_what_is_no_event_is_a_400(desk: AlertDesk, body: object) -> None:
    assert desk.event("sms", body).status_code == 400
    assert desk.one(KEPT) == 0


def test_an_unknown_event_is_stored_and_changes_nothing(desk: AlertDesk) -> None:
    odd = event("carrier_pigeon", tag=["ni l'un ni l'autre"], nouveau={"a": [1]})
    assert desk.event("sms", odd).status_code == 200
    assert desk.one(KEPT) == 1
    assert desk.one("select body::jsonb -> 'nouveau' from private.brevo_events") == {"a": [1]}


def test_told_twice_it_is_kept_once(desk: AlertDesk) -> None:
    for body in (event("sent"), event("sent"), [event("sent"), event("sent"), event("delivered")]):
        assert desk.event("sms", body).status_code == 200
    assert desk.one(KEPT) == 2


def test_doubled_shuffled_and_batched_events_end_in_delivered(desk: AlertDesk) -> None:
    desk.brevo.command(duplicate_events=True, shuffle_events=True, batched=True, batch_window_s=0.5)
    for number in range(5):
        desk.lead(phone=f"+1450555{number:04d}")
    desk.until_delivered(5)
    desk.until(lambda: desk.one(KEPT) == 15, "every event kept once")
    assert desk.rows("select distinct state from alert_attempts") == ["delivered"]
    assert len(desk.sms()) == 5


def test_two_answers_of_one_second_are_both_kept_and_the_stop_counts(desk: AlertDesk) -> None:
    for words in ("Qui est-ce?", "Arrêt.", "Arrêt."):
        assert desk.event("sms", event("replied", reply=words)).status_code == 200
    assert desk.one(KEPT) == 2
    assert desk.rows("select full_name from recipients where unreachable_reason = 'stop'") == ["Guillaume"]


@pytest.mark.parametrize("stray", [None, 7, "?", {"messageId": "9" * 100_000}])
def test_one_stray_thing_in_a_batch_does_not_cost_the_stop_beside_it(desk: AlertDesk, stray: object) -> None:
    assert desk.event("sms", [stray, event("replied", to="14505550101", reply="STOP !")]).status_code == 200
    assert desk.rows("select full_name from recipients where unreachable_reason = 'stop'") == ["Sylvie"]


def test_an_address_that_refuses_for_good_is_marked_and_written_to_no_more(desk: AlertDesk) -> None:
    refused = {"event": "hard_bounce", "email": GUILLAUME_EMAIL, "message-id": "<1@brevo>", "ts_event": 1}
    assert desk.event("email", refused).status_code == 200
    assert desk.rows("select full_name from recipients where email_unreachable_reason = 'hard_bounce'") == ["Guillaume"]
    assert "hard_bounce" in desk.one(
        "select e.body from private.addresses a join private.brevo_events e on e.id = a.told_by"
        " where a.channel = 'email'"
    )
    desk.brevo.command(mode="bounce_soft", channel="sms", times=1)
    desk.lead()
    desk.until_delivered()
    assert [one["recipient"] for one in desk.sms()] == [GUILLAUME, SYLVIE]
    assert desk.emails() == []


def test_a_tag_that_names_no_message_of_ours_hides_no_delivery(desk: AlertDesk) -> None:
    desk.brevo.command(mode="accept_never_deliver", channel="sms", times=1)
    desk.lead()
    desk.until(lambda: desk.states() == ["handed_over"], "handed over")
    [sms] = desk.sms()
    receipt = event("delivered", messageId=int(sms["message_id"]), tag=[str(uuid.uuid4())])
    assert desk.event("sms", receipt).status_code == 200
    assert desk.states() == ["delivered"]


@pytest.mark.parametrize("bounce", ["hard_bounce", "blacklisted"])
def test_a_bounce_after_a_stop_leaves_the_stop(desk: AlertDesk, bounce: str) -> None:
    assert desk.event("sms", event("replied", reply="STOP")).status_code == 200
    assert desk.event("sms", event(bounce)).status_code == 200
    assert desk.one("select unreachable_reason from recipients where phone = %s", [GUILLAUME]) == "stop"
    address = {"email": GUILLAUME_EMAIL, "message-id": "<1@brevo>", "ts_event": 1}
    for told in ("unsubscribed", "hard_bounce"):
        assert desk.event("email", {"event": told, **address}).status_code == 200
    assert desk.one("select email_unreachable_reason from recipients where phone = %s", [GUILLAUME]) == "stop"


def test_a_late_bounce_does_not_undo_a_delivery(desk: AlertDesk) -> None:
    desk.lead()
    desk.until_delivered()
    [sms] = desk.sms()
    late = event("soft_bounce", messageId=int(sms["message_id"]), tag=sms["tags"])
    assert desk.event("sms", late).status_code == 200
    desk.at_rest()
    assert desk.states() == ["delivered"] and desk.emails() == []


def test_the_spelling_does_not_matter(desk: AlertDesk) -> None:
    for number, spelling in enumerate(("hardBounce", "Hard Bounce", "hard-bounce", "HARD_BOUNCE")):
        desk.db.execute("delete from private.addresses")
        assert desk.event("sms", event(spelling, ts_event=number)).status_code == 200
        assert desk.one("select unreachable_reason from recipients where phone = %s", [GUILLAUME]) == "hard_bounce"


def test_with_the_database_away_brevo_is_asked_to_come_back_and_nothing_is_lost(desk: AlertDesk) -> None:
    # Told while the database is away, however long it takes to stop it.
    desk.brevo.command(mode="accept_then_cut", channel="sms", times=1, event_delay_s=5.0, retry_scale=0.003)
    desk.lead()
    desk.until(lambda: len(desk.sms()) == 1, "accepted")
    assert desk.stack.command("kill", "postgres", "--held", "8").returncode == 0
    assert desk.event("sms", event("delivered")).status_code == 429
    with connected(desk.stack.db_url) as db:
        again = AlertDesk(desk.stack, db, desk.brevo)
        again.until(lambda: again.states() == ["delivered"], "told again, and applied", within_s=40)
        assert len(again.sms()) == 1
        # The receipt is applied before Brevo's stand-in has read our answer.
        again.until(lambda: _outcomes(again) == {"taken"}, "every event taken at last", within_s=40)
    assert max(one["attempts"] for one in desk.brevo.events()) > 1


def _outcomes(desk: AlertDesk) -> set[str]:
    return {one["outcome"] for one in desk.brevo.events()}
