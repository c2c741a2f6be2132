"""The end-of-call report, with the fields where the schema puts them and where real traffic puts them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from backend.vapi.message import read
from tests.payload_files import body, envelope, message

REPORT = "vapi/end-of-call-report.lead-and-appointment.json"


def details(fields: dict[str, Any]) -> dict[str, Any]:
    facts = read(envelope(fields)).facts
    assert facts is not None
    return facts.details


def test_a_report_tells_outcome_cost_summary_and_lead() -> None:
    result = details(message(REPORT))
    assert result["ended_reason"] == "customer-ended-call"
    assert result["ended_category"] == "customer"
    assert result["cost_usd"] == Decimal("0.122800")
    assert result["has_recording"] is True
    assert result["summary"].startswith("Refoulement")
    assert (result["lead"].phone, result["lead"].city, result["lead"].urgency) == (
        "+14505550134",
        "Longueuil",
        "urgent",
    )


def test_each_turn_of_paul_has_the_latency_measured_for_it() -> None:
    paul = [line for line in details(message(REPORT))["lines"] if line.speaker == "paul"]
    assert [line.turn_ms for line in paul] == [1496, 1382, 1654, 1444, 2313]
    assert (paul[4].model_ms, paul[4].voice_ms, paul[4].transcriber_ms, paul[4].endpointing_ms) == (1420, 322, 166, 405)


def test_when_the_greeting_was_not_measured_the_turns_shift_by_one() -> None:
    fields = message(REPORT)
    del fields["artifact"]["performanceMetrics"]["turnLatencies"][0]
    paul = [line.turn_ms for line in details(fields)["lines"] if line.speaker == "paul"]
    assert paul == [None, 1382, 1654, 1444, 2313]


def test_latencies_without_a_sentence_are_kept_apart() -> None:
    fields = message(REPORT)
    fields["artifact"]["messages"] = fields["artifact"]["messages"][:3]
    lines = details(fields)["lines"]
    assert sum(line.turn_ms is not None for line in lines) == 5
    assert [line.kind for line in lines].count("turn") == 4


def test_latencies_in_seconds_are_converted_and_flagged() -> None:
    fields = message(REPORT)
    for turn in fields["artifact"]["performanceMetrics"]["turnLatencies"]:
        for name in turn:
            turn[name] /= 1000
    result = details(fields)
    assert result["latency_unit_suspect"] is True
    assert next(line.turn_ms for line in result["lines"] if line.turn_ms) == 1496


def test_the_same_fields_at_the_top_level_are_read() -> None:
    fields = message(REPORT)
    moved = {"summary": fields["analysis"]["summary"], "messages": fields["artifact"]["messages"]}
    result = details(fields | moved | {"analysis": {}, "artifact": {}, "recordingUrl": "https://storage.example/x.wav"})
    assert result["summary"] == moved["summary"]
    assert len([line for line in result["lines"] if line.kind == "said"]) == 10
    assert result["has_recording"] is True


def test_a_transcript_alone_still_gives_the_conversation() -> None:
    fields = message(REPORT)
    fields["artifact"] = {"transcript": fields["artifact"]["transcript"]}
    said = [line for line in details(fields)["lines"] if line.kind == "said"]
    assert [line.speaker for line in said][:4] == ["paul", "caller", "paul", "caller"]
    assert said == sorted(said, key=lambda line: line.at)


def test_no_recording_no_analysis_no_messages() -> None:
    result = details(message("vapi/end-of-call-report.outbound-test-no-answer.json"))
    assert (result["has_recording"], result["summary"], result["lead"]) == (False, None, None)
    assert not [line for line in result["lines"] if line.kind == "said"]


def test_test_calls_are_known_by_their_name() -> None:
    facts = read(body("vapi/end-of-call-report.outbound-test-no-answer.json")).facts
    assert facts is not None
    assert facts.call.is_test is True


def test_impossible_costs_are_not_taken() -> None:
    for cost in (-1, 1e12, "beaucoup", True):
        fields = message(REPORT) | {"cost": cost}
        result = details(fields)
        assert result["cost_usd"] is None or 0 <= result["cost_usd"] < 100_000
