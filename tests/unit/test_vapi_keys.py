"""The same event twice is one; two events are two."""

from __future__ import annotations

from backend.vapi.message import read
from tests.payload_files import body, envelope, message, sequence, server_messages


def test_the_messages_of_a_call_all_have_their_own_key() -> None:
    keys = [read(line).dedupe_key for line in sequence()]
    assert len(set(keys)) == len(keys)


def test_every_example_message_keeps_its_key_when_presigned_links_change() -> None:
    for path in server_messages():
        fields = message(path)
        before = read(envelope(fields)).dedupe_key
        if "artifact" in fields:
            fields["artifact"]["presignedMonoUrl"] = "https://storage.example/other"
        assert read(envelope(fields)).dedupe_key == before, path


def test_a_report_is_one_a_call_whatever_it_says() -> None:
    fields = message("vapi/end-of-call-report.wrong-number.json")
    first = read(envelope(fields)).dedupe_key
    assert read(envelope(fields | {"cost": 9.9, "timestamp": 1795187119900})).dedupe_key == first


def test_two_sentences_of_the_same_millisecond_are_two() -> None:
    fields = message("vapi/transcript.final-user.json")
    first = read(envelope(fields)).dedupe_key
    assert read(envelope(fields | {"transcript": "Autre chose."})).dedupe_key != first


def test_tool_calls_are_known_by_their_ids_in_any_order() -> None:
    fields = message("vapi/tool-calls.save-lead.json")
    one, other = fields["toolCallList"][0], message("vapi/tool-calls.book-appointment.json")["toolCallList"][0]
    both = read(envelope(fields | {"toolCallList": [one, other]})).dedupe_key
    assert read(envelope(fields | {"toolCallList": [other, one]})).dedupe_key == both
    assert read(body("vapi/tool-calls.save-lead.json")).dedupe_key != both
