"""Reports as real traffic bends them: what they say is read wherever it stands, and who speaks is known or guessed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from backend.vapi.message import read
from tests.payload_files import envelope

LEAD = {"nom": "Odile Marcotte", "telephone": "450 555-0183", "description": "fosse pleine", "urgence": "urgente"}
CALL = {"id": "c-1", "customer": {"number": "+14505550199"}}


def report(**own: Any) -> dict[str, Any]:
    fields = {"type": "end-of-call-report", "startedAt": "2026-11-20T14:05:00Z", "call": CALL, **own}
    facts = read(envelope(fields)).facts
    assert facts is not None
    return facts.details


@pytest.mark.parametrize(
    "own",
    [
        {"analysis": {"structuredData": LEAD}},
        {"analysis": {"structuredData": json.dumps(LEAD)}},
        {"analysis": {"structuredData": json.dumps(json.dumps(LEAD))}},
        {"analysis": {"structuredData": f"```json\n{json.dumps(LEAD)}\n```"}},
        {"analysis": {"structuredData": [LEAD]}},
        {"analysis": {"structuredData": {"lead": LEAD}}},
        {"analysis": {"structuredDataMulti": [{"fiche": LEAD}, {"avis": {"note": 4}}]}},
        {"analysis": {"structuredDataMulti": json.dumps([LEAD])}},
        {"structuredData": LEAD, "analysis": {}},
        {"structuredData": json.dumps(LEAD)},
        {"structuredDataMulti": [LEAD], "analysis": None},
        {"artifact": {"structuredOutputs": {"o-1": {"name": "fiche", "result": LEAD}}}},
        {"artifact": {"structuredOutputs": {"o-1": {"name": "fiche", "result": json.dumps({"fiche": LEAD})}}}},
        {"structuredData": LEAD, "analysis": {"structuredData": {**LEAD, "nom": "", "urgence": None}}},
    ],
    ids=str,
)
def test_what_the_analysis_drew_is_read_wherever_it_stands(own: dict[str, Any]) -> None:
    lead = report(**own)["lead"]
    assert (lead.name, lead.phone, lead.urgency) == ("Odile Marcotte", "+14505550183", "urgent")


@pytest.mark.parametrize(
    "odd", ["null", "[]", "{}", "oui", '{"nom": ', [], [[]], {"a": {"b": 3}}, 7, None, "[" * 5_000, [None, 3, "x"]]
)
def test_what_says_nothing_is_nobody(odd: Any) -> None:
    for place in ({"structuredData": odd}, {"analysis": {"structuredData": odd, "structuredDataMulti": odd}}):
        assert report(**place)["lead"] is None


def test_of_two_people_only_the_first_is_taken_and_never_a_mixture() -> None:
    other = {"nom": "Ève Roy", "adresse": "8 rue du Parc"}
    lead = report(analysis={"structuredDataMulti": [LEAD, other]})["lead"]
    assert (lead.name, lead.address) == ("Odile Marcotte", None)


def test_a_report_that_says_more_is_another_one_and_the_same_again_is_not() -> None:
    def key(**own: Any) -> str:
        return read(envelope({"type": "end-of-call-report", "call": CALL, **own})).dedupe_key

    bare, full = key(analysis={}), key(analysis={"structuredData": LEAD})
    assert bare != full != key(analysis={"structuredData": LEAD, "summary": "Urgent."})
    assert full == key(analysis={"structuredData": dict(reversed(LEAD.items()))}, cost=0.2, timestamp=1795187119900)
    assert full == key(structuredData=json.dumps(LEAD)), "the same, told in another place"
    assert key(analysis={"structuredData": {**LEAD, "urgence": "normale"}}) != full


def test_a_call_told_beside_the_message_is_its_call() -> None:
    message = {"type": "end-of-call-report", "analysis": {"structuredData": {"nom": "Luc", "description": "évier"}}}
    heard = read(json.dumps({"message": message, "call": CALL}).encode())
    assert heard.vapi_call_id == "c-1"
    assert heard.facts is not None and heard.facts.details["lead"].phone == "+14505550199"
    own = read(json.dumps({"message": {**message, "call": {"id": "c-2"}}, "call": CALL}).encode())
    assert own.vapi_call_id == "c-2", "what the message says of itself counts"


@pytest.mark.parametrize(
    ("role", "speaker"),
    [("user", "caller"), ("customer", "caller"), ("human", "caller"), (None, "caller"), ("", "caller"),
     ("bot", "paul"), ("Assistant", "paul"), ("AI", "paul"), ("agent", "paul")],
)  # fmt: skip
def test_a_line_is_kept_whoever_is_said_to_speak(role: str | None, speaker: str) -> None:
    line = {"message": "Mon bain ne se vide plus"} | ({} if role is None else {"role": role})
    [said] = report(artifact={"messages": [line, {"role": "system", "message": "Vous êtes Paul."}]})["lines"]
    assert (said.speaker, said.text) == (speaker, "Mon bain ne se vide plus")


def test_a_transcript_is_read_by_its_speakers_and_nothing_of_it_is_lost() -> None:
    lines = report(transcript="AI: Bonjour.\nCustomer: Allô.\nAdresse: 12 rue Laval\nAgent: Merci.\n\nsans nom")[
        "lines"
    ]
    assert [(line.speaker, line.text) for line in lines] == [
        ("paul", "Bonjour."),
        ("caller", "Allô."),
        ("caller", "Adresse: 12 rue Laval"),
        ("paul", "Merci."),
        ("paul", "sans nom"),
    ]


@pytest.mark.parametrize(
    ("transfers", "reason", "answered"),
    [
        ([{"status": "connected"}], "assistant-forwarded-call", True),
        ([{"status": "no-answer"}, {"status": " Completed "}], "assistant-forwarded-call", True),
        *(([{"status": s}], "customer-ended-call", False) for s in ("no-answer", "busy", "failed", "voicemail", "new")),
        ([{}], "assistant-forwarded-call", False),
        ([{"status": None}], "customer-ended-call", False),
        ([], "assistant-forwarded-call", False),
        (None, "assistant-forwarded-call", False),
        ([], "customer-ended-call-during-transfer", False),
        ([], "customer-ended-call", None),
        ("busy", "customer-ended-call", None),
    ],
)
def test_a_transfer_is_done_only_when_somebody_is_said_to_have_taken_it(
    transfers: Any, reason: str, answered: bool | None
) -> None:
    assert report(artifact={"transfers": transfers}, endedReason=reason)["transfer_answered"] is answered
