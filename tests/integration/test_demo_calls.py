"""Each of the stand-in's calls, played over HTTP to the running webhook, comes to what it was meant to be."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from random import Random

import psycopg
import pytest

from backend.local.standins.vapi.catalogue import SCENARIOS, scenario
from backend.local.standins.vapi.placed import DEMO_ORG
from backend.local.standins.vapi.player import PlayedCall, play_call
from tests.rows import empty

OUTCOMES = {
    "urgent_booking": "appointment",
    "storm_booking": "appointment",
    "lead_booking": "appointment",
    "slot_taken": "appointment",
    "long_call": "appointment",
    "urgent_lead": "lead",
    "lead_only": "lead",
    "refused_then_another_hour": "appointment",
    "moves_the_visit": "appointment",
    "cancels_the_visit": "appointment",
    "english_moves_the_visit": "appointment",
    "business_quote": "lead",
    "anonymous_lead": "lead",
    "english_lead": "lead",
    "wrong_number": "no_lead",
    "spam": "no_lead",
    "question": "no_lead",
    "hangup_before_lead": "no_lead",
    "silence": "silence",
    "transfer": "transferred",
    "transfer_unanswered": "transfer_failed",
    "provider_fault": "fault",
    "vapi_fault": "fault",
    "assistant_request_failed": "fault",
    "max_duration": "time_limit",
    "test_call": "test",
    "test_call_unanswered": "test",
    "for_his_mother": "lead",
    "neighbour_too": "lead",
    "tenant_then_owner": "lead",
    "from_work": "lead",
    "from_work_with_a_visit": "appointment",
    "janitor": "lead",
    "in_the_afternoon": "appointment",
    "in_the_morning": "appointment",
    "after_school": "appointment",
    "next_thursday": "appointment",
    "on_the_weekend": "appointment",
    "booked_before_noted": "appointment",
    "booked_and_never_noted": "appointment",
    "asks_and_leaves_it": "lead",
    "where_is_he": "lead",
    "came_back_clogged": "lead",
    "for_the_insurance": "lead",
    "only_the_number": "lead",
    "hard_of_hearing": "lead",
    "nothing_noted": "lead",
    "wants_a_person": "lead",
    "says_it_in_the_report_only": "lead",
    "cancels_at_once": "visit_cancelled",
    "english_visit": "appointment",
    "english_urgent": "lead",
    "english_price": "lead",
    "english_hung_up": "no_lead",
}
OWED_A_CALL = {
    "hangup_before_lead", "silence", "transfer_unanswered", "provider_fault", "vapi_fault", "assistant_request_failed",
    "max_duration", "english_hung_up",
}  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_yet(db: psycopg.Connection) -> None:
    empty(db)


def play(env: dict[str, str], name: str, *, seed: int = 1, org_id: str = DEMO_ORG) -> PlayedCall:
    chosen = scenario(name, Random(seed), datetime.now(UTC))
    url, secret = f"{env['WEBHOOK_URL']}/vapi", env["VAPI_WEBHOOK_SECRET"]
    result = play_call(url, secret, chosen, speed=2000, seed=seed, org_id=org_id)
    return asyncio.run(result)


def test_every_scenario_is_expected_to_come_to_something() -> None:
    assert set(OUTCOMES) == set(SCENARIOS)


@pytest.mark.parametrize(("name", "outcome"), OUTCOMES.items())
def test_a_played_call_comes_to_its_outcome(
    name: str, outcome: str, db: psycopg.Connection, env: dict[str, str]
) -> None:
    played = play(env, name)
    assert not played.dropped
    [row] = db.execute(
        "select vapi_call_id, status, outcome, needs_callback, is_demo, cost_usd from vapi_calls"
    ).fetchall()
    assert row[:5] == (played.call_id, "ended", outcome, name in OWED_A_CALL, True)
    assert (row[5] > 0) is (name not in ("assistant_request_failed", "test_call_unanswered"))


def test_a_lead_has_all_that_the_caller_said(db: psycopg.Connection, env: dict[str, str]) -> None:
    chosen = scenario("lead_only", Random(1), datetime.now(UTC))
    play(env, "lead_only")
    [(name, phone, city, postal_code, is_demo)] = db.execute(
        "select name, phone, city, postal_code, is_demo from leads"
    ).fetchall()
    facts = chosen.verdict.facts or {}
    assert (name, phone, city, is_demo) == (facts["nom"], facts["telephone"], facts["ville"], True)
    assert postal_code


def test_two_callers_who_want_the_same_slot_get_two(db: psycopg.Connection, env: dict[str, str]) -> None:
    play(env, "slot_taken", seed=1)
    play(env, "slot_taken", seed=2)
    refusals = db.execute(
        "select text from call_logs where tool_name = 'prendre_rendez_vous' and not tool_ok"
    ).fetchall()
    starts = [row[0] for row in db.execute("select starts_at from appointments order by 1").fetchall()]
    assert len(refusals) == 1 and "Plages libres" in refusals[0][0]
    assert len(set(starts)) == 2


def test_calls_of_another_organisation_are_not_marked(db: psycopg.Connection, env: dict[str, str]) -> None:
    play(env, "lead_only", org_id="3f2b9c1e-7d54-4a0e-9a61-0c5b8e2d7f10")
    assert db.execute("select is_demo from vapi_calls").fetchall() == [(False,)]
