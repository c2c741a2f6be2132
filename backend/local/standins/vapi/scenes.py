"""Pieces of conversation that several scenarios share."""

from __future__ import annotations

from backend.local.standins.vapi import phrases
from backend.local.standins.vapi.draw import Draw
from backend.local.standins.vapi.fields import facts
from backend.local.standins.vapi.problem import Problem, exchanges
from backend.local.standins.vapi.scenario import Books, Line, Verdict
from backend.local.standins.vapi.slots import wishes


def greeting(draw: Draw) -> Line:
    """Paul picks up."""
    return draw.paul(phrases.FIRST_MESSAGE)


def need(draw: Draw, problem: Problem, *, questions: int = 1) -> tuple[Line, ...]:
    """From the first hello to a known trouble, name, address and number."""
    comfort = phrases.COMFORT_URGENT if problem.urgency == "haute" else phrases.COMFORT
    lines: list[Line] = [
        greeting(draw),
        draw.says(*problem.openings),
        draw.paul(*comfort),
        draw.says(*phrases.GIVES_ADDRESS),
        draw.paul(*phrases.ASKS_NUMBER),
        draw.says(*phrases.YES),
    ]
    for question, answer in exchanges(draw.rng, problem, questions):
        lines += [draw.paul(question), draw.says(answer)]
    return tuple(lines)


def visit(draw: Draw, problem: Problem) -> Books:
    """Paul books a visit."""
    urgent = problem.urgency == "haute"
    return Books(
        phone=draw.person.number,
        service=problem.service,
        address=draw.person.address,
        minutes=problem.minutes,
        wishes=wishes(draw.rng, draw.at, urgent=urgent),
        offer=(draw.paul(*(phrases.OFFER_URGENT if urgent else phrases.OFFER)), draw.says(*phrases.ACCEPTS)),
        next_offer=(draw.paul(*phrases.NEXT_OFFER), draw.says(*phrases.ACCEPTS)),
        confirmed=(draw.paul(*phrases.CONFIRMS), draw.says(*phrases.THANKS)),
        given_up=(draw.paul(*phrases.GIVES_UP), draw.says(*phrases.THANKS)),
    )


def no_visit(draw: Draw) -> tuple[Line, ...]:
    """Paul offers a visit, the caller would rather be called back."""
    return (
        draw.paul(*phrases.ASKS_DATE),
        draw.says(*phrases.NO_DATE_YET),
        draw.paul(*phrases.WILL_CALL_BACK),
        draw.says(*phrases.THANKS),
    )


def lead_verdict(draw: Draw, problem: Problem, note: str = "", *, name: str | None = None) -> Verdict:
    """The analysis of a call that left a lead."""
    summary = f"{problem.description}, {name or draw.person.name}, {draw.person.address}."
    return Verdict(f"{summary} {note}".strip(), facts(draw.person, problem, name=name), success=True)
