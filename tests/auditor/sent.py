"""The tape of a run: one message a line, as it was posted, and what was answered; read as Vapi's manual has it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# What Paul's tools are called, and how urgent he says that it is.
LEAD_TOOL, URGENT = "enregistrer_lead", ("haute", "urgente")
SPEAKERS = {"user": "caller", "bot": "paul"}
# A visit that is only noted is answered otherwise.
CONFIRMED = "Rendez-vous confirmé"


@dataclass
class SentCall:
    """What Vapi told of one call, in the end."""

    ended: bool = False
    # Who said what, in order, as the report repeats it.
    lines: list[tuple[str, str]] = field(default_factory=list)
    tools: set[str] = field(default_factory=set)
    # Number: whether Paul called it urgent.
    leads: dict[str, bool] = field(default_factory=dict)
    # Whether the caller heard a visit confirmed.
    visit: bool = False


def read(tape: Path) -> dict[str, SentCall]:
    """Each call of the tape, by Vapi's id."""
    calls: dict[str, SentCall] = {}
    for entry in _entries(tape):
        message = entry["sent"]["message"]
        call = calls.setdefault(message["call"]["id"], SentCall())
        if message["type"] == "end-of-call-report":
            call.ended = True
            call.lines = list(_lines(message["artifact"]["messages"]))
        for tool in _tools(message):
            call.tools.add(tool["id"])
            if tool["function"]["name"] == LEAD_TOOL:
                given = json.loads(tool["function"]["arguments"])
                call.leads[given["telephone"]] = given.get("urgence") in URGENT
        answered = (entry["answered"] or {}).get("results") or ()
        call.visit |= any(str(one.get("result")).startswith(CONFIRMED) for one in answered)
    return calls


def _entries(tape: Path) -> Iterator[dict[str, Any]]:
    with tape.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _tools(message: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Those that we are asked for; and in the report those that Vapi carries out itself, such as hanging up."""
    yield from message.get("toolCallList") or ()
    if message["type"] == "end-of-call-report":
        for one in message["artifact"]["messages"]:
            yield from one.get("toolCalls") or ()


def _lines(messages: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for one in messages:
        if one.get("role") in SPEAKERS:
            yield SPEAKERS[one["role"]], " ".join(one["message"].split())
