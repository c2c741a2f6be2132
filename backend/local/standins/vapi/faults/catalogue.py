"""Every fault by name, and which of them a seed puts on a call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from types import MappingProxyType
from typing import Literal

from backend.local.standins.vapi.faults import callers, shapes, slips, ways
from backend.local.standins.vapi.posting import OnTheWay
from backend.local.standins.vapi.scenario import Scenario, Shape, Slip

Kind = Literal["paul", "caller", "way"]
Put = Callable[[Scenario, Random], Scenario]

# A call without any: whoever tests something else says so.
NONE: Sequence[str] = ()
# How many a call has, and how often.
_MANY, _OFTEN = (0, 1, 2, 3), (15, 40, 30, 15)


@dataclass(frozen=True, slots=True)
class Fault:
    """What errs: Paul, the caller, or the way of the messages. Where it cannot touch a call, it changes nothing."""

    kind: Kind
    about: str
    put: Put


def _slip(slip: Slip) -> Put:
    return lambda call, _: replace(call, slips=(*call.slips, slip)) if call.steps else call


def _shape(shape: Shape) -> Put:
    return lambda call, _: replace(call, shapes=(*call.shapes, shape)) if call.steps else call


def _way(way: OnTheWay) -> Put:
    return lambda call, _: replace(call, on_the_way=(*call.on_the_way, way))


def _named(kind: Kind, put: Callable[..., Put], *functions: Callable[..., object]) -> dict[str, Fault]:
    return {one.__name__: Fault(kind, one.__doc__ or "", put(one)) for one in functions}


_PAUL = _named(
    "paul", _slip, slips.wrong_year, slips.wrong_offset, slips.right_offset, slips.zulu, slips.day_in_words,
    slips.day_as_near, slips.urgency_as_a_boolean, slips.urgency_in_words, slips.left_out, slips.booked_bare,
    slips.fields_added, slips.nothing_in_words, slips.number_dressed, slips.number_in_words, slips.number_in_english,
    slips.number_without_area_code, slips.number_cut_short,
) | _named(
    "paul", _shape, shapes.as_an_object, shapes.flat, shapes.in_python, shapes.twice_quoted, shapes.after_a_remark,
    shapes.cut, shapes.unreadable,
)  # fmt: skip
_CALLERS = _named(
    "caller", lambda put: put, callers.masks_the_number, callers.gives_no_number, callers.gives_the_number_when_asked,
    callers.corrects_the_number, callers.corrects_the_name, callers.corrects_the_address, callers.is_urgent_after_all,
    callers.is_noted_twice, callers.changes_the_day, callers.goes_on_in_english, callers.calls_again,
    callers.hangs_up_midway,
)  # fmt: skip
_WAYS = _named(
    "way", _way, ways.told_twice, ways.report_before_the_end, ways.end_not_told, ways.report_twice, ways.report_lost
)
FAULTS: Mapping[str, Fault] = MappingProxyType(_PAUL | _CALLERS | _WAYS)
# One of each group at most: what is written in words has no offset, and a call ends in one way.
_ONE_OF: tuple[frozenset[str], ...] = (
    frozenset(("wrong_offset", "right_offset", "zulu", "day_in_words", "day_as_near")),
    frozenset(name for name in _PAUL if name.startswith("number_")),
    frozenset(name for name in _PAUL if name.startswith("urgency_")),
    frozenset(shape.__name__ for shape in (shapes.as_an_object, shapes.flat, shapes.in_python, shapes.twice_quoted,
              shapes.after_a_remark, shapes.cut, shapes.unreadable)),
    frozenset(("masks_the_number", "gives_no_number", "gives_the_number_when_asked", "corrects_the_number")),
    frozenset(_WAYS),
)  # fmt: skip


def with_faults(call: Scenario, names: Iterable[str], dice: Random) -> Scenario:
    """The call with these, in the catalogue's order; KeyError when there is none of a name."""
    wanted = {name: FAULTS[name] for name in names}
    for name in FAULTS:
        changed = wanted[name].put(call, dice) if name in wanted else call
        if changed is not call:
            call = replace(changed, faults=(*changed.faults, name))
    return call


def drawn(dice: Random, kinds: Sequence[Kind] = ("paul",)) -> tuple[str, ...]:
    """Some faults that go together."""
    names = [name for name, fault in FAULTS.items() if fault.kind in kinds]
    dice.shuffle(names)
    chosen: list[str] = []
    many = dice.choices(_MANY, _OFTEN)[0]
    while names and len(chosen) < many:
        name = names.pop()
        chosen.append(name)
        names = [one for one in names if not any({one, name} <= group for group in _ONE_OF)]
    return tuple(chosen)
