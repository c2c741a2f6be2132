"""Whole calls and the scenes that they share, as written in TOML; what a script plays must be there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from backend.local.standins.vapi.moves import AnyMove, Asks, Ends, Keep, Maybe, Opening, Play, Visit
from backend.local.standins.vapi.phrases import Note
from backend.local.standins.vapi.problem import Kind
from backend.local.standins.vapi.scenario import Ending
from backend.local.standins.vapi.texts import BadText, read, text

Moves = tuple[AnyMove, ...]


@text
class Opinion:
    """What the analysis after the call says; `facts`: what it drew about who called and why."""

    summary: Note | None = None
    # Instead, when the trouble is urgent.
    urgent: Note | None = None
    success: bool | None = None
    facts: bool = False


@text
class Script:
    """One kind of call."""

    # What happens, for whoever reads the file.
    about: str
    moves: Moves
    # Without one, a move says how it `ends`.
    ending: Ending | None = None
    # The trouble is one of these kinds.
    problems: tuple[Kind, ...] = ()
    opinion: Opinion = Opinion()
    # Who calls: somebody with an English name, a business, a number withheld; `trial`: ourselves.
    english: bool = False
    business: bool = False
    withheld: bool = False
    trial: bool = False
    # The line shows another number than the one at which they want to be called.
    elsewhere: bool = False
    # For how many people something is asked, and whether it is; without a word, for one when there is a trouble.
    people: int | None = None
    interruptions: int = 0
    # What they say when they call once more.
    again: Moves = ()
    # Why the call never reached Paul.
    rejected: Mapping[str, str] | None = None


def scripts(*names: str) -> dict[str, Script]:
    """Every call of these files, by name. Raises BadText."""
    found: dict[str, Script] = {}
    for name in names:
        found |= read(f"calls/{name}", dict[str, Script])
    for name, script in found.items():
        check(name, script)
    return found


def check(name: str, script: Script) -> None:
    """Raises BadText when it plays what is neither kept before nor a scene, never ends, or lacks a trouble."""
    kept: set[str] = set()
    moves = [*_all_moves(script.moves), *_all_moves(script.again)]
    if not script.ending and not any(isinstance(move, Ends) and move.chance == 1 for move in moves):
        raise BadText(f"{name}: nothing says how it ends")
    if not script.problems and any(isinstance(move, Opening | Asks | Visit) for move in moves):
        raise BadText(f"{name}: speaks of a trouble, and has no problems")
    for move in moves:
        if isinstance(move, Keep):
            kept.add(move.keep)
        elif isinstance(move, Play) and move.play not in kept | SCENES.keys():
            raise BadText(f"{name}: nothing to play as {move.play!r}")


def _all_moves(moves: Moves) -> Iterator[AnyMove]:
    for move in moves:
        yield move
        if isinstance(move, Keep | Maybe):
            yield from _all_moves(move.moves)
        elif isinstance(move, Play):
            yield from _all_moves(SCENES.get(move.play, ()))


SCENES = read("scenes", dict[str, Moves])
