"""A call from Vapi's list is told again as the messages that were missed, and reads as they would have."""

from __future__ import annotations

import json
from typing import Any

import pytest

from backend.vapi.call_object import messages_of
from backend.vapi.message import read
from tests.payload_files import PAYLOADS, envelope

LINE = "+14502803222"
CALL: dict[str, Any] = json.loads((PAYLOADS / "vapi-rest/get-call.ended.json").read_text(encoding="utf-8"))


def test_an_ended_call_is_its_tool_calls_then_its_report() -> None:
    result = [read(body) for body in messages_of(CALL, LINE)]
    assert [message.type for message in result][-1] == "end-of-call-report"
    assert {message.type for message in result[:-1]} <= {"tool-calls"}
    report = result[-1]
    assert (report.vapi_call_id, report.error) == (CALL["id"], None)
    assert report.facts is not None
    assert (report.facts.call.caller_number, report.facts.call.line_number) == ("+14505550134", LINE)
    assert report.facts.details["ended_reason"] == "customer-ended-call"
    assert report.facts.details["cost_usd"] is not None and report.facts.details["has_recording"] is True


def test_it_has_the_report_s_own_key_so_that_a_late_one_is_a_duplicate() -> None:
    late = {"type": "end-of-call-report", "call": {"id": CALL["id"]}, "analysis": CALL["analysis"]}
    assert read(messages_of(CALL, LINE)[-1]).dedupe_key == read(envelope(late)).dedupe_key


def test_the_live_addresses_are_never_kept() -> None:
    assert not [body for body in messages_of(CALL, LINE) if b"listenUrl" in body or b"controlUrl" in body]


def test_a_call_that_goes_on_only_says_where_it_stands() -> None:
    going_on = {**CALL, "status": "in-progress", "artifact": {"messages": []}, "messages": []}
    [message] = [read(body) for body in messages_of(going_on, LINE)]
    assert message.facts is not None and message.facts.details["status"] == "in-progress"


@pytest.mark.parametrize("broken", [{"artifact": None}, {"artifact": []}, {"messages": "none"}, {"customer": None}])
def test_what_is_missing_or_odd_costs_no_call(broken: dict[str, Any]) -> None:
    result = [read(body) for body in messages_of({**CALL, **broken}, None)]
    assert result[-1].error is None and result[-1].facts is not None
