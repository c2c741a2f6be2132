"""A trial as the stand-in plays it: the leg from the test line, and what Paul hears on the business line."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from random import Random

from backend.local.standins.vapi.acting import act
from backend.local.standins.vapi.draw import Draw
from backend.local.standins.vapi.lines import TEST_LINE_NUMBER
from backend.local.standins.vapi.people import anyone
from backend.local.standins.vapi.scenario import Caller, Ending, Scenario
from backend.local.standins.vapi.script import scripts

NOBODY = Ending("customer-did-not-answer")
NOT_STARTED = Ending("call.start.error-get-transport", "Couldn't get the transport.")
_SCRIPTS = scripts("trials")


def paul_answers(rng: Random, at: datetime) -> Scenario:
    """The business line's side: a caller from the test line leaves a lead and books, like anybody."""
    return act("trial", _SCRIPTS["trial"], Draw(rng, at, replace(anyone(rng), number=TEST_LINE_NUMBER)))


def test_line_calls(rng: Random, at: datetime, label: str, number: str, ending: Ending | None = None) -> Scenario:
    """The leg that was asked for, seen from the test line; with an `ending`, nobody ever answered."""
    caller = Caller(number)
    if ending:
        return Scenario("trial_leg", caller, (), ending, outbound=True, label=label)
    leg = act("trial_leg", _SCRIPTS["trial_leg"], Draw(rng, at, anyone(rng)))
    return replace(leg, caller=caller, outbound=True, label=label)
