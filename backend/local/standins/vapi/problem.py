"""What may be wrong with a drain, and how people say it."""

from __future__ import annotations

from random import Random
from types import MappingProxyType
from typing import Literal

from backend.local.standins.vapi.texts import read, text

Kind = Literal["home", "urgent", "storm", "business", "english"]


@text
class Question:
    """What Paul asks about a trouble, and what callers answer."""

    ask: str
    answers: tuple[str, ...]


@text
class Problem:
    """One kind of trouble: its service code, its urgency, and the words for it."""

    service: str
    urgency: Literal["haute", "normale", "basse"]
    description: str
    openings: tuple[str, ...]
    questions: tuple[Question, ...] = ()
    # Storms bring it too.
    in_storms: bool = False


def _problems(kind: Kind) -> tuple[Problem, ...]:
    return read(f"problems/{kind}", dict[Literal["problems"], tuple[Problem, ...]])["problems"]


_URGENT = _problems("urgent")
PROBLEMS = MappingProxyType(
    {
        "home": _problems("home"),
        "urgent": _URGENT,
        "storm": (*_problems("storm"), *(problem for problem in _URGENT if problem.in_storms)),
        "business": _problems("business"),
        "english": _problems("english"),
    }
)
COMMON_QUESTIONS = read("questions", dict[Literal["questions"], tuple[Question, ...]])["questions"]


def exchanges(rng: Random, problem: Problem, count: int) -> list[tuple[str, str]]:
    """Some questions with their answers, the trouble's own before the common ones."""
    asked = list(problem.questions) + rng.sample(COMMON_QUESTIONS, len(COMMON_QUESTIONS))
    return [(question.ask, rng.choice(question.answers)) for question in asked[:count]]
