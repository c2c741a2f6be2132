"""Texts to customers on the real stack: off at first, sent once, never after a STOP, never on the last credits."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest

from backend.alerts.customer_text import written
from tests.alert_fixtures import AlertDesk
from tests.customer_desk import CUSTOMER, Customers, callers, customers, deed, desk, in_days
from tests.emptying import delete
from tests.people import Caller
from tests.twilio_standin import in_stack

__all__ = ["callers", "customers", "desk"]


def test_nothing_is_written_to_a_customer_until_somebody_switches_it_on(customers: Customers) -> None:
    customers.desk.db.execute("update customer_texts set enabled = false")
    customers.visit()
    customers.desk.at_rest()
    assert customers.desk.rows("select kind from alerts where basis is not null") == []
    assert customers.texts() == []


def test_a_confirmation_is_sent_once_after_two_minutes_and_a_reminder_waits_for_its_day(customers: Customers) -> None:
    visit = customers.visit()
    customers.stand(visit_booked=("waiting", "planned"), visit_tomorrow=("waiting", "planned"))
    assert customers.texts() == []
    planned = customers.desk.one("select due_at from alerts where kind = 'visit_tomorrow'")
    assert planned == in_days(2, 17)
    customers.minutes_pass()
    customers.stand(visit_booked=("delivered", "planned"), visit_tomorrow=("waiting", "planned"))
    words, ref = (
        customers.desk.one("select words_fr from customer_texts where kind = 'visit_booked'"),
        "select ref from leads",
    )
    assert customers.texts() == [written(words, in_days(3), "Luc Roy", customers.desk.one(ref), "fr")]
    assert "13 h" in customers.texts()[0] and "STOP" in customers.texts()[0]
    assert customers.desk.rows("select address, recipient_id from alert_attempts") == [(CUSTOMER, None)]
    assert customers.desk.one("select basis from alerts where kind = 'visit_booked'") == "asked_in_call"
    # What arrives at a customer's is kept nowhere else.
    assert customers.desk.rows("select address from private.addresses where address = %s", [CUSTOMER]) == []
    customers.minutes_pass()
    customers.desk.at_rest()
    assert len(customers.texts()) == 1 and visit


def test_a_visit_that_moved_before_it_left_is_told_once_with_its_new_hour(customers: Customers) -> None:
    visit = customers.visit()
    customers.move(visit, in_days(4, 9))
    customers.minutes_pass()
    customers.desk.until(lambda: len(customers.texts()) == 1, "told")
    assert "9 h" in customers.texts()[0]
    by_hour = (
        "select visit_at, state, coalesce(reason = 'visit_moved', false)"
        " from alerts where kind = 'visit_booked' order by visit_at"
    )
    told = [(in_days(3), "acknowledged", True), (in_days(4, 9), "delivered", False)]
    customers.desk.until(lambda: customers.desk.rows(by_hour) == told, f"told of the new hour only: {told}")
    customers.desk.at_rest()
    assert len(customers.texts()) == 1


def test_back_at_the_hour_that_the_customer_was_told_of_nothing_more_is_said(customers: Customers) -> None:
    visit = customers.visit()
    customers.minutes_pass()
    customers.desk.until(lambda: len(customers.texts()) == 1, "told")
    customers.move(visit, in_days(4))
    customers.move(visit, in_days(3))
    customers.minutes_pass()
    customers.desk.at_rest()
    assert len(customers.texts()) == 1
    # Told of the other hour, they are told of the first one anew.
    customers.move(visit, in_days(4))
    customers.minutes_pass()
    customers.desk.until(lambda: len(customers.texts()) == 2, "the other hour")
    customers.move(visit, in_days(3))
    customers.minutes_pass()
    customers.desk.until(lambda: len(customers.texts()) == 3, "the first hour again")


def test_what_waits_for_a_cancelled_visit_never_leaves(customers: Customers) -> None:
    visit = customers.visit()
    customers.desk.db.execute("update appointments set status = 'cancelled' where id = %s", [visit])
    gone = ("acknowledged", "visit_over")
    customers.stand(visit_booked=gone, visit_tomorrow=gone)
    assert customers.texts() == []


def test_tests_demonstrations_wishes_and_hidden_numbers_get_nothing(customers: Customers) -> None:
    customers.visit(is_test=True)
    customers.visit(in_days(4), confirmed=False)
    customers.visit(in_days(5), phone="+18005550171")
    hidden = customers.visit(in_days(6))
    customers.desk.at_rest()
    customers.desk.db.execute(
        "update leads set phone = null where id = (select lead_id from appointments where id = %s)", [hidden]
    )
    customers.minutes_pass()
    customers.desk.at_rest()
    customers.desk.until(
        lambda: (
            not customers.desk.one("select exists (select 1 from alerts where basis is not null and due_at <= now())")
        ),
        "rest",
    )
    assert [one for one in customers.desk.sms() if one["recipient"] in (CUSTOMER, "+18005550171")] == []
    assert set(customers.desk.rows("select reason from alerts where kind = 'visit_booked'")) == {"no_mobile"}


def test_who_answered_stop_to_either_provider_gets_nothing_ever(customers: Customers, stack_twilio: None) -> None:
    first, second = "+14505550171", "+14505550172"
    for place, phone in enumerate((first, second)):
        customers.visit(in_days(3 + place), phone=phone)
    customers.minutes_pass()
    customers.desk.until(lambda: len(customers.texts(first)) == len(customers.texts(second)) == 1, "both were told")
    customers.desk.brevo.reply(first, "Arrêt svp")
    in_stack(customers.desk.stack.env).reply(second, "STOP")
    stopped = "select count(*) = 2 from private.addresses where unreachable_reason = 'stop' and address = any (%s)"
    customers.desk.until(lambda: customers.desk.one(stopped, [[first, second]]), "both are noted")
    for place, phone in enumerate((first, second)):
        customers.visit(in_days(6 + place), phone=phone)
    customers.desk.until(
        lambda: customers.desk.one("select count(*) = 4 from alerts where state = 'acknowledged' and reason = 'stop'"),
        "the four new ones never leave",
    )
    assert (len(customers.texts(first)), len(customers.texts(second))) == (1, 1)


@pytest.fixture
def stack_twilio(customers: Customers) -> None:
    standin = in_stack(customers.desk.stack.env)
    standin.reset()
    standin.command(event_delay_s=0.05)


@pytest.mark.usefixtures("stack_twilio")
def test_refused_by_the_first_provider_it_arrives_by_the_second(customers: Customers) -> None:
    customers.desk.brevo.command(mode="402", channel="sms")
    customers.visit()
    customers.minutes_pass()
    customers.stand(visit_booked=("delivered", "other_provider"))
    [message] = in_stack(customers.desk.stack.env).messages(CUSTOMER)
    assert message["body"].startswith("Drain Fortin: Visite notée")
    assert customers.texts() == []
    attempts = "select provider, state from alert_attempts order by at"
    assert customers.desk.rows(attempts) == [("brevo", "failed"), ("twilio", "delivered")]


def test_the_last_credits_stay_for_emergencies_however_many_customers_wait(customers: Customers) -> None:
    # One may leave: it may cost three, and 25 stay. However little it did cost, the next may cost three again.
    customers.desk.db.execute("update probe_readings set value = 25 + 3, at = now() where probe = 'brevo_credits'")
    for place in range(5):
        customers.visit(in_days(3 + place), phone=f"+1450555017{place}")
    customers.minutes_pass()
    reserved = "select count(*) from alerts where kind = 'visit_booked' and state = 'waiting' and reason = 'reserved'"
    customers.desk.until(lambda: customers.desk.one(reserved) == 4, "four wait")
    assert len([one for one in customers.desk.sms() if one["recipient"].startswith("+1450555017")]) == 1
    customers.desk.lead(phone="+14505550134")
    customers.desk.until(lambda: len(customers.desk.sms("+15145550100")) == 1, "the emergency takes one")


def test_on_the_way_is_told_once_and_only_today(customers: Customers, callers: dict[str, Caller]) -> None:
    # A visit of this very hour: whatever the day, it is today's.
    visit = customers.visit(in_days(3))
    customers.desk.at_rest()
    told = {"p_appointment_id": visit, "p_version": None}
    assert deed(callers["staff"], "announce_arrival", **told).json()["message"] == "arrival_not_told"
    customers.desk.db.execute(
        "update appointments set starts_at = now(), ends_at = now() + interval '90 min',"
        " busy = tstzrange(now(), now() + interval '2 h')"
    )
    assert deed(callers["staff"], "announce_arrival", **told).status_code == 200
    customers.stand(visit_on_way=("delivered", None))
    again = deed(callers["owner"], "announce_arrival", **told)
    assert (again.json()["code"], again.json()["message"]) == ("DF422", "arrival_told_already")
    assert len([one for one in customers.texts() if "en route" in one]) == 1
    assert customers.desk.one("select basis from alerts where kind = 'visit_on_way'") == "agreed_with_team"


def test_whoever_moves_a_visit_says_whether_its_customer_is_told(
    customers: Customers, callers: dict[str, Caller]
) -> None:
    visit = customers.visit()
    customers.minutes_pass()
    customers.desk.until(lambda: len(customers.texts()) == 1, "told")
    moved = {"p_appointment_id": visit, "p_version": None, "p_minutes": 90}
    quietly = deed(
        callers["staff"], "move_appointment", p_starts_at=in_days(4).isoformat(), p_tell_customer=False, **moved
    )
    assert quietly.status_code == 200
    customers.minutes_pass()
    customers.desk.at_rest()
    assert len(customers.texts()) == 1
    assert deed(callers["staff"], "move_appointment", p_starts_at=in_days(5).isoformat(), **moved).status_code == 200
    customers.minutes_pass()
    customers.desk.until(lambda: len(customers.texts()) == 2, "the new hour")


def test_the_reminder_switched_on_later_is_for_visits_that_stand_already(
    customers: Customers, callers: dict[str, Caller]
) -> None:
    customers.desk.db.execute("update customer_texts set enabled = false")
    customers.visit()
    before = json.loads(
        customers.desk.one("select to_jsonb(t)::text from customer_texts t where kind = 'visit_tomorrow'")
    )
    saved = {"p_kind": "visit_tomorrow", "p_fields": {"enabled": True}}
    assert deed(callers["owner"], "save_customer_text", p_before=before, **saved).status_code == 200
    customers.stand(visit_tomorrow=("waiting", "planned"))
    late = deed(callers["owner"], "save_customer_text", p_before=before, **saved)
    assert (late.json()["code"], late.json()["message"]) == ("DF409", "customer_text_changed")
    silent = deed(
        callers["owner"], "save_customer_text", p_kind="visit_booked", p_before={}, p_fields={"words_fr": "À {heure}"}
    )
    assert silent.json()["code"] == "DF409"


def test_words_without_stop_or_hour_are_refused_by_the_table_itself(customers: Customers) -> None:
    for words in ("À {heure}.", "STOP", "À {heure}, {nom}. STOP"):
        with pytest.raises(psycopg.errors.CheckViolation):
            customers.desk.db.execute("update customer_texts set words_fr = %s where kind = 'visit_booked'", [words])


def test_a_customer_s_text_is_sent_again_to_nobody_of_the_team(
    customers: Customers, callers: dict[str, Caller]
) -> None:
    customers.visit()
    alert = str(customers.desk.one("select id from alerts where kind = 'visit_booked'"))
    refused = deed(callers["owner"], "resend_alerts", p_alert_ids=[alert], p_channel="sms")
    assert refused.json()["message"] == "message_to_customer"


def test_erased_a_number_leaves_its_stop_and_nothing_by_which_it_is_known(customers: Customers) -> None:
    visit = customers.visit()
    customers.desk.db.execute("select private.mark_unreachable('sms', %s, 'stop')", [CUSTOMER])
    of_visit = "delete from leads where id = (select lead_id from appointments where id = %s)"
    delete(customers.desk.db, of_visit, [visit])
    customers.desk.db.execute("select private.forget_number(%s)", [CUSTOMER])
    assert customers.desk.rows("select address from private.addresses where address = %s", [CUSTOMER]) == []
    assert customers.desk.one("select private.refuses_texts(%s)", [CUSTOMER]) == "stop"
    customers.visit(in_days(5))
    customers.stand(visit_booked=("acknowledged", "stop"))


def test_english_callers_are_written_to_in_english(customers: Customers) -> None:
    desk: AlertDesk = customers.desk
    visit = customers.visit()
    call = desk.one(
        "insert into vapi_calls (vapi_call_id, created_at, status) values (%s, now(), 'ended') returning id",
        [str(uuid4())],
    )
    desk.db.execute(
        "insert into private.statements (call_id, key, source, said_at, facts, lead_id) select %s, 'x', 'tool', now(), "
        '\'{"language": "en"}\', lead_id from appointments where id = %s',
        [call, visit],
    )
    customers.minutes_pass()
    desk.until(lambda: len(customers.texts()) == 1, "told")
    assert customers.texts()[0].startswith("Visit booked: ") and "1 p.m." in customers.texts()[0]


def test_six_a_day_go_to_one_number_and_no_more(customers: Customers) -> None:
    visit = customers.visit()
    for place in range(8):
        customers.move(visit, in_days(4 + place) + timedelta(hours=1))
        customers.minutes_pass()
        customers.desk.until(
            lambda: (
                not customers.desk.one(
                    "select exists (select from alerts where kind = 'visit_booked' and state in ('waiting', 'sending'))"
                )
            ),
            "done",
        )
    assert len(customers.texts()) == 6
    last = "select reason from alerts where kind = 'visit_booked' order by created_at desc limit 1"
    assert customers.desk.one(last) == "too_many_today"
