"""A trial travels the whole way, is dialled once whatever happens, and says where it stopped."""

from __future__ import annotations

import json
import uuid
from datetime import datetime

import psycopg
import pytest

from backend.local.standins.vapi.lines import TEST_ASSISTANT_ID, TEST_LINE_ID, TEST_LINE_NUMBER
from tests.people import sign_in
from tests.trial_fixtures import LINE, TESTER, TrialDesk, trials

__all__ = ["trials"]

STEPS = ("asked_at", "placed_at", "answered_at", "webhook_at", "stored_at", "handed_over_at", "delivered_at")


def test_every_step_is_seen_with_its_time_and_it_is_marked_simulated(trials: TrialDesk) -> None:
    assert trials.ask().status_code == 200
    trial = trials.ended()
    assert (trial["state"], trial["simulated"]) == ("passed", True), trial
    times = [datetime.fromisoformat(trial[step]) for step in STEPS]
    assert times[0] < times[1] and times[3] < times[4] < times[5] < times[6]
    [sms] = trials.sms()
    assert sms["recipient"] == TESTER and sms["content"].startswith("Message d'un appel d'essai simul")
    assert trial["recipient_name"] == "Essai"
    result = trials.staff.rpc("trials").json()
    assert (result["in_a_row"], result["simulated_in_a_row"], result["used_today"]) == (0, 1, 1)


def test_it_counts_nowhere_and_what_it_left_is_in_no_queue(trials: TrialDesk) -> None:
    trials.ask()
    trials.ended()
    trials.until(lambda: bool(trials.rows("select 1 from vapi_calls where reported_at is not null")), "Paul hung up")
    assert trials.rows("select outcome, is_test from vapi_calls where type = 'inboundPhoneCall'") == [("test", True)]
    assert trials.rows("select is_test from leads") == [True]
    assert trials.rows("select status, is_test from appointments") == [("cancelled", True)]
    today = trials.staff.rpc("today").json()
    assert (today["counts"], today["callbacks"]) == ({"calls": 0, "leads": 0, "appointments": 0}, [])
    assert trials.staff.rpc("lead_board").json()["leads"] == []
    assert trials.rows("select kind from alerts") == ["test"]


@pytest.mark.parametrize("mode", ["accept_then_cut", "accept_then_500"])
def test_an_unknown_outcome_is_looked_up_and_never_dialled_again(trials: TrialDesk, mode: str) -> None:
    trials.vapi.command(mode=mode, scope="writes")
    trials.ask()
    trial = trials.ended()
    assert trial["state"] == "passed", trial
    assert trials.vapi.command()["placed"] == [trial["name"]]


def test_a_call_that_was_never_made_is_given_up_without_dialling_again(trials: TrialDesk) -> None:
    trials.vapi.command(mode="cut", scope="writes")
    trials.ask()
    trials.until(lambda: trials.trial()["state"] == "dialling", "the request was cut off")
    trials.vapi.command(mode="normal")
    trials.db.execute("update test_calls set dialling_at = dialling_at - interval '3 minutes'")
    trial = trials.ended()
    assert (trial["failed_step"], trial["failed_reason"]) == ("placed", "never_made")
    assert trials.vapi.command()["placed"] == []


def test_a_worker_that_died_while_dialling_leaves_a_trial_that_is_found(trials: TrialDesk) -> None:
    trial_id = uuid.uuid4()
    name = f"console-test {trial_id.hex[:20]}"
    trials.db.execute(
        "insert into test_calls (id, to_number, to_name, is_whole, state, simulated, from_number, dialling_at)"
        " values (%s, %s, 'la ligne', true, 'dialling', true, %s, now() - interval '10 s')",
        [trial_id, LINE, TEST_LINE_NUMBER],
    )
    order = {"assistantId": TEST_ASSISTANT_ID, "phoneNumberId": TEST_LINE_ID, "customer": {"number": LINE}}
    trials.vapi.post({**order, "name": name}).raise_for_status()
    trial = trials.ended()
    assert (trial["id"], trial["name"], trial["state"]) == (str(trial_id), name, "passed"), trial
    assert trials.vapi.command()["placed"] == [name]


def test_of_two_workers_about_to_dial_the_same_one_may(db: psycopg.Connection) -> None:
    trial_id = uuid.uuid4()
    with db.transaction(force_rollback=True):
        db.execute(
            "insert into test_calls (id, to_number, to_name, is_whole) values (%s, %s, 'x', true)", [trial_id, LINE]
        )
        may = "select private.dial_trial(%s, true, %s)"
        told = [db.execute(may, [trial_id, TEST_LINE_NUMBER]).fetchone() for _ in range(2)]
    assert told == [(True,), (None,)]


@pytest.mark.parametrize(
    ("order", "step", "reason"),
    [
        ({"mode": "429", "scope": "writes"}, "placed", "too_many"),
        ({"mode": "401"}, "placed", "refused_key"),
        ({"fate": "no_answer"}, "answered", "customer-did-not-answer"),
        ({"fate": "start_error"}, "answered", "call.start.error-get-transport"),
        ({"fate": "not_told"}, "webhook", "too_late"),
    ],
)
def test_a_failed_trial_says_where_it_stopped(trials: TrialDesk, order: dict[str, str], step: str, reason: str) -> None:
    trials.vapi.command(**order)
    trials.ask()
    trial = trials.ended(45)
    assert (trial["state"], trial["failed_step"], trial["failed_reason"]) == ("failed", step, reason)


def test_a_message_that_does_not_arrive_is_where_it_stopped(trials: TrialDesk) -> None:
    trials.brevo.command(mode="bounce_hard", channel="sms")
    trials.ask()
    trial = trials.ended()
    assert (trial["failed_step"], trial["failed_reason"]) == ("delivered", "hard_bounce")


def test_two_in_a_row_that_fail_alert(trials: TrialDesk) -> None:
    trials.vapi.command(fate="no_answer")
    for so_far in ([], ["paul_trouble"]):
        trials.ask()
        trials.ended()
        assert trials.rows("select kind from alerts") == so_far
    trials.until(lambda: bool(trials.sms()), "Guillaume is told")
    assert "deux appels d'essai de suite ont echoue" in trials.sms()[0]["content"].replace("é", "e")


def test_one_at_a_time_only_to_permitted_numbers_and_not_too_often(trials: TrialDesk) -> None:
    stranger = trials.ask("+14185550123")
    assert (stranger.status_code, stranger.json()["message"]) == (400, "trial_number_not_allowed")
    request_id = str(uuid.uuid4())
    first, twice, other = trials.ask(request_id=request_id), trials.ask(request_id=request_id), trials.ask()
    assert first.json() == twice.json()
    assert other.json()["message"] == "trial_under_way"
    trials.ended()
    trials.db.execute("update trial_settings set daily_limit = 1")
    refusal = trials.ask().json()
    assert (refusal["message"], json.loads(refusal["details"])) == ("trial_limit_reached", {"limit": 1})
    assert trials.one("select count(*) from test_calls") == 1


def test_one_of_ours_may_be_dialled_by_paul(trials: TrialDesk) -> None:
    trials.ask(TESTER)
    trial = trials.ended()
    assert (trial["state"], trial["is_whole"]) == ("passed", False), trial
    assert trials.staff.rpc("trials").json()["simulated_in_a_row"] == 0, "a whole trial it is not"


def test_a_removed_recipient_is_no_longer_dialled(trials: TrialDesk) -> None:
    trials.vapi.command(mode="down")
    trials.db.execute("update recipients set active = false where phone = %s", [TESTER])
    assert trials.ask(TESTER).status_code == 400


def test_the_hour_asks_for_one_once(trials: TrialDesk) -> None:
    trials.db.execute(
        "update trial_settings set hours = array[extract(hour from now() at time zone 'America/Toronto')]::smallint[]"
    )
    for _ in range(2):
        trials.db.execute("select private.schedule_trial()")
        trials.ended()
    assert trials.rows("select to_number, asked_by from test_calls") == [(LINE, None)]


def test_ten_real_ones_in_a_row_are_counted_and_simulated_ones_never(trials: TrialDesk) -> None:
    insert = """insert into test_calls (to_number, to_name, is_whole, state, simulated, failed_step, ended_at, asked_at)
                values ('+14502803222', 'la ligne', true, %s, %s, %s, now(), now() - make_interval(mins => %s))"""
    trials.db.execute(insert, ["failed", False, "answered", 60])
    for minutes in range(10):
        trials.db.execute(insert, ["passed", False, None, 20 + minutes])
    trials.db.execute(insert, ["passed", True, None, 5])
    trials.db.execute(insert, ["failed", True, "webhook", 4])
    assert trials.staff.rpc("trials").json()["in_a_row"] == 10


def test_the_administrator_says_how_many_at_which_hours_and_to_whom(trials: TrialDesk, env: dict[str, str]) -> None:
    admin = sign_in(env, "admin")
    fields = {"daily_limit": 3, "hours": [7, 19], "recipient_id": None}
    saved = admin.rpc("save_trial_settings", p_request_id=str(uuid.uuid4()), p_fields=fields)
    assert saved.status_code == 200, saved.text
    # The line is Vapi's to say.
    other = admin.rpc("save_trial_settings", p_request_id=str(uuid.uuid4()), p_fields={"line_number": "+14185550123"})
    assert other.json()["message"] == "unknown_field"
    assert trials.rows("select daily_limit, hours, line_number from trial_settings") == [(3, [7, 19], LINE)]
    for wrong in ({"hours": [25]}, {"daily_limit": 51}, {"hours": ["soir"]}):
        refused = admin.rpc("save_trial_settings", p_request_id=str(uuid.uuid4()), p_fields=wrong)
        assert refused.json()["message"] == "trial_settings_invalid"
