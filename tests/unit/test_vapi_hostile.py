"""Whatever an authentic message holds, reading it never raises, and what is read can be stored."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import to_json

from backend.vapi.message import Message, NotAnEnvelope, read
from backend.vapi.tool_calls import read_tool_calls
from tests.payload_files import envelope, message

REPORT = "vapi/end-of-call-report.lead-and-appointment.json"
SAVE = "vapi/tool-calls.save-lead.json"
# Half of a surrogate pair: JSON can escape it, UTF-8 and Postgres cannot hold it.
HALF = "\\ud83d"


def storable(body: bytes) -> Message:
    """Read it, and write it as the inbox does; a half pair or a NUL would raise or show."""
    result = read(body)
    assert result.error is None
    written = to_json([result.facts.as_object() if result.facts else None, result.dedupe_key], inf_nan_mode="null")
    assert "\x00" not in json.loads(json.dumps(written.decode()))
    assert b"\\u0000" not in written
    return result


def details(fields: dict[str, Any]) -> dict[str, Any]:
    result = storable(envelope(fields))
    assert result.facts is not None
    return result.facts.details


def test_an_id_of_eight_thousand_characters_is_cut() -> None:
    fields = message(REPORT)
    fields["call"]["id"] = "x" * 8_000
    result = storable(envelope(fields))
    assert result.vapi_call_id == "x" * 200
    assert len(result.dedupe_key.encode()) < 2_600


def test_many_long_tool_ids_still_make_a_key_that_an_index_can_hold() -> None:
    fields = message(SAVE)
    fields["call"]["id"] = "𝒳" * 300
    fields["toolCallList"] = [{"id": "𝒴" * 150, "function": {"name": "enregistrer_lead"}} for _ in range(9)]
    assert len(storable(envelope(fields)).dedupe_key.encode()) < 2_600


@pytest.mark.parametrize("path", ["toolCallList.0.id", "toolCallList.0.function.name", "call.id", "customer.name"])
def test_half_a_surrogate_pair_is_replaced(path: str) -> None:
    fields = message(SAVE) | {"customer": {"number": "+14505550134"}}
    *way, last = path.split(".")
    holder: Any = fields
    for step in way:
        holder = holder[int(step) if step.isdigit() else step]
    holder[last] = "HERE"
    result = storable(json.dumps({"message": fields}).replace("HERE", HALF).encode())
    assert len(result.tool_calls) == 1
    result.dedupe_key.encode()


def test_a_call_id_under_its_other_name_is_cleaned_too() -> None:
    body = json.dumps({"message": {"type": "hang", "callId": "HERE"}}).replace("HERE", f"a{HALF}b")
    assert storable(body.encode()).vapi_call_id == "a?b"


def test_structured_data_that_is_nested_too_deep_loses_its_depth_only() -> None:
    deep: Any = "fond"
    for _ in range(260):
        deep = {"a": deep}
    fields = message(REPORT)
    fields["analysis"]["structuredData"]["detail"] = deep
    assert details(fields)["structured_data"]["nom"] == "Marie-Ève Tremblay"


def test_numbers_that_no_column_holds_are_left_out() -> None:
    fields = message(REPORT)
    fields["artifact"]["performanceMetrics"] |= {"numUserInterrupted": 10**12, "numAssistantInterrupted": -1}
    result = details(fields)
    assert (result["user_interrupted_count"], result["assistant_interrupted_count"]) == (None, None)


@pytest.mark.parametrize("written", ["1e999", "-1e999", "1e308", "NaN", "-5", '"x"'])
def test_a_line_at_no_moment_of_the_call_stays_beside_the_line_before(written: str) -> None:
    fields = message(REPORT)
    fields["artifact"]["messages"] = [
        {"role": "user", "message": "Allô", "secondsFromStart": 4},
        {"role": "bot", "message": "Oui", "secondsFromStart": "HERE"},
    ]
    result = storable(json.dumps({"message": fields}).replace('"HERE"', written).encode()).facts
    assert result is not None
    said = [line for line in result.details["lines"] if line.kind == "said"]
    assert [line.at.second for line in said] == [4, 4]


def test_a_tool_listed_twice_in_a_report_is_one_line() -> None:
    fields = message(REPORT)
    asked = {"role": "tool_calls", "toolCalls": [{"id": "t1", "function": {"name": "enregistrer_lead"}}]}
    again = {"role": "tool_calls", "toolCalls": [{"id": "t1"}, {"id": 7, "function": {"name": "n" * 300}}]}
    answered = {"role": "tool_call_result", "toolCallId": 7, "result": "C'est noté."}
    fields["artifact"]["messages"] = [asked, asked, again, answered]
    tools = [line for line in details(fields)["lines"] if line.kind == "tool"]
    assert [(line.tool_call_id, line.tool_name, line.text) for line in tools] == [
        ("t1", "enregistrer_lead", ""),
        ("7", "n" * 100, "C'est noté."),
    ]


def test_a_report_and_a_tool_call_agree_on_a_long_id() -> None:
    tool = {"id": "i" * 300, "function": {"name": "enregistrer_lead"}}
    fields = message(REPORT)
    fields["artifact"]["messages"] = [{"role": "tool_calls", "toolCalls": [tool]}]
    [line] = [line for line in details(fields)["lines"] if line.kind == "tool"]
    [call] = read_tool_calls({"toolCallList": [tool]})
    assert line.tool_call_id == call.id == "i" * 200


def test_a_lead_that_leads_to_nobody_is_none() -> None:
    fields = message(REPORT)
    fields["analysis"]["structuredData"] = {"telephone": "inconnu", "service": "camera"}
    del fields["customer"], fields["call"]["customer"]
    assert details(fields)["lead"] is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
PLACES = [
    "timestamp",
    "call",
    "customer",
    "phoneNumber",
    "status",
    "endedReason",
    "startedAt",
    "endedAt",
    "cost",
    "costBreakdown",
    "artifact",
    "analysis",
    "toolCallList",
    "toolCalls",
    "toolWithToolCallList",
    "transcript",
    "role",
    "callId",
    "compliance",
    "messages",
]


@given(
    kind=st.sampled_from(["end-of-call-report", "tool-calls", "status-update", "transcript", "hang", "nouveau"]),
    own=st.dictionaries(st.sampled_from(PLACES), json_values, max_size=6),
)
def test_any_json_at_all_is_read_without_an_error(kind: str, own: dict[str, Any]) -> None:
    try:
        storable(json.dumps({"message": {"type": kind, **own}}).encode())
    except NotAnEnvelope:
        raise AssertionError("it is an envelope") from None
