"""Plays a script with dice: the same dice, moment and person give the same call."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from backend.local.standins.vapi import moves as do
from backend.local.standins.vapi.draw import Draw
from backend.local.standins.vapi.fields import BOOK, MOVE, ask_slots
from backend.local.standins.vapi.latency import crawl
from backend.local.standins.vapi.people import ENGLISH, GUILLAUME, somebody_else
from backend.local.standins.vapi.problem import PROBLEMS, Problem, exchanges
from backend.local.standins.vapi.scenario import (
    Books,
    Caller,
    Line,
    PaulSays,
    Scenario,
    Stalls,
    Step,
    Transfers,
    Truth,
    UsesTool,
    Verdict,
    Waits,
)
from backend.local.standins.vapi.script import SCENES, Moves, Script
from backend.local.standins.vapi.slots import at_dawn, soonest, wishes

# In the words of the tool's schema.
URGENCY = {"haute": "urgente", "normale": "normale", "basse": "basse"}
TO_GUILLAUME = ("Je vous transfère à Guillaume.", "Propriétaire, soumissions commerciales et urgences")


def act(name: str, script: Script, draw: Draw) -> Scenario:
    """One call after this script."""
    return _Act(script, draw).scenario(name)


class _Act:
    """One performance."""

    def __init__(self, script: Script, draw: Draw) -> None:
        if script.english:
            first, family = draw.pick(ENGLISH)
            draw = replace(draw, person=replace(draw.person, first=first, family=family))
        troubles = tuple(problem for kind in script.problems for problem in PROBLEMS[kind])
        self._script, self._draw = script, draw
        self._problem: Problem | None = draw.pick(troubles) if troubles else None
        self._kept: dict[str, tuple[Step, ...]] = {}
        self._ending, self._interruptions = script.ending, script.interruptions
        shown = somebody_else(draw.person).number if script.elsewhere else draw.person.number
        self._caller = Caller(None if script.withheld else shown)

    def scenario(self, name: str) -> Scenario:
        script, steps = self._script, self._perform(self._script.moves)
        assert self._ending, "no script is read that does not end"
        first = Scenario(
            name, Caller(GUILLAUME, "Appel test console") if script.trial else self._caller, steps, self._ending,
            self._verdict(), script.rejected, outbound=script.trial,
            label=f"console-test-{self._draw.at:%Y%m%d-%H%M}" if script.trial else None,
            interruptions=self._interruptions, truth=self._truth(), language="en" if script.english else "fr",
        )  # fmt: skip
        if not script.again:
            return first
        later = replace(first, name=f"{name} again", steps=self._perform(script.again), verdict=Verdict())
        return replace(first, again=later)

    def _truth(self) -> Truth:
        people = self._script.people if self._script.people is not None else int(self._problem is not None)
        if not people:
            return Truth()
        person = self._draw.person
        return Truth(True, people, self._told()["who"], person.number, person.door_and_street, self._urgent)

    def _perform(self, moves: Moves) -> tuple[Step, ...]:
        steps: list[Step] = []
        for move in moves:
            if isinstance(move, do.Cut):
                del steps[self._draw.pick(move.cut) :]
            steps += self._steps(move)
        return tuple(steps)

    def _steps(self, move: do.AnyMove) -> tuple[Step, ...]:
        """What one move adds to the call."""
        match move:
            case do.Paul() | do.Says() | do.Opening():
                return (self._line(move),)
            case do.Asks():
                return self._questions(move)
            case do.Tool():
                result = self._told()
                return (UsesTool(move.tool, {key: text.format(**result) for key, text in move.arguments.items()}),)
            case do.Visit():
                return self._visit(move)
            case do.Wait():
                return (Waits(move.wait),)
            case do.Stall():
                return (Stalls(move.stall),)
            case do.Transfer():
                return (Transfers(GUILLAUME, *TO_GUILLAUME, move.transfer),)
            case do.Play():
                return self._kept[move.play] if move.play in self._kept else self._perform(SCENES[move.play])
            case do.Maybe():
                return self._perform(move.moves) if self._draw.likely(move.maybe) else ()
            case _:
                self._note(move)
                return ()

    def _note(self, move: do.AnyMove) -> None:
        """What one move decides without a step."""
        draw = self._draw
        match move:
            case do.Keep():
                self._kept[move.keep] = self._perform(move.moves)
            case do.Choose():
                self._draw = replace(draw, chosen={name: text for name, text in draw.pick(move.choose).items()})
            case do.Ends():
                if move.chance == 1 or draw.likely(move.chance):
                    self._ending = draw.pick(move.ends) if len(move.ends) > 1 else move.ends[0]
            case do.NameShown():
                self._caller = Caller(self._caller.number, draw.person.name if draw.likely(move.name_shown) else None)
            case do.Interrupted():
                self._interruptions += draw.likely(move.interrupted)

    def _line(self, move: do.Paul | do.Says | do.Opening) -> Line:
        match move:
            case do.Opening():
                return self._draw.says(*self._trouble.openings)
            case do.Says():
                return self._draw.says(*move.caller)
            case do.Paul():
                line: PaulSays = self._draw.paul(*((self._urgent and move.urgent) or move.paul))
                return replace(line, latency=crawl(self._draw.rng)) if move.slow else line

    def _questions(self, move: do.Asks) -> tuple[Step, ...]:
        draw, count, steps = self._draw, move.questions, list[Step]()
        if count == "own":
            own = ((question.ask, draw.pick(question.answers)) for question in self._trouble.questions)
            return tuple(line for exchange in own for line in draw.talk(*exchange))
        asked = exchanges(draw.rng, self._trouble, int(draw.chosen["questions"]) if count == "chosen" else count)
        for question, answer in asked:
            steps += [draw.paul(question), draw.says(answer), *([Waits(move.wait)] if move.wait else [])]
        return tuple(steps)

    def _visit(self, move: do.Visit) -> tuple[Step, ...]:
        draw, trouble = self._draw, self._trouble
        wished = wishes(draw.rng, draw.at, urgent=self._urgent)
        offer, next_offer, confirmed, given_up = (
            tuple(step for step in self._perform(SCENES[scene]) if isinstance(step, Line))
            for scene in ("offer", "next_offer", "confirmed", "given_up")
        )
        booking = Books(
            draw.person.name, draw.person.number, trouble.service, draw.person.door_and_street, draw.person.town,
            trouble.description, self._wishes(move, wished), offer, next_offer, confirmed, given_up,
            MOVE if move.moved else BOOK,
        )  # fmt: skip
        if move.moment:
            return (ask_slots(None, move.moment), booking)
        asks = move.asks == 1 or (move.asks and draw.likely(move.asks))
        return (ask_slots(booking.wishes[0].date()), booking) if asks else (booking,)

    def _wishes(self, move: do.Visit, wished: tuple[datetime, ...]) -> tuple[datetime, ...]:
        match move.visit:
            case "soonest":
                return soonest(self._draw.at, 8)
            case "at_dawn":
                return at_dawn(wished[0]), *wished
            case _:
                return wished

    @property
    def _trouble(self) -> Problem:
        assert self._problem, "a script that speaks of a trouble names its kinds"
        return self._problem

    @property
    def _urgent(self) -> bool:
        return self._problem is not None and self._problem.urgency == "haute"

    def _told(self) -> dict[str, str]:
        """What a tool's arguments and the analysis are made of."""
        person, problem = self._draw.person, self._problem
        other = somebody_else(person)
        who = f"{person.name} ({person.business})" if self._script.business else person.name
        result = {"who": who, "phone": person.number, "street": person.door_and_street, "town": person.town}
        result |= {"postal": person.postal_code, "client": "commercial" if self._script.business else "residentiel"}
        result |= {"other": other.name, "other_phone": other.number, **self._draw.chosen}
        result |= {"other_street": other.door_and_street, "other_town": other.town}
        if problem:
            result |= {"service": problem.service, "urgency": URGENCY[problem.urgency]}
            result |= {"description": problem.description}
            result["lead"] = f"{problem.description}, {who}, {person.address}."
        return result

    def _verdict(self) -> Verdict:
        opinion, result = self._script.opinion, self._told()
        summary = (self._urgent and opinion.urgent) or opinion.summary
        facts = {
            "nom": result["who"], "telephone": result["phone"], "ville": self._draw.person.town,
            "service": result["service"], "urgence": result["urgency"],
        } if opinion.facts else None  # fmt: skip
        return Verdict(summary.format(**result) if summary else None, facts, opinion.success)
