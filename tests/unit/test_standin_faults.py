"""What goes wrong in the stand-in's calls, on demand or by seed: what models write, callers do and messages meet."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest

from backend.local.standins.vapi.catalogue import SCENARIOS, scenario
from backend.local.standins.vapi.collect import ToolAnswers, accept_all, collect
from backend.local.standins.vapi.conversation import Conversation
from backend.local.standins.vapi.faults.catalogue import FAULTS, drawn
from backend.local.standins.vapi.faults.said import digit_by_digit, in_english, in_pairs
from backend.local.standins.vapi.placed import place
from backend.local.standins.vapi.tools import Reply
from backend.utterance.phone import read_phone

AT = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
LEAD, BOOK = "enregistrer_lead", "prendre_rendez_vous"


def told(name: str, *faults: str, seed: int = 1, answers: ToolAnswers = accept_all) -> list[dict[str, Any]]:
    """The messages of a call with these faults."""
    rng = Random(seed)
    return [one.body["message"] for one in collect(place(scenario(name, rng, AT, faults=faults), AT, rng), answers)]


def written(messages: Sequence[dict[str, Any]], tool: str) -> list[dict[str, Any]]:
    """What Paul wrote for a tool, where it is JSON."""
    calls = [call["function"] for message in messages for call in message.get("toolCallList", ())]
    return [json.loads(call["arguments"]) for call in calls if call["name"] == tool]


def first(tool: str, name: str, fault: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What Paul meant to write first, and what he wrote."""
    return written(told(name), tool)[0], written(told(name, fault), tool)[0]


def test_there_are_forty_scenarios_and_each_fault_says_what_it_is() -> None:
    assert sum(not script.trial for script in SCENARIOS.values()) >= 40
    assert all(fault.about.endswith(".") for fault in FAULTS.values())


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_leaves_the_same_seed_the_same_call(fault: str) -> None:
    assert told("lead_booking", fault) == told("lead_booking", fault)


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_shows_in_some_call(fault: str) -> None:
    names = ("lead_booking", "urgent_lead", "lead_only", "only_the_number", "in_the_afternoon")
    assert any(told(name, fault) != told(name) for name in names) or _again(fault)


def _again(fault: str) -> bool:
    return scenario("lead_only", Random(1), AT, faults=[fault]).again is not None


def test_without_a_word_paul_errs_by_the_seed_as_models_do() -> None:
    seen = Counter(fault for seed in range(400) for fault in scenario("lead_booking", Random(seed), AT).faults)
    assert set(seen) == {name for name, fault in FAULTS.items() if fault.kind == "paul"}
    assert min(seen.values()) >= 8
    assert scenario("lead_booking", Random(4), AT).faults == scenario("lead_booking", Random(4), AT).faults


def test_who_errs_makes_nobody_draw_differently() -> None:
    perfect, erring = Random(9), Random(9)
    scenario("lead_booking", perfect, AT, faults=())
    scenario("lead_booking", erring, AT)
    assert perfect.random() == erring.random()


@pytest.mark.parametrize("seed", range(60))
def test_faults_that_are_drawn_go_together(seed: int) -> None:
    chosen = drawn(Random(seed), ("paul", "caller", "way"))
    assert len(chosen) == len(set(chosen)) <= 3
    assert sum(FAULTS[name].kind == "way" for name in chosen) <= 1


@pytest.mark.parametrize(
    ("fault", "start"),
    [
        ("wrong_offset", "-04:00"), ("right_offset", "-05:00"), ("zulu", "Z"),
        ("day_in_words", " h"), ("day_as_near", " h"),
    ],
)  # fmt: skip
def test_hours_are_written_as_models_write_them(fault: str, start: str) -> None:
    meant, wrote = first(BOOK, "booked_and_never_noted", fault)
    assert wrote["debut"].endswith(start) and wrote["debut"] != meant["debut"]
    assert {**wrote, "debut": meant["debut"]} == meant


def test_a_wrong_year_is_the_same_day_of_an_earlier_one() -> None:
    meant, wrote = first(BOOK, "booked_and_never_noted", "wrong_year")
    assert wrote["debut"][4:] == meant["debut"][4:] and wrote["debut"][:4] < meant["debut"][:4]


def test_he_errs_at_first_and_writes_what_he_is_asked_again_as_he_should() -> None:
    def asks_again(body: dict[str, Any]) -> Reply:
        [call] = body["message"]["toolCallList"]
        text = "Je n'ai pas bien saisi le numéro de téléphone."
        return {"results": [{"toolCallId": call["id"], "name": call["function"]["name"], "result": text}]}

    wrong, *later = written(told("lead_only", "number_cut_short", answers=asks_again), LEAD)
    meant = written(told("lead_only"), LEAD)[0]
    assert len(wrong["telephone"]) < len(meant["telephone"])
    assert [one["telephone"] for one in later] == [meant["telephone"]] * 2


@pytest.mark.parametrize("say", [digit_by_digit, in_pairs, in_english])
@pytest.mark.parametrize("number", ["+14505550134", "+15145550171", "+18195550190", "+13675550180", "+14185550121"])
def test_numbers_are_said_as_people_say_them(say: Any, number: str) -> None:
    assert read_phone(say(number)).number == number, say(number)


def test_a_caller_who_corrects_himself_is_noted_twice_and_rightly_the_second_time() -> None:
    for fault, field in (("corrects_the_number", "telephone"), ("corrects_the_name", "nom")):
        wrong, right = written(told("lead_only", fault), LEAD)
        assert wrong[field] != right[field] and {**wrong, field: right[field]} == right
        assert right == written(told("lead_only"), LEAD)[0]


def test_a_masked_number_is_in_no_message_but_where_it_was_said() -> None:
    messages = told("lead_only", "masks_the_number")
    assert not [message for message in messages if "customer" in message]
    assert written(messages, LEAD)[0]["telephone"]
    silent = told("lead_only", "gives_no_number")
    assert written(silent, LEAD)[0]["telephone"] == "" and "+1450555" not in json.dumps(silent[-1]["analysis"])


def test_whoever_calls_again_is_the_same_person_an_hour_later() -> None:
    call = scenario("lead_only", Random(1), AT, faults=["calls_again"])
    assert call.again and call.again.caller == call.caller and call.again.again is None


def test_messages_come_twice_out_of_order_or_not_at_all() -> None:
    kinds = [message["type"] for message in told("lead_only")]
    assert [message["type"] for message in told("lead_only", "told_twice")] == [k for k in kinds for _ in range(2)]
    assert [message["type"] for message in told("lead_only", "report_before_the_end")][-2:] == kinds[-2:][::-1]
    assert [message["type"] for message in told("lead_only", "end_not_told")] == [*kinds[:-2], kinds[-1]]
    assert [message["type"] for message in told("lead_only", "report_lost")] == kinds[:-1]
    *_, early, late = told("lead_only", "report_twice")
    assert early["analysis"] == {} and late["analysis"]


def test_paul_confirms_the_hour_that_the_tool_confirmed() -> None:
    def another_hour(body: dict[str, Any]) -> Reply:
        [call] = body["message"]["toolCallList"]
        text = "Rendez-vous confirmé le mardi 24 novembre à 9 h 30."
        return {"results": [{"toolCallId": call["id"], "name": call["function"]["name"], "result": text}]}

    rng = Random(2)
    call = place(scenario("booked_and_never_noted", rng, AT, faults=()), AT, rng)
    conversation = Conversation(call)
    telling, reply = conversation.tell(), None
    while posting := _next(telling, reply):
        reply = another_hour(posting.body) if posting.kind == "tool-calls" else None
    assert "9 h 30" in conversation.transcript and len(conversation.agreed) == 1


def _next(telling: Any, reply: Any) -> Any:
    try:
        return telling.send(reply)
    except StopIteration:
        return None
