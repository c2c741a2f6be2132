"""Callers who speak English: Paul switches."""

from __future__ import annotations

from dataclasses import replace

from backend.local.standins.vapi.draw import Draw
from backend.local.standins.vapi.fields import save_lead
from backend.local.standins.vapi.names import ENGLISH
from backend.local.standins.vapi.problem import Problem
from backend.local.standins.vapi.scenario import Ending, Scenario
from backend.local.standins.vapi.scenes import greeting, lead_verdict

# The words are the caller's, the file is in French.
TROUBLE = (
    Problem(
        "debouchage_drain", "normale", "Évier de cuisine bouché (client anglophone)",
        ("Hi, do you speak English? My kitchen sink is completely blocked.",
         "Hello, sorry, my French isn't great. The kitchen sink won't drain at all."),
        (), 60,
    ),
    Problem(
        "debouchage_egout", "haute", "Refoulement au sous-sol par le drain de plancher (client anglophone)",
        ("Hi, uh, English please? There's water coming up through my basement floor drain.",
         "Hello, can I get some help in English? My basement drain is backing up, it's pretty bad."),
    ),
    Problem(
        "racines", "normale", "Racines dans le drain principal (client anglophone)",
        ("Hi there, English? The city told me there are tree roots in my sewer line.",),
    ),
)  # fmt: skip


def english_lead(draw: Draw) -> Scenario:
    """A lead taken in English."""
    first, family = draw.pick(ENGLISH)
    who = replace(draw, person=replace(draw.person, first=first, family=family))
    problem = who.pick(TROUBLE)
    steps = (
        greeting(who),
        who.says(*problem.openings),
        who.paul("Of course, I can help you in English. May I have your name and address?"),
        who.says(
            "Sure, it's {name}, at {street} in {town}. {postal}.",
            "{name}. The address is {street} in {town}, {postal}.",
        ),
        who.paul("Thank you. Is {number} the best number to reach you?"),
        who.says("Yes, that's right.", "Yep, that's my cell.", "That's the one."),
        save_lead(who.person, problem),
        who.paul("Your request is saved. Guillaume will call you back shortly to set a time."),
        who.says("Great, thanks so much.", "Perfect, thank you. Bye.", "Okay, thanks a lot."),
    )
    verdict = lead_verdict(who, problem, "L'appel s'est déroulé en anglais.")
    return Scenario("english_lead", who.caller(), steps, Ending("customer-ended-call"), verdict)
