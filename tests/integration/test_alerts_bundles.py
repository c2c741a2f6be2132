"""What is not urgent waits for its like, for the morning and for a quieter quarter of an hour; nothing is dropped."""

from __future__ import annotations

from tests.alert_fixtures import GUILLAUME, AlertDesk, desk

__all__ = ["desk"]

FAILED_CALL = """
    with call as (insert into vapi_calls (vapi_call_id, created_at, status) values (%s, now(), 'in-progress')
                  returning id)
    select private.raise_alert('paul_trouble', 'fault:' || id, null, id, 'vapi_fault', false, false) from call
"""
SOON = "update alerts set due_at = clock_timestamp() where due_at is not null"


def wake(desk: AlertDesk) -> None:
    """Let what waits come due, and tell the worker."""
    desk.db.execute(SOON)
    desk.db.execute("notify drain_work, 'alerts'")


def leads(desk: AlertDesk, count: int, first: int = 0) -> None:
    for number in range(first, first + count):
        desk.lead("normal", phone=f"+1450555{number:04d}")


def keep_out(desk: AlertDesk) -> None:
    """Nobody may be disturbed today."""
    desk.db.execute("update recipients set weekdays = '{}'")


def let_in(desk: AlertDesk) -> None:
    desk.db.execute("update recipients set weekdays = '{1,2,3,4,5,6,7}'")


def test_ordinary_leads_go_out_in_one_message(desk: AlertDesk) -> None:
    leads(desk, 4)
    desk.at_rest()
    assert desk.sms() == []
    wake(desk)
    desk.until_delivered(4)
    [sms] = desk.sms(GUILLAUME)
    assert sms["content"].startswith("4 demandes, la première")
    assert desk.one("select count(*) from alerts where bundled_in is not null") == 3


def test_an_urgent_one_does_not_wait_for_the_others(desk: AlertDesk) -> None:
    leads(desk, 2)
    desk.lead()
    desk.until(lambda: desk.states() == ["waiting", "waiting", "delivered"], "the urgent one")
    [sms] = desk.sms()
    assert sms["content"].startswith("URGENT")


def test_acknowledging_the_message_acknowledges_all_that_went_in_it(desk: AlertDesk) -> None:
    leads(desk, 3)
    wake(desk)
    desk.until_delivered(3)
    desk.brevo.reply(GUILLAUME, "OK")
    desk.until(lambda: desk.states() == ["acknowledged"] * 3, "all acknowledged")


def test_at_night_only_what_is_urgent_goes_out(desk: AlertDesk) -> None:
    keep_out(desk)
    leads(desk, 1)
    wake(desk)
    desk.until(lambda: desk.rows("select reason from alerts") == ["night"], "it waits for the morning")
    desk.lead()
    desk.until(lambda: "delivered" in desk.states(), "the urgent one")
    assert desk.states() == ["waiting", "delivered"]
    let_in(desk)
    wake(desk)
    desk.until_delivered(2)


def test_what_waited_for_the_morning_is_one_message_not_a_burst(desk: AlertDesk) -> None:
    keep_out(desk)
    leads(desk, 12)
    wake(desk)
    desk.until(lambda: set(desk.rows("select reason from alerts")) == {"night"}, "all wait")
    let_in(desk)
    wake(desk)
    desk.until_delivered(12)
    [sms] = desk.sms()
    assert sms["content"].startswith("12 demandes")


def test_beyond_a_handful_they_wait_for_a_quieter_moment_and_then_go_together(desk: AlertDesk) -> None:
    desk.settings(throttle_count=2)
    desk.db.execute("update alert_rules set bundle_minutes = 0")
    for number in range(2):
        leads(desk, 1, number)
        desk.until_delivered(number + 1)
    leads(desk, 4, 2)
    desk.until(lambda: desk.rows("select distinct reason from alerts where state = 'waiting'") == ["throttle"], "held")
    assert len(desk.sms()) == 2
    desk.lead()
    desk.until(lambda: len(desk.sms()) == 3, "urgent ones excepted")
    desk.settings(throttle_minutes=0.001)
    wake(desk)
    desk.until_delivered(7)
    assert len(desk.sms()) == 4


def test_when_two_gather_at_once_nothing_is_left_behind(desk: AlertDesk) -> None:
    keep_out(desk)
    leads(desk, 30)
    wake(desk)
    desk.until(lambda: set(desk.rows("select reason from alerts")) == {"night"}, "all wait")
    let_in(desk)
    # More than a worker claims at once, all due at the same moment.
    wake(desk)
    desk.until_delivered(30)
    parents = desk.rows("select id from alerts where bundled_in is null")
    assert len(desk.sms()) == len(parents)
    assert (
        desk.one("select count(*) from alerts a join alerts p on p.id = a.bundled_in where p.bundled_in is not null")
        == 0
    )


def test_a_bundle_whose_worker_died_before_sending_is_not_taken_apart(desk: AlertDesk) -> None:
    keep_out(desk)
    leads(desk, 3)
    desk.until(lambda: len(desk.states()) == 3, "raised")
    first = desk.one("select id from alerts order by created_at limit 1")
    # What a worker does just before it would send, and then nothing.
    assert desk.one("select private.gather(%s)", [first]) == 2
    leads(desk, 1, 3)
    let_in(desk)
    wake(desk)
    desk.until_delivered(4)
    result = " ".join(sms["content"] for sms in desk.sms())
    assert "3 demandes" in result or "4 demandes" in result


def test_an_hour_of_failing_calls_wakes_somebody_once_and_tells_the_rest_together(desk: AlertDesk) -> None:
    for number in range(6):
        desk.db.execute(FAILED_CALL, [f"panne-{number}"])
    desk.until(lambda: "delivered" in desk.states(), "the first")
    desk.at_rest()
    assert len(desk.sms()) == 1
    wake(desk)
    desk.until_delivered(6)
    assert [sms["content"].split(" - ")[0] for sms in desk.sms()] == [
        "PAUL EN DIFFICULTÉ",
        "5 alertes, la première: Paul",
    ]
