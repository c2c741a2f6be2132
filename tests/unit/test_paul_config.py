"""Paul as he is written: what Vapi's own types take, what our desk and our intake read, what the law wants said."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from backend.intake.tools import handlers
from backend.intake.tools.spoken import HANDLE
from backend.paul import wanted
from backend.paul.difference import differences
from backend.vapi.lead_facts import _Words
from tests.vapi_sdk import declared

VALUES = {
    "WEBHOOK_URL": "https://crochet.drainfortin.example",
    "WEBHOOK_SECRET": "x",
    "TRANSFER_NUMBER": "+15145550100",
    "CREDENTIAL_ID": "c-1",
    "ASSISTANT_ID": "a-1",
    "TOOL_IDS": ["t-1", "t-2", "t-3", "t-4", "t-5"],
}
TOOLS = wanted.tools(VALUES)
PAUL = wanted.assistant(VALUES)
PROMPT = PAUL["model"]["messages"][0]["content"]


def unknown_fields(body: Any, path: str = "") -> list[str]:
    """What Vapi's types let through because they do not know it."""
    if isinstance(body, BaseModel):
        extra = [f"{path}.{name}" for name in body.model_extra or {}]
        return extra + [
            one for name in type(body).model_fields for one in unknown_fields(getattr(body, name), f"{path}.{name}")
        ]
    if isinstance(body, list):
        return [one for number, item in enumerate(body) for one in unknown_fields(item, f"{path}[{number}]")]
    return []


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("CreateCustomCredentialDto", {k: v for k, v in wanted.credential(VALUES).items() if k != "provider"}),
        *(("CreateFunctionToolDto", {k: v for k, v in tool.items() if k != "type"}) for tool in TOOLS),
        ("CreateAssistantDto", PAUL),
        ("UpdateTwilioPhoneNumberDto", wanted.line(VALUES)),
        ("Server", PAUL["server"]),
    ],
)
def test_vapis_own_types_take_it_and_know_every_field(kind: str, body: dict[str, Any]) -> None:
    if kind == "Server":
        # The client types these two as objects; the interface takes a word and numbers.
        body = {**body, "backoffPlan": {"type": {}, "maxRetries": 6, "baseDelaySeconds": 2}}
    else:
        body = without_backoff(body)
    assert unknown_fields(declared(kind).model_validate(body)) == []


def without_backoff(body: Any) -> Any:
    if isinstance(body, dict):
        return {name: without_backoff(value) for name, value in body.items() if name != "backoffPlan"}
    return [without_backoff(one) for one in body] if isinstance(body, list) else body


def test_a_field_that_vapi_does_not_know_would_be_seen() -> None:
    assert unknown_fields(declared("CreateAssistantDto").model_validate({"frstMessage": "x"})) == [".frstMessage"]
    with pytest.raises(ValidationError):
        declared("CreateAssistantDto").model_validate(
            {**without_backoff(PAUL), "monitorPlan": {"listenEnabled": "peut-être"}}
        )


def test_paul_has_the_tools_that_the_desk_answers() -> None:
    assert {tool["function"]["name"] for tool in TOOLS} == set(handlers._TOOLS)


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool["function"]["name"])
def test_every_argument_is_one_that_the_desk_reads(tool: dict[str, Any]) -> None:
    read = set(_Words.model_fields) | {"date", "moment", "debut", "autre_visite"}
    read |= {"reference", "date_actuelle", "raison"}
    assert "langue" in tool["function"]["parameters"]["properties"], "the answer comes in the caller's language"
    assert set(tool["function"]["parameters"]["properties"]) <= read


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool["function"]["name"])
def test_a_strict_schema_requires_what_it_names_as_the_model_provider_wants(tool: dict[str, Any]) -> None:
    function = tool["function"]
    assert function["strict"] is True
    assert function["parameters"]["required"] == list(function["parameters"]["properties"])


def test_paul_hangs_up_by_a_tool_and_says_goodbye_in_the_callers_language() -> None:
    [hang_up] = [tool for tool in PAUL["model"]["tools"] if tool["type"] == "endCall"]
    [goodbye] = hang_up["messages"]
    assert {said["language"] for said in goodbye["contents"]} == {"fr", "en"}
    assert "`endCall`" in PROMPT and "endCallMessage" not in PAUL


def test_paul_knows_the_day_and_the_number_that_shows() -> None:
    assert '{{"now" | date: "%Y-%m-%d, %A, %H:%M", "America/Toronto"}}' in PROMPT
    assert "{{customer.number}}" in PROMPT


def test_callers_are_heard_in_both_languages_and_tools_speak_both() -> None:
    assert (PAUL["transcriber"]["model"], PAUL["transcriber"]["language"]) == ("nova-3", "multi")
    said = [one for tool in TOOLS for message in tool["messages"] for one in message["contents"]]
    assert [one["language"] for one in said] == ["fr", "en"] * len(TOOLS)
    hook = PAUL["hooks"][0]["do"][0]["tool"]
    transfers = [tool for tool in (*PAUL["model"]["tools"], hook) if tool["type"] == "transferCall"]
    told = [place["message"]["contents"] for tool in transfers for place in tool["destinations"]]
    assert [[one["language"] for one in contents] for contents in told] == [["fr", "en"], ["fr", "en"]]


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool["function"]["name"])
def test_no_ready_made_sentence_speaks_over_a_refusal(tool: dict[str, Any]) -> None:
    # Vapi says a tool's `request-failed` or `request-complete` in place of what our answer lets the model say.
    assert {message["type"] for message in tool["messages"]} == {"request-start"}


@pytest.mark.parametrize(
    "answer",
    ["C'est noté", "je n'ai pas bien saisi le numéro", "À quel numéro", "il me manque", "déjà pris", "déjà passé",
     "trop loin", "pas de visite", "Je n'ai pas bien compris le jour", "Cette date n'existe pas",
     "Rendez-vous confirmé", "Rendez-vous déplacé", "Rendez-vous annulé", "C'est déjà réservé pour vous",
     "Vous avez déjà un rendez-vous", "tient toujours", "Je vois votre rendez-vous",
     "Je ne trouve pas ce rendez-vous avec certitude", "Pardon, pouvez-vous me le redire?", "[Pour Paul: ",
     "It's noted", "I didn't catch the phone number", "What phone number", "I still need", "already taken",
     "already past", "too far ahead", "no visits", "I didn't quite get the day", "That date doesn't exist",
     "Appointment confirmed", "Appointment moved", "Appointment cancelled", "already booked for you",
     "You already have an appointment", "still stands", "I see your appointment",
     "I can't find that appointment for certain", "Sorry, could you say that again?", "[For Paul: "],
)  # fmt: skip
def test_the_prompt_says_what_each_answer_means_and_the_answers_are_those(answer: str) -> None:
    assert answer in PROMPT
    tools = Path(handlers.__file__).parent
    assert any(answer in file.read_text("utf-8") for file in tools.glob("*.py"))


def test_the_hour_that_the_schema_shows_is_what_the_answers_give() -> None:
    debut = TOOLS[2]["function"]["parameters"]["properties"]["debut"]
    shown = debut["description"].rpartition("exemple ")[2].rstrip(".")
    assert datetime.strptime(shown, HANDLE).strftime(HANDLE) == shown


def test_the_analysis_asks_for_what_the_intake_reads() -> None:
    schema = PAUL["analysisPlan"]["structuredDataPlan"]["schema"]
    assert set(schema["properties"]) <= set(_Words.model_fields)


def test_the_first_sentence_says_what_the_law_wants_said() -> None:
    assert "assistant automatisé" in PAUL["firstMessage"] and "enregistré" in PAUL["firstMessage"]


def test_nobody_listens_in_without_a_key_and_no_message_is_sent_for_nothing() -> None:
    assert PAUL["monitorPlan"]["listenAuthenticationEnabled"] and PAUL["monitorPlan"]["controlAuthenticationEnabled"]
    assert "end-of-call-report" in PAUL["serverMessages"] and "conversation-update" not in PAUL["serverMessages"]
    assert PAUL["server"]["backoffPlan"]["maxRetries"] > 0 and PAUL["server"]["credentialId"] == "c-1"


def test_what_is_not_given_is_never_left_standing() -> None:
    with pytest.raises(KeyError):
        wanted.line({**VALUES, "ASSISTANT_ID": "a"} | {}) and wanted.fill("${NOBODY}", VALUES)
    assert "${" not in str([PAUL, TOOLS, wanted.line(VALUES), wanted.credential(VALUES)])


def test_only_what_is_wanted_is_compared() -> None:
    live = {**PAUL, "id": "a-1", "orgId": "o", "voice": {**PAUL["voice"], "cachingEnabled": True}}
    assert differences(PAUL, live) == []
    changed = {**live, "firstMessage": "Allô", "serverMessages": [*PAUL["serverMessages"], "hang"]}
    assert [one.path for one in differences(PAUL, changed)] == ["firstMessage", "serverMessages"]
    deep = {**live, "monitorPlan": {**PAUL["monitorPlan"], "listenAuthenticationEnabled": False}}
    assert [one.path for one in differences(PAUL, deep)] == ["monitorPlan.listenAuthenticationEnabled"]


def test_a_secret_that_vapi_never_tells_is_no_difference() -> None:
    body = wanted.credential(VALUES)
    result = {**body, "authenticationPlan": {k: v for k, v in body["authenticationPlan"].items() if k != "secretKey"}}
    assert differences(body, result) == []
