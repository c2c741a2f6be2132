"""What the stand-in posts is what Vapi's own SDK says Vapi posts."""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from random import Random
from typing import Any

import pydantic
import pytest

from backend.local.standins.vapi.catalogue import SCENARIOS, scenario
from backend.local.standins.vapi.collect import ToolAnswers, accept_all, collect, refuse_bookings
from backend.local.standins.vapi.faults.catalogue import FAULTS, NONE
from backend.local.standins.vapi.placed import place
from tests.vapi_sdk import complete, declared

AT = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
SEEDS = range(3)
DECLARED = {
    "status-update": "ServerMessageStatusUpdate",
    "speech-update": "ServerMessageSpeechUpdate",
    "transcript": "ServerMessageTranscript",
    "tool-calls": "ServerMessageToolCalls",
    "hang": "ServerMessageHang",
    "transfer-update": "ServerMessageTransferUpdate",
    "end-of-call-report": "ServerMessageEndOfCallReport",
}
# Real traffic carries these, though the SDK does not declare them.
SEEN_IN_TRAFFIC = {
    "phoneNumber": {"id", "orgId", "createdAt", "updatedAt", "status"},
    "messagesOpenAIFormatted": {"tool_calls", "tool_call_id"},
}
# Declared as free values in the SDK, their words are fixed all the same.
ROLES = {"system", "bot", "user", "tool_calls", "tool_call_result"}


def messages(
    name: str, seed: int, answers: ToolAnswers = accept_all, faults: Sequence[str] = NONE
) -> list[dict[str, Any]]:
    """A whole call as it would be posted."""
    rng = Random(seed)
    call = place(scenario(name, rng, AT, faults=faults), AT, rng)
    return [json.loads(json.dumps(posting.body))["message"] for posting in collect(call, answers)]


def strictly(model: type[pydantic.BaseModel], body: dict[str, Any]) -> pydantic.BaseModel:
    """Validates, then refuses what the SDK's open types let through: unlisted literals and undeclared fields."""
    value = model.model_validate(body)
    problems = list(_problems(value, ""))
    assert not problems, problems
    return value


def _problems(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _problems(item, f"{path}[{index}]")
    if not isinstance(value, pydantic.BaseModel):
        return
    spared = SEEN_IN_TRAFFIC.get(path.rpartition(".")[2].partition("[")[0], set())
    for extra in set(value.model_extra or {}) - spared:
        yield f"{path}.{extra}: not declared by {type(value).__name__}"
    for name, field in complete(type(value)).model_fields.items():
        found, where = getattr(value, name), f"{path}.{field.alias or name}"
        if found is None:
            continue
        allowed = _literals(field.annotation)
        if allowed and isinstance(found, str) and found not in allowed:
            yield f"{where}: {found!r} is not one of the SDK's values"
        if isinstance(found, list) and allowed:
            yield from (f"{where}: {item!r} is unlisted" for item in found if item not in allowed)
        yield from _problems(found, where)


def _literals(annotation: Any) -> set[Any]:
    origin = typing.get_origin(annotation)
    if origin is typing.Literal:
        return set(typing.get_args(annotation))
    if origin in (typing.Union, types.UnionType, typing.Annotated, list):
        return {value for part in typing.get_args(annotation) for value in _literals(part)}
    return set()


@pytest.mark.parametrize("answers", [accept_all, refuse_bookings])
@pytest.mark.parametrize("name", SCENARIOS)
def test_every_message_is_one_that_vapi_declares(name: str, answers: ToolAnswers) -> None:
    for seed in SEEDS:
        for body in messages(name, seed, answers):
            if body["type"] == "assistant.started":
                # The SDK has no class for it; its assistant and call are checked under another type.
                body = {**body, "type": "hang"}
                assert body.pop("newAssistant")["name"] == "Paul"
            strictly(declared(DECLARED[body["type"]]), body)
            assert {m["role"] for m in body.get("artifact", {}).get("messages", [])} <= ROLES


# Seen in traffic, and declared by nobody: arguments that are no text, or lie elsewhere.
UNDECLARED = {"as_an_object", "flat"}


@pytest.mark.parametrize("fault", sorted(FAULTS.keys() - UNDECLARED))
def test_whoever_errs_posts_what_vapi_declares_all_the_same(fault: str) -> None:
    for name in ("lead_booking", "urgent_lead", "from_work"):
        for body in messages(name, 1, faults=[fault]):
            if body["type"] != "assistant.started":
                strictly(declared(DECLARED[body["type"]]), body)


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("status-update", "status", "begun"),
        ("speech-update", "role", "paul"),
        ("transcript", "transcriptType", "finished"),
        ("end-of-call-report", "endedReason", "caller-bored"),
        ("end-of-call-report", "analysis", None),
        ("end-of-call-report", "artifact", None),
        ("tool-calls", "toolCallList", None),
        ("hang", "invented", "field"),
    ],
)
def test_the_check_refuses_a_wrong_word_or_a_missing_field(kind: str, field: str, value: str | None) -> None:
    all_told = messages("provider_fault", 1) + messages("urgent_booking", 1)
    body = next(m for m in all_told if m["type"] == kind)
    wrong = {key: kept for key, kept in body.items() if key != field} | ({field: value} if value else {})
    with pytest.raises((pydantic.ValidationError, AssertionError)):
        strictly(declared(DECLARED[kind]), wrong)


def test_the_check_looks_inside_call_and_artifact() -> None:
    body = messages("urgent_booking", 1)[-1]
    call = {**body["call"], "type": "carrierPigeon"}
    with pytest.raises(AssertionError, match="carrierPigeon"):
        strictly(declared("ServerMessageEndOfCallReport"), {**body, "call": call})
    del body["artifact"]["messages"][1]["time"]
    with pytest.raises((pydantic.ValidationError, AssertionError)):
        strictly(declared("ServerMessageEndOfCallReport"), body)


def test_the_example_messages_pass_the_same_check() -> None:
    with open("tests/payloads/vapi/end-of-call-report.lead-and-appointment.json") as file:
        strictly(declared("ServerMessageEndOfCallReport"), json.load(file)["message"])
