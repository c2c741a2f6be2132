"""What Paul knows and can do: what his configuration, as rendered when the call begins, tells him and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any, Self
from zoneinfo import ZoneInfo

from backend.local.standins.vapi.scenario import Ending, UsesTool
from backend.paul import wanted

Json = dict[str, Any]

# A model that is not told the date believes that it is still the year in which it was trained.
TRAINED_IN = 2024
_LIQUID = re.compile(
    r"\{\{\s*(?P<name>\"now\"|[\w.]+)\s*(?:\|\s*date:\s*\"(?P<format>[^\"]*)\",\s*\"(?P<zone>[^\"]+)\")?\s*\}\}"
)
_ISO_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_HANDLE = re.compile(r"\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}\b")
# What his schema asks for what nobody said.
NOBODY_SAID = ""
_NEUTRAL = ("inconnu", "non", "normale")
_NOWHERE: Json = {"WEBHOOK_URL": "", "TRANSFER_NUMBER": "", "CREDENTIAL_ID": "", "TOOL_IDS": []}
# By what Paul ends a call, and what he needs for it.
BY_TOOL, _BY_PHRASE = "assistant-ended-call", "assistant-said-end-call-phrase"
END_CALL = "endCall"
SILENCE = Ending("silence-timed-out")
# How long nobody speaks before Vapi hangs up by itself.
SILENCE_S = 30.0


@dataclass(frozen=True, slots=True)
class Knowledge:
    """`today` is None when no variable gave him the date."""

    today: date | None
    hangs_up_by: frozenset[str]
    # Each of his tools by name, with its definition.
    tools: Mapping[str, Json]

    @classmethod
    def of(cls, assistant: Json, at: datetime, caller: str | None, tools: Sequence[Json]) -> Self:
        """What this assistant knows in a call that begins then."""
        prompt = "\n".join(message["content"] for message in assistant["model"]["messages"])
        found = _ISO_DATE.search(render(prompt, at, caller))
        by_tool = any(tool["type"] == END_CALL for tool in assistant["model"].get("tools", []))
        means = {BY_TOOL: by_tool, _BY_PHRASE: bool(assistant.get("endCallPhrases"))}
        return cls(
            date.fromisoformat(found[0]) if found else None,
            frozenset(by for by, has in means.items() if has),
            {tool["function"]["name"]: tool for tool in tools},
        )

    def ending(self, wanted: Ending) -> Ending:
        """How the call ends: what Paul cannot do, the silence does."""
        by_paul = wanted.reason in (BY_TOOL, _BY_PHRASE)
        return SILENCE if by_paul and wanted.reason not in self.hangs_up_by else wanted

    def fills_in(self, use: UsesTool) -> UsesTool:
        """The same tool call as its schema wants it, with the day as he believes it to be."""
        schema = self.tools[use.name]["function"]["parameters"]
        given = {name: use.arguments[name] for name in schema["properties"] if name in use.arguments}
        missing = {name: _unsaid(schema["properties"][name]) for name in schema["required"] if name not in given}
        day = given.get("date")
        if not self.today and isinstance(day, str) and day:
            given["date"] = f"{TRAINED_IN}{day[4:]}"
        return replace(use, arguments={**given, **missing})

    def writes(self, slot: datetime) -> str:
        """A slot as he writes it for a tool: the hour on the wall, as the schema shows it."""
        return f"{slot if self.today else slot.replace(year=TRAINED_IN):%Y-%m-%dT%H:%M}"


def _unsaid(field: Json) -> str:
    """What he writes where nobody said anything: one of the values that the schema allows."""
    allowed = field.get("enum")
    return next((value for value in _NEUTRAL if value in allowed), str(allowed[0])) if allowed else NOBODY_SAID


def render(text: str, at: datetime, caller: str | None) -> str:
    """A text with Liquid's variables as Vapi fills them in; what it does not know becomes nothing."""

    def value(found: re.Match[str]) -> str:
        if found["name"] == '"now"' and found["format"]:
            return at.astimezone(ZoneInfo(found["zone"])).strftime(found["format"])
        return (caller or "") if found["name"] == "customer.number" else ""

    return _LIQUID.sub(value, text)


def slots_of(answer: str, zone: ZoneInfo) -> tuple[datetime, ...]:
    """The slots that a tool's answer hands to Paul to be given back word for word."""
    return tuple(datetime.fromisoformat(handle).replace(tzinfo=zone) for handle in _HANDLE.findall(answer))


@cache
def assistant() -> Json:
    """Paul as the project configures him; whose account it is makes no difference to what he knows."""
    return wanted.assistant(_NOWHERE)


@cache
def tools() -> tuple[Json, ...]:
    """His tools, likewise."""
    return tuple(wanted.tools(_NOWHERE))
