"""What a person asks for by hand: once however often it is asked, tried again when refused only for now."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.alert_fixtures import GUILLAUME, GUILLAUME_EMAIL, SYLVIE, SYLVIE_EMAIL, AlertDesk, desk
from tests.integration.test_alerts_bundles import leads, wake
from tests.people import Caller, sign_in

__all__ = ["desk"]

FIRST = "select id from alerts order by created_at limit 1"


@pytest.fixture(scope="module")
def staff(env: dict[str, str]) -> Caller:
    return sign_in(env, "staff")


def person(desk: AlertDesk, name: str) -> str:
    return str(desk.one("select id from recipients where full_name = %s", [name]))


def ask(staff: Caller, desk: AlertDesk, channel: str = "sms", alert: str | None = None, to: str | None = None) -> int:
    ids = [alert or str(desk.one(FIRST))]
    answer = staff.rpc(
        "resend_alerts", p_request_id=str(uuid.uuid4()), p_alert_ids=ids, p_channel=channel, p_recipient_id=to
    )
    return answer.status_code


def test_a_double_click_sends_once(desk: AlertDesk, staff: Caller) -> None:
    desk.lead()
    desk.until_delivered()
    click = {"p_request_id": str(uuid.uuid4()), "p_alert_ids": [str(desk.one(FIRST))], "p_channel": "sms"}
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: staff.rpc("resend_alerts", **click), range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    desk.until(lambda: len(desk.sms()) == 2, "sent again")
    desk.at_rest()
    assert len(desk.sms()) == 2


def test_to_another_person_by_another_channel_and_how_it_stands(desk: AlertDesk, staff: Caller) -> None:
    desk.lead()
    desk.until_delivered()
    assert ask(staff, desk, "email", to=person(desk, "Sylvie")) == 200
    desk.until(lambda: len(desk.emails(SYLVIE_EMAIL)) == 1, "sent to Sylvie")
    states = "select state from alert_attempts where asked_by is not null"
    desk.until(lambda: desk.rows(states) == ["delivered"], "and delivered")
    assert desk.one("select count(*) from audit_log where action = 'resend_alerts'") == 1


def test_what_was_acknowledged_can_still_be_sent_to_somebody(desk: AlertDesk, staff: Caller) -> None:
    desk.lead()
    desk.until_delivered()
    desk.brevo.reply(GUILLAUME, "OK")
    desk.until(lambda: desk.states() == ["acknowledged"], "acknowledged")
    assert ask(staff, desk, to=person(desk, "Sylvie")) == 200
    desk.until(lambda: len(desk.sms(SYLVIE)) == 1, "sent to Sylvie")
    states = "select state from alert_attempts where asked_by is not null"
    desk.until(lambda: desk.rows(states) == ["delivered"], "and delivered")
    assert desk.states() == ["acknowledged"]
    desk.at_rest()
    assert len(desk.sms()) == 2


def test_one_of_a_bundle_can_be_sent_alone(desk: AlertDesk, staff: Caller) -> None:
    leads(desk, 3)
    wake(desk)
    desk.until_delivered(3)
    inside = str(desk.one("select id from alerts where bundled_in is not null limit 1"))
    assert ask(staff, desk, alert=inside) == 200
    desk.until(lambda: len(desk.sms()) == 2, "sent alone")
    assert "demandes" not in desk.sms()[-1]["content"]
    listed = staff.rpc("alert_list").json()["alerts"]
    [seen] = [one for one in listed if one["id"] == inside]
    assert len(seen["attempts"]) == 2


def test_asked_while_it_waits_it_is_not_swallowed_by_a_bundle(desk: AlertDesk, staff: Caller) -> None:
    leads(desk, 3)
    desk.brevo.command(mode="slow", seconds=1, scope="sends")
    assert ask(staff, desk) == 200
    wake(desk)
    desk.until(lambda: set(desk.states()) == {"delivered"}, "all delivered")
    assert desk.one("select count(*) from alert_attempts where state = 'asked'") == 0
    numbers = " ".join(one["content"] for one in desk.sms())
    assert "450 555-0000" in numbers


def test_asked_for_somebody_who_leaves_the_list_it_ends_and_says_why(desk: AlertDesk, staff: Caller) -> None:
    desk.lead()
    desk.until_delivered()
    desk.brevo.command(mode="429", times=1)
    assert ask(staff, desk, "email", to=person(desk, "Sylvie")) == 200
    desk.until(lambda: desk.brevo.received()["refused"].get("429") == 1, "refused once")
    desk.db.execute("update recipients set active = false, on_call_rank = null where full_name = 'Sylvie'")
    ended = "select provider_answer from alert_attempts where retries and state = 'failed'"
    desk.until(lambda: desk.rows(ended) == ["nobody: retirée de la liste"], "it ended")
    assert desk.emails() == []


def test_what_a_person_asked_for_is_tried_again_until_the_provider_is_back(desk: AlertDesk, staff: Caller) -> None:
    desk.lead()
    desk.until_delivered()
    desk.brevo.command(mode="429", times=2)
    assert ask(staff, desk) == 200
    desk.until(lambda: len(desk.sms()) == 2, "sent in the end", within_s=40)
    desk.at_rest()
    assert len(desk.sms()) == 2


def test_a_test_message_proves_the_way_to_a_person(desk: AlertDesk, staff: Caller) -> None:
    to = person(desk, "Sylvie")
    for channel, column in (("sms", "sms_delivered_at"), ("email", "email_delivered_at")):
        answer = staff.rpc("send_test_alert", p_request_id=str(uuid.uuid4()), p_recipient_id=to, p_channel=channel)
        assert answer.status_code == 200
        desk.until(lambda c=column: desk.one(f"select {c} from recipients where id = %s", [to]) is not None, channel)  # type: ignore[misc]
    assert (len(desk.sms(SYLVIE)), len(desk.emails(SYLVIE_EMAIL))) == (1, 1)
    assert desk.sms(GUILLAUME) == []


@pytest.mark.parametrize("raised", [True, False])
def test_from_a_lead_whether_or_not_an_alert_was_raised(desk: AlertDesk, staff: Caller, raised: bool) -> None:
    lead = desk.lead(is_test=not raised)
    if raised:
        desk.until_delivered()
    answer = staff.rpc("alert_about", p_request_id=str(uuid.uuid4()), p_kind="lead", p_id=lead, p_channel="email")
    assert answer.status_code == 200
    desk.until(lambda: len(desk.emails(GUILLAUME_EMAIL)) == 1, "sent")
    desk.until(lambda: desk.states() == ["delivered"], "delivered")
    assert len(desk.sms()) == raised


def test_staff_acknowledge_from_the_console(desk: AlertDesk, staff: Caller) -> None:
    desk.settings(ack_minutes=0.05)
    desk.lead()
    desk.until_delivered()
    answer = staff.rpc("acknowledge_alerts", p_request_id=str(uuid.uuid4()), p_alert_ids=[str(desk.one(FIRST))])
    assert answer.json()["count"] == 1
    desk.at_rest()
    assert len(desk.sms()) == 1


def test_acknowledged_before_it_went_out_it_does_not_go_out(desk: AlertDesk, staff: Caller) -> None:
    desk.brevo.command(mode="429")
    desk.lead()
    desk.until(lambda: desk.brevo.received()["refused"].get("429", 0) >= 1, "refused")
    assert ask(staff, desk, to=person(desk, "Sylvie")) == 200
    desk.until(lambda: desk.one("select count(*) from alert_attempts where retries") == 1, "to be tried again")
    staff.rpc("acknowledge_alerts", p_request_id=str(uuid.uuid4()), p_alert_ids=[str(desk.one(FIRST))])
    desk.brevo.command(mode="normal")
    desk.at_rest()
    assert desk.sms() == desk.emails() == []
    assert desk.one("select count(*) from alert_attempts where state in ('asked', 'prepared')") == 0


def test_staff_change_neither_rules_nor_recipients(desk: AlertDesk, staff: Caller) -> None:
    click = str(uuid.uuid4())
    refused = [
        staff.rpc("save_alert_rule", p_request_id=click, p_kind="lead", p_enabled=False, p_urgent=False,
                  p_bundle_minutes=0),
        staff.rpc("save_alert_settings", p_request_id=click, p_fields={"receipt_minutes": 60}),
        staff.rpc("save_recipient", p_request_id=click, p_recipient_id=None, p_fields={"full_name": "X"}),
        staff.rpc("remove_recipient", p_request_id=click, p_recipient_id=person(desk, "Sylvie")),
    ]  # fmt: skip
    assert [answer.status_code for answer in refused] == [403] * 4
    assert desk.one("select count(*) from recipients where active") == 2
