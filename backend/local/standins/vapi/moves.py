"""What a script of a call is made of: moves, done in order, each known by the one key that is its verb.

The dice are thrown in that order too, so that a seed keeps its call: `keep` throws them early for what is played later.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Discriminator, Tag

from backend.local.standins.vapi.phrases import Chosen, Note, Sentence, Words
from backend.local.standins.vapi.scenario import Ending
from backend.local.standins.vapi.texts import text
from backend.paul.wanted import tool_names


def _of_paul(tool: str) -> str:
    if tool not in tool_names():
        raise ValueError(f"Paul has no tool {tool!r}")
    return tool


@text
class Paul:
    """Paul says one of these; `urgent`: one of those instead when the trouble is; `slow`: after the model had hung."""

    paul: Words
    urgent: Words | None = None
    slow: bool = False


@text
class Says:
    """The caller says one of these."""

    caller: Words


@text
class Opening:
    """The caller says what is wrong."""

    opening: Literal[True]


@text
class Asks:
    """So many questions with their answers: a number, a chosen one, or the trouble's own; then a silence."""

    questions: int | Literal["chosen", "own"]
    wait: float = 0


@text
class Tool:
    """Paul calls one of his tools."""

    tool: Annotated[str, AfterValidator(_of_paul)]
    arguments: Mapping[str, Note]


@text
class Visit:
    """Paul books one of the slots that the caller wishes, or of the soonest; before, he may ask what is free.

    `at_dawn`: first an hour at which nobody comes. `moment`: the part of the day that suits the caller, whom he then
    offers what the tool told him. `moved`: a visit that stands is moved there.
    """

    visit: Literal["wished", "soonest", "at_dawn"]
    asks: float = 0
    moment: Sentence | None = None
    moved: bool = False


@text
class Wait:
    """Nobody speaks for some seconds."""

    wait: float


@text
class Stall:
    """Paul is stuck for some seconds."""

    stall: float


@text
class Transfer:
    """To Guillaume, who picks up or does not."""

    transfer: Literal["connected", "no-answer"]


@text
class Play:
    """What was kept under this name, or the scene of this name."""

    play: str


@text
class Keep:
    """Draws moves now, for `play`."""

    keep: str
    moves: tuple[AnyMove, ...]


@text
class Maybe:
    """That often."""

    maybe: float
    moves: tuple[AnyMove, ...]


@text
class Choose:
    """One of these, for the sentences that follow."""

    choose: tuple[Mapping[Chosen, str], ...]


@text
class Ends:
    """The call ends in one of these ways; with a chance: perhaps."""

    ends: tuple[Ending, ...]
    chance: float = 1


@text
class NameShown:
    """That often the line shows the caller's name."""

    name_shown: float


@text
class Interrupted:
    """That often Paul is interrupted once."""

    interrupted: float


@text
class Cut:
    """Only the first steps remain, one of these numbers."""

    cut: tuple[int, ...]


def _verb(move: Any) -> str | None:
    return next((verb for verb in VERBS if isinstance(move, dict) and verb in move), None)


# In this order: `questions` may have a `wait`, `maybe` and `keep` have `moves`.
VERBS = (
    "paul", "caller", "opening", "questions", "tool", "visit", "wait", "stall", "transfer", "play", "keep", "maybe",
    "choose", "ends", "name_shown", "interrupted", "cut",
)  # fmt: skip
AnyMove = Annotated[
    Annotated[Paul, Tag("paul")]
    | Annotated[Says, Tag("caller")]
    | Annotated[Opening, Tag("opening")]
    | Annotated[Asks, Tag("questions")]
    | Annotated[Tool, Tag("tool")]
    | Annotated[Visit, Tag("visit")]
    | Annotated[Wait, Tag("wait")]
    | Annotated[Stall, Tag("stall")]
    | Annotated[Transfer, Tag("transfer")]
    | Annotated[Play, Tag("play")]
    | Annotated[Keep, Tag("keep")]
    | Annotated[Maybe, Tag("maybe")]
    | Annotated[Choose, Tag("choose")]
    | Annotated[Ends, Tag("ends")]
    | Annotated[NameShown, Tag("name_shown")]
    | Annotated[Interrupted, Tag("interrupted")]
    | Annotated[Cut, Tag("cut")],
    Discriminator(
        _verb, custom_error_type="no_verb", custom_error_message=f"a move has one of the keys {', '.join(VERBS)}"
    ),
]
