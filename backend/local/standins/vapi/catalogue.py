"""Every scenario by name, and how often each happens on an ordinary and on a stormy day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from datetime import datetime
from random import Random
from types import MappingProxyType
from typing import Literal

from backend.local.standins.vapi.acting import act
from backend.local.standins.vapi.draw import Draw
from backend.local.standins.vapi.faults.catalogue import drawn, with_faults
from backend.local.standins.vapi.people import Person, anyone
from backend.local.standins.vapi.scenario import Scenario
from backend.local.standins.vapi.script import Script, scripts
from backend.local.standins.vapi.texts import read

SCENARIOS: Mapping[str, Script] = MappingProxyType(
    scripts("leads", "no_lead", "trouble", "whose", "when", "what", "english")
)

_WEIGHTS = read("weights", dict[Literal["ordinary", "stormy"], dict[str, int]])
ORDINARY: Mapping[str, int] = MappingProxyType(_WEIGHTS["ordinary"])
STORMY: Mapping[str, int] = MappingProxyType(_WEIGHTS["stormy"])


def scenario(
    name: str, rng: Random, at: datetime, person: Person | None = None, faults: Sequence[str] | None = None
) -> Scenario:
    """The named scenario, drawn; `KeyError` when there is none of that name.

    Without a word about faults Paul errs as models do, in ways drawn from the same dice.
    """
    script = SCENARIOS[name]
    call = act(name, script, Draw(rng, at, person or anyone(rng)))
    # A copy: who errs makes nobody else draw differently.
    dice = copy(rng)
    return with_faults(call, drawn(dice) if faults is None else faults, dice)


def any_name(rng: Random, weights: Mapping[str, int] = ORDINARY) -> str:
    """The name of a scenario, the frequent ones more often."""
    return rng.choices(list(weights), list(weights.values()))[0]
