"""What Paul hears back, in the language that he speaks with the caller: moments, slots, and what is said by tool."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from backend.intake.tools.english import ENGLISH
from backend.intake.tools.french import FRENCH
from backend.intake.tools.speech import Speech
from backend.utterance.language import read_language
from backend.vapi.lead_facts import read_lead
from backend.vapi.tool_calls import ToolAnswer, ToolCall

# A moment as Paul gives it back to us: the hour on the wall, without an offset that could be wrong.
HANDLE = "%Y-%m-%dT%H:%M"


def speech_of(call: ToolCall) -> Speech:
    """The language that Paul says he speaks; French where he does not say."""
    return ENGLISH if read_language(call.arguments.get("langue")) == "en" else FRENCH


def say_day(day: date, today: date, speech: Speech = FRENCH) -> str:
    """`vendredi 20 novembre`, with its year when it is not this one."""
    return speech.day(day, today.year)


def say_moment(moment: datetime, zone: ZoneInfo, now: datetime, speech: Speech = FRENCH) -> str:
    """`vendredi 20 novembre à 13 h 30`."""
    local = moment.astimezone(zone)
    day = say_day(local.date(), now.astimezone(zone).date(), speech)
    return speech.moment.format(day=day, clock=speech.clock(local.time()))


def say_slots(slots: Sequence[datetime], zone: ZoneInfo, now: datetime, speech: Speech) -> str:
    """The free slots to offer, and what Paul gives back for each of them."""
    named = ", ".join(say_moment(slot, zone, now, speech) for slot in slots)
    handles = ", ".join(slot.astimezone(zone).strftime(HANDLE) for slot in slots)
    return f"{speech.free.format(slots=named)} {speech.paul(speech.paul_give_back.format(handles=handles))}"


def noted(calls: Sequence[ToolCall], caller: str | None, line: str | None = None) -> list[ToolAnswer]:
    """What Paul can say when the message is safe but could not be carried out yet."""
    return [ToolAnswer(call, noted_words(call, caller, line), True) for call in calls]


def noted_words(call: ToolCall, caller: str | None, line: str | None = None) -> str:
    """The words of `noted` for one tool call. Nobody is promised a call without a number."""
    speech = speech_of(call)
    if not call.readable:
        return speech.say_again
    if call.name != "consulter_disponibilites" and read_lead(call.arguments, caller, line).phone is None:
        return speech.later_without_number.get(call.name, speech.later_otherwise_without_number)
    return speech.later.get(call.name, speech.later_otherwise)
