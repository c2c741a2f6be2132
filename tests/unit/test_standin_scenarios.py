"""The stand-in's calls are invented, varied, repeatable, and consistent with themselves."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from backend.local.standins.vapi.catalogue import SCENARIOS, any_name, scenario
from backend.local.standins.vapi.collect import ToolAnswers, accept_all, collect, refuse_bookings
from backend.local.standins.vapi.faults.catalogue import NONE
from backend.local.standins.vapi.lines import LINE_NUMBER
from backend.local.standins.vapi.people import CALLERS
from backend.local.standins.vapi.placed import DEMO_ORG, PlacedCall, place
from backend.local.standins.vapi.slots import TORONTO

AT = datetime(2026, 11, 20, 21, 40, tzinfo=UTC)
INVENTED = re.compile(r"^\+1\d{3}55501\d\d$")


def call_of(name: str, seed: int, at: datetime = AT, org_id: str = DEMO_ORG) -> PlacedCall:
    rng = Random(seed)
    # Its faults have tests of their own.
    return place(scenario(name, rng, at, faults=NONE), at, rng, org_id)


def bodies(name: str, seed: int, answers: ToolAnswers = accept_all) -> list[dict[str, Any]]:
    return [posting.body["message"] for posting in collect(call_of(name, seed), answers)]


def tool_arguments(name: str, seed: int, tool: str, answers: ToolAnswers = accept_all) -> list[dict[str, Any]]:
    calls = [call for body in bodies(name, seed, answers) for call in body.get("toolCallList", [])]
    return [json.loads(c["function"]["arguments"]) for c in calls if c["function"]["name"] == tool]


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_same_seed_gives_the_same_call(name: str) -> None:
    assert bodies(name, 4) == bodies(name, 4)
    assert bodies(name, 4) != bodies(name, 5)


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_phone_number_is_invented(name: str) -> None:
    numbers = set(re.findall(r"\+1\d{10}", json.dumps([bodies(name, seed) for seed in range(8)])))
    assert numbers - {LINE_NUMBER} == {number for number in numbers if INVENTED.match(number)}


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_call_is_told_in_order_and_ends_with_its_report(name: str) -> None:
    result = bodies(name, 2)
    stamps = [body["timestamp"] for body in result]
    assert stamps == sorted(stamps)
    assert [body["type"] for body in result][-2:] == ["status-update", "end-of-call-report"]
    assert result[-2]["endedReason"] == result[-1]["endedReason"] == result[-1]["call"]["endedReason"]


@pytest.mark.parametrize("name", SCENARIOS)
def test_nothing_is_left_to_fill_in(name: str) -> None:
    for seed in range(12):
        for answers in (accept_all, refuse_bookings):
            lines = bodies(name, seed, answers)[-1]["artifact"]["messages"]
            assert not [line["message"] for line in lines if "{" in line.get("message", "")]


@pytest.mark.parametrize("name", SCENARIOS)
def test_each_of_pauls_lines_has_its_latency(name: str) -> None:
    artifact = bodies(name, 3)[-1]["artifact"]
    spoken = [line for line in artifact["messages"] if line["role"] == "bot"]
    turns = artifact.get("performanceMetrics", {}).get("turnLatencies", [])
    assert len(turns) == len(spoken)
    assert all(t["turnLatency"] == sum(v for k, v in t.items() if k != "turnLatency") for t in turns)


@pytest.mark.parametrize("name", ["urgent_booking", "storm_booking", "lead_booking", "slot_taken", "long_call"])
def test_visits_are_asked_for_within_business_hours_and_soon(name: str) -> None:
    for seed in range(30):
        for wish in tool_arguments(name, seed, "prendre_rendez_vous", refuse_bookings):
            start = datetime.fromisoformat(wish["debut"])
            assert start.tzinfo is None, "the hour on the wall, as the schema shows it"
            local = start.replace(tzinfo=TORONTO)
            assert local.isoweekday() <= 5 and local.hour >= 8
            assert local + timedelta(minutes=90) <= local.replace(hour=17, minute=0)
            assert AT < local <= AT + timedelta(days=8)


def test_a_refused_slot_is_followed_by_another_and_then_by_a_promise_to_call_back() -> None:
    wishes = [wish["debut"] for wish in tool_arguments("slot_taken", 1, "prendre_rendez_vous", refuse_bookings)]
    assert len(wishes) == len(set(wishes)) == 3
    assert wishes == sorted(wishes)
    report = bodies("slot_taken", 1, refuse_bookings)[-1]
    assert "rendez_vous" not in report["analysis"]["structuredData"]
    results = [line["result"] for line in report["artifact"]["messages"] if line["role"] == "tool_call_result"]
    assert results.count("Plage déjà prise.") == 3


def test_an_accepted_slot_reaches_the_report() -> None:
    [wish] = tool_arguments("lead_booking", 7, "prendre_rendez_vous")
    assert bodies("lead_booking", 7)[-1]["analysis"]["structuredData"]["rendez_vous"].startswith(wish["debut"])


def test_a_withheld_number_appears_nowhere_but_in_the_lead() -> None:
    result = bodies("anonymous_lead", 3)
    assert not [body for body in result if "customer" in body or "customer" in body["call"]]
    [lead] = tool_arguments("anonymous_lead", 3, "enregistrer_lead")
    assert lead["telephone"] in CALLERS


def test_a_rejected_call_has_no_words_and_says_why() -> None:
    ended, report = bodies("assistant_request_failed", 1)
    assert ended["inboundPhoneCallDebuggingArtifacts"]["assistantRequestError"]
    assert report["artifact"]["messages"] == [] and report["cost"] == 0
    assert "startedAt" not in report


def test_a_trial_rings_out_and_bears_its_label() -> None:
    result = bodies("test_call", 1)
    assert [b["status"] for b in result if b["type"] == "status-update"] == [
        "queued",
        "ringing",
        "in-progress",
        "ended",
    ]
    assert all(
        b["call"]["type"] == "outboundPhoneCall" and b["call"]["name"].startswith("console-test") for b in result
    )


def test_another_organisation_gives_unmarked_calls() -> None:
    result = collect(call_of("lead_only", 1, org_id="11111111-2222-4333-8444-555555555555"))
    assert not [posting for posting in result if DEMO_ORG in json.dumps(posting.body)]


def test_call_ids_sort_by_time() -> None:
    ids = [call_of("spam", seed, AT + timedelta(minutes=seed)).call_id for seed in range(20)]
    assert ids == sorted(ids) and all(call_id[14] == "7" for call_id in ids)


def test_two_months_of_calls_do_not_look_copied() -> None:
    rng = Random(60)
    calls = [place(scenario(any_name(rng), rng, AT), AT, rng) for _ in range(900)]
    transcripts = Counter(collect(call)[-1].body["message"]["artifact"]["transcript"] for call in calls)
    leads = {text: n for text, n in transcripts.items() if len(text) > 500}
    assert len(leads) > 400 and max(leads.values()) == 1


@pytest.mark.parametrize(
    ("name", "tool"),
    [
        ("moves_the_visit", "deplacer_rendez_vous"),
        ("cancels_the_visit", "annuler_rendez_vous"),
        ("english_moves_the_visit", "deplacer_rendez_vous"),
    ],
)
def test_whoever_changes_a_visit_calls_once_more_from_the_same_line(name: str, tool: str) -> None:
    rng = Random(3)
    first = scenario(name, rng, AT, faults=NONE)
    assert first.again and first.again.caller == first.caller and first.again.language == first.language
    again = [posting.body["message"] for posting in collect(place(first.again, AT, rng))]
    used = [call["function"]["name"] for body in again for call in body.get("toolCallList", [])]
    assert tool in used and "enregistrer_lead" not in used


def test_the_small_hours_are_asked_for_before_another_hour() -> None:
    wishes = tool_arguments("refused_then_another_hour", 2, "prendre_rendez_vous", refuse_bookings)
    assert wishes[0]["debut"].endswith("T06:00") and not wishes[1]["debut"].endswith("T06:00")


@pytest.mark.parametrize(("name", "language"), [("english_visit", "en"), ("lead_booking", "fr")])
def test_paul_says_to_each_tool_what_he_speaks(name: str, language: str) -> None:
    given = [
        json.loads(call["function"]["arguments"]) for body in bodies(name, 3) for call in body.get("toolCallList", [])
    ]
    assert given and {one["langue"] for one in given} == {language}
