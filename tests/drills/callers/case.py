"""One caller as the promises judge them: what is so, what was said, and what people see."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from backend.local.standins.vapi.heard import aloud
from backend.local.standins.vapi.placed import PlacedCall
from backend.local.standins.vapi.scenario import Truth
from tests.drills.callers.play import Answer, Played
from tests.drills.callers.seen import Row, Seen
from tests.drills.callers.spoken import given_up, moments

# What is said when a visit is theirs, and when it is so no more.
_CONFIRMED = re.compile(
    r"rendez-vous (?:confirmé|déplacé)|déjà réservé|appointment (?:confirmed|moved)|already booked", re.IGNORECASE
)
_UNDONE = re.compile(r"(?:rendez-vous|déjà) annulé|appointment cancelled|already cancelled", re.IGNORECASE)


@dataclass(frozen=True)
class Case:
    """One caller: what is so, what Paul was answered, and what people see."""

    played: Played
    seen: Seen

    @property
    def truth(self) -> Truth:
        """What is so, whatever Paul and the line make of it."""
        return self.played.caller.truth

    @property
    def faults(self) -> frozenset[str]:
        """What goes wrong in it, by name."""
        return self.played.caller.faults

    @property
    def numbers(self) -> set[str]:
        """Where this person can be reached."""
        shown = self.played.caller.first.scenario.caller.number
        return {number for number in (shown, self.truth.number) if number}

    @property
    def left_a_number(self) -> bool:
        """Something told us where they are, or that they have no number: the line, a tool, or the report."""
        scenario = self.played.caller.first.scenario
        told = any(answer.tool != "consulter_disponibilites" for answer in self.played.heard)
        return bool(scenario.caller.number or told or (scenario.verdict.facts and "report_lost" not in self.faults))

    @property
    def standing(self) -> list[Row]:
        """The visits that are to happen as Paul said."""
        return [visit for _, visit in self.seen.visits if visit["status"] == "booked" and visit["confirmed"]]

    @property
    def told_of_visits(self) -> dict[datetime, bool]:
        """Each hour of which the caller was told that it is theirs, and whether the last that was told of it is so."""
        told: dict[datetime, bool] = {}
        for answer in self.played.heard:
            text = aloud(answer.text)
            if _UNDONE.search(text):
                told |= dict.fromkeys(moments(text, answer.at), False)
            elif _CONFIRMED.search(text):
                told |= dict.fromkeys(moments(text, answer.at), True)
                told |= dict.fromkeys(given_up(text, answer.at), False)
        return told

    def call_of(self, answer: Answer) -> PlacedCall:
        """In which of their calls they were told so."""
        return next(one for one in reversed(self.played.caller.calls) if one.at <= answer.at)

    def said(self, words: re.Pattern[str]) -> list[Answer]:
        """The answers that say so to the caller."""
        return [answer for answer in self.played.heard if words.search(aloud(answer.text))]
