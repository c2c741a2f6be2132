"""A message is read whatever its quirks, and refused only when it is no envelope."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.vapi.message import NotAnEnvelope, read
from tests.payload_files import body, envelope, message, server_messages


@pytest.mark.parametrize("path", server_messages())
def test_every_example_message_is_read_without_error(path: str) -> None:
    read_message = read(body(path))
    assert read_message.error is None
    assert read_message.type == message(path)["type"].partition("[")[0]


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"message": []}',
        b'{"message": {}}',
        b'{"message": {"type": 3}}',
        b"\xff\xfe",
        b"[" * 9999,
    ],
)
def test_what_is_no_envelope_is_refused(bad: bytes) -> None:
    with pytest.raises(NotAnEnvelope):
        read(bad)


def test_an_unknown_type_without_a_call_is_kept_and_nothing_is_applied() -> None:
    unknown = read(envelope({"type": "nouveau.type", "timestamp": 1795183500600, "zut": 1}))
    assert (unknown.facts, unknown.error, unknown.vapi_call_id) == (None, None, None)


@pytest.mark.parametrize(
    ("customer", "phone"),
    [
        ({"number": "+14505550134"}, "+14505550134"), ({"sipUri": "sip:+14505550134@pbx.example"}, "+14505550134"),
        ({"sipUri": "sips:4505550134@pbx.example:5061;user=phone"}, "+14505550134"),
        ({"number": "sip:14505550134@203.0.113.7"}, "+14505550134"),
        ({"number": "<sip:%2B14505550134@pbx.example>;tag=1"}, "+14505550134"),
        ({"number": "anonymous", "sipUri": "sip:+14505550134;phone-context=ca@pbx.example"}, "+14505550134"),
        ({"sipUri": "sip:101@pbx.example"}, None), ({"sipUri": "sip:5550134@pbx.example"}, None),
        ({"sipUri": "sip:anonymous@anonymous.invalid"}, None), ({"sipUri": "sip:guillaume@pbx.example"}, None),
        ({"number": "anonymous"}, None), ({"sipUri": 7}, None), ({}, None),
    ],
)  # fmt: skip
def test_a_caller_by_sip_is_who_the_address_names_or_nobody(customer: dict[str, Any], phone: str | None) -> None:
    for fields in ({"call": {"id": "c1", "customer": customer}}, {"call": {"id": "c1"}, "customer": customer}):
        facts = read(envelope({"type": "hang", **fields})).facts
        assert facts is not None
        assert facts.call.caller_number == phone


def test_two_callers_by_sip_whose_calls_have_no_id_are_two() -> None:
    report = {"type": "end-of-call-report", "startedAt": "2026-11-20T14:05:00Z"}
    result = [
        read(envelope({**report, "customer": {"sipUri": f"sip:{n}@pbx.example"}})).vapi_call_id for n in (101, 102)
    ]
    assert None not in result
    assert result[0] != result[1]


def test_timestamps_come_as_milliseconds_seconds_or_iso() -> None:
    expected = datetime(2026, 11, 20, 14, 5, 0, 600_000, UTC)
    for written in (1795183500600, 1795183500.6, "2026-11-20T14:05:00.600Z", "2026-11-20T09:05:00.600-05:00"):
        assert read(envelope({"type": "hang", "timestamp": written})).happened_at == expected


def test_a_message_without_a_readable_time_takes_the_moment_it_came() -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    assert read(envelope({"type": "hang", "timestamp": "hier"}), now).happened_at == now


def test_a_report_without_call_gets_an_id_of_its_own_and_keeps_it_when_repeated() -> None:
    fields = message("vapi/end-of-call-report.lead-and-appointment.json")
    del fields["call"]
    first = read(envelope(fields))
    fields["artifact"]["presignedMonoUrl"] = "https://storage.example/another-signature"
    again = read(envelope(fields))
    assert first.vapi_call_id is not None
    assert first.vapi_call_id.startswith("derived:")
    assert (first.vapi_call_id, first.dedupe_key) == (again.vapi_call_id, again.dedupe_key)


def test_the_transcript_type_may_carry_its_filter() -> None:
    fields = message("vapi/transcript.final-user.json") | {"type": 'transcript[transcriptType="final"]'}
    heard = read(envelope(fields))
    assert heard.type == "transcript"
    assert heard.facts is not None
    assert heard.facts.kind == "said"


def test_partial_transcripts_are_not_lines() -> None:
    facts = read(body("vapi/transcript.partial-user.json")).facts
    assert facts is not None
    assert facts.kind == "touch"


def test_live_listening_addresses_are_not_among_the_facts() -> None:
    for path in server_messages():
        facts = read(body(path)).facts
        assert "listenUrl" not in str(facts)
        assert "phone-call-websocket" not in str(facts and facts.as_object())


def test_half_a_surrogate_pair_and_nul_are_no_reason_to_lose_a_message() -> None:
    raw = body("vapi/transcript.final-user.json").decode()
    raw = raw.replace("Oui bonjour", "Oui \\ud83d \\u0000 bonjour")
    heard = read(raw.encode())
    assert heard.facts is not None
    text = heard.facts.details["line"]["text"]
    assert "\x00" not in text
    assert text.encode("utf-8")
    assert "bonjour" in text


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
_KNOWN = ("end-of-call-report", "tool-calls", "status-update", "transcript", "hang", "conversation-update")
_FIELDS = (
    "call",
    "artifact",
    "analysis",
    "customer",
    "toolCallList",
    "costs",
    "startedAt",
    "cost",
    "status",
    "messages",
)


@given(kind=st.sampled_from(_KNOWN), fields=st.dictionaries(st.sampled_from(_FIELDS), _JSON, max_size=6))
def test_no_shape_of_any_field_makes_reading_fail(kind: str, fields: dict[str, Any]) -> None:
    written = read(json.dumps({"message": {**fields, "type": kind}}).encode())
    assert written.error is None
