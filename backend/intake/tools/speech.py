"""What Paul's tools say in one language: sentences for the caller's ear, and in brackets what is for Paul alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time


@dataclass(frozen=True, slots=True)
class Speech:
    """All that is said, so that no language lacks a sentence; what a name with `paul` holds is an instruction.

    `{ref}` in a sentence is the file's number, which only the database knows: it is filled in there.
    """

    # An instruction in the brackets that his prompt tells him never to read aloud.
    for_paul: str
    # A day with its weekday, and its year when it is not the one given; an hour.
    day: Callable[[date, int], str]
    clock: Callable[[time], str]
    moment: str
    last_of_list: str

    ask_number: str
    paul_digits: str
    say_again: str
    # What is said by tool when nothing but noting can be done.
    later: Mapping[str, str]
    later_otherwise: str
    # The same for whom nobody can call: nothing is promised, and nothing seems done that is not.
    later_without_number: Mapping[str, str]
    later_otherwise_without_number: str

    who: str
    paul_nothing_saved: str
    paul_unreadable: str
    no_such_tool: str
    paul_no_such_tool: str
    changed_meanwhile: str
    paul_changed_meanwhile: str
    noted: str
    noted_number: str
    noted_without_number: str
    paul_without_number: str
    noted_misheard: str
    only_number: str
    paul_incomplete: str
    paul_only_noted: str

    free: str
    paul_give_back: str
    nothing_free: str
    paul_ask_wish: str
    nothing_then: str
    nothing_then_on: str
    taken: str
    stands: str

    # By why it is not understood.
    not_understood: Mapping[str, str]
    paul_ask_moment: str
    which_day: str
    which_hour: str
    past: str
    too_far: str
    closed: str
    closed_because: str
    outside_hours: str

    name: str
    number: str
    address: str
    missing: str
    paul_missing: str
    paul_for_number: str
    confirmed: str
    another_stands: str
    instead_of: str
    paul_both: str
    misheard: str
    paul_misheard: str
    has_already: str
    paul_has_already: str
    own_already: str
    and_the_one: str

    moved: str
    cancelled: str
    cancelled_already: str
    seen: str
    which_one: str
    this_one: str
    paul_which: str
    or_the_one: str
    not_found: str
    person_calls: str
    paul_request: str

    def paul(self, instruction: str) -> str:
        """The instruction as Paul alone reads it."""
        return self.for_paul.format(instruction=instruction)
