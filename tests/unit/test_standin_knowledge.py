"""The stand-in's Paul knows and can do what his configuration tells him: no date without the variable, no hang-up."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, date, datetime
from random import Random
from typing import Any

import pytest

from backend.local.standins.vapi import conversation
from backend.local.standins.vapi.catalogue import scenario
from backend.local.standins.vapi.collect import accept_all, collect
from backend.local.standins.vapi.faults.catalogue import NONE
from backend.local.standins.vapi.heard import aloud, asks_again
from backend.local.standins.vapi.knowledge import TRAINED_IN, Knowledge, assistant, render, slots_of, tools
from backend.local.standins.vapi.placed import place
from backend.local.standins.vapi.scenario import Ending, UsesTool
from backend.local.standins.vapi.slots import TORONTO

AT = datetime(2026, 12, 1, 3, 15, tzinfo=UTC)
CALLER = "+14505550134"


def without(words: str) -> dict[str, Any]:
    """Paul with these words taken out of his prompt."""
    changed = deepcopy(assistant())
    message = changed["model"]["messages"][0]
    assert words in message["content"]
    message["content"] = message["content"].replace(words, "")
    return changed


def without_tool(kind: str) -> dict[str, Any]:
    changed = deepcopy(assistant())
    changed["model"]["tools"] = [tool for tool in changed["model"]["tools"] if tool["type"] != kind]
    return changed


def last_bodies(name: str, told: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    monkeypatch.setattr(conversation, "assistant", lambda: told)
    call = place(scenario(name, Random(5), AT, faults=NONE), AT, Random(5))
    return [one.body["message"] for one in collect(call, accept_all)]


def test_variables_are_rendered_as_vapi_renders_them() -> None:
    text = 'Le {{"now" | date: "%Y-%m-%d, %A, %H:%M", "America/Toronto"}}, {{customer.number}}, {{nobody}}.'
    assert render(text, AT, CALLER) == f"Le 2026-11-30, Monday, 22:15, {CALLER}, ."


def test_paul_knows_the_local_day_from_his_prompt_alone() -> None:
    assert Knowledge.of(assistant(), AT, CALLER, tools()).today == date(2026, 11, 30)
    dateless = without('{{"now" | date: "%Y-%m-%d, %A, %H:%M", "America/Toronto"}}')
    assert Knowledge.of(dateless, AT, CALLER, tools()).today is None


def test_without_the_date_he_books_in_the_year_he_was_trained_in(monkeypatch: pytest.MonkeyPatch) -> None:
    def start(told: dict[str, Any]) -> str:
        tools = [m["toolCallList"][0] for m in last_bodies("urgent_booking", told, monkeypatch) if "toolCallList" in m]
        [booking] = [tool for tool in tools if tool["function"]["name"] == "prendre_rendez_vous"]
        return str(booking["function"]["arguments"])

    assert '"debut": "2026-12-' in start(assistant())
    dateless = without('{{"now" | date: "%Y-%m-%d, %A, %H:%M", "America/Toronto"}}')
    assert f'"debut": "{TRAINED_IN}-12-' in start(dateless)


@pytest.mark.parametrize(("kind", "reason"), [("nothing", "assistant-ended-call"), ("endCall", "silence-timed-out")])
def test_he_hangs_up_by_the_tool_or_the_silence_does(kind: str, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    *_, report = last_bodies("spam", without_tool(kind), monkeypatch)
    assert (report["type"], report["endedReason"]) == ("end-of-call-report", reason)
    used = [call["function"]["name"] for line in report["artifact"]["messages"] for call in line.get("toolCalls", [])]
    assert used == (["endCall"] if reason == "assistant-ended-call" else [])


def test_how_callers_and_lines_end_a_call_needs_no_tool() -> None:
    ending = Ending("customer-ended-call")
    assert Knowledge.of(without_tool("endCall"), AT, CALLER, tools()).ending(ending) is ending


def test_a_slot_is_given_back_as_it_was_handed_over() -> None:
    answer = "Plages libres: mardi 1er décembre à 8 h. [Pour Paul: redonnez debut tel quel: 2026-12-01T08:00.]"
    [slot] = slots_of(answer, TORONTO)
    assert Knowledge.of(assistant(), AT, CALLER, tools()).writes(slot) == "2026-12-01T08:00"


def test_he_fills_in_the_fields_of_his_schema_and_no_others() -> None:
    meant = UsesTool("enregistrer_lead", {"nom": "M. Roy", "duree_minutes": 90})
    written = Knowledge.of(assistant(), AT, CALLER, tools()).fills_in(meant).arguments
    [schema] = [tool["function"]["parameters"] for tool in tools() if tool["function"]["name"] == "enregistrer_lead"]
    assert set(written) == set(schema["required"])
    assert (written["nom"], written["telephone"]) == ("M. Roy", "")


@pytest.mark.parametrize(
    ("answer", "heard", "again"),
    [
        ("C'est noté, dossier DF-2026-0001. Guillaume va rappeler.", None, False),
        (
            "C'est noté, mais je n'ai pas bien saisi le numéro. [Pour Paul: faites dire les chiffres.]",
            "C'est noté, mais je n'ai pas bien saisi le numéro.",
            True,
        ),
        ("Rendez-vous confirmé le mardi 1er décembre à 8 h. [Pour Paul: il me manque son nom.]", None, False),
        ("Appointment confirmed: Tuesday December 1 at 8 AM [For Paul: I still need it.]", None, False),
        ("It's noted, but I didn't catch the phone number. [For Paul: ask again.]", None, True),
    ],
)
def test_what_is_meant_for_paul_is_neither_read_aloud_nor_a_question(
    answer: str, heard: str | None, again: bool
) -> None:
    assert aloud(answer) == (heard or answer.partition(" [")[0])
    assert asks_again(answer) is again
