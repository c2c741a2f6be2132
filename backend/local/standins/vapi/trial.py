"""A trial as the stand-in plays it: the leg from the test line, and what Paul hears on the business line."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from random import Random

from backend.local.standins.vapi.draw import Draw
from backend.local.standins.vapi.fields import save_lead
from backend.local.standins.vapi.lines import TEST_LINE_NUMBER
from backend.local.standins.vapi.people import anyone
from backend.local.standins.vapi.problems_home import HOME
from backend.local.standins.vapi.scenario import Caller, Ending, Scenario, Verdict
from backend.local.standins.vapi.scenes import greeting, lead_verdict, visit

NOBODY = Ending("customer-did-not-answer")
NOT_STARTED = Ending("call.start.error-get-transport", "Couldn't get the transport.")


def paul_answers(rng: Random, at: datetime) -> Scenario:
    """The business line's side: a caller from the test line leaves a lead and books, like anybody."""
    draw = Draw(rng, at, replace(anyone(rng), number=TEST_LINE_NUMBER))
    problem = draw.pick(HOME)
    steps = (
        greeting(draw),
        draw.says("Allô, c'est un essai de la console: j'ai un drain bouché au sous-sol."),
        draw.paul("D'accord, je note ça tout de suite."),
        save_lead(draw.person, problem),
        visit(draw, problem),
        draw.paul("Parfait, l'essai est réussi. Bonne journée!"),
    )
    ending = Ending("assistant-ended-call")
    return Scenario("trial", Caller(TEST_LINE_NUMBER), steps, ending, lead_verdict(draw, problem))


def test_line_calls(rng: Random, at: datetime, label: str, number: str, ending: Ending | None = None) -> Scenario:
    """The leg that was asked for, seen from the test line; with an `ending`, nobody ever answered."""
    draw = Draw(rng, at, anyone(rng))
    caller = Caller(number)
    if ending:
        return Scenario("trial_leg", caller, (), ending, outbound=True, label=label)
    steps = (draw.says("Bonjour, vous êtes chez Drain Fortin."), draw.paul("Allô, c'est un essai de la console."))
    verdict = Verdict("Appel d'essai de la console.", None, success=True)
    return Scenario("trial_leg", caller, steps, Ending("customer-ended-call"), verdict, outbound=True, label=label)
