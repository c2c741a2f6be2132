"""How Paul writes a tool call: by the schema that he was given, and, where he errs, otherwise the first time."""

from __future__ import annotations

import string
from random import Random
from typing import Any

from backend.local.standins.vapi.knowledge import Knowledge
from backend.local.standins.vapi.placed import PlacedCall
from backend.local.standins.vapi.scenario import UsesTool, Writing
from backend.local.standins.vapi.tools import tool_call

Json = dict[str, Any]

_LETTERS = string.ascii_letters + string.digits


class Writer:
    """Paul's model in one call. What he is asked again, he writes as he should."""

    def __init__(self, call: PlacedCall, knowledge: Knowledge, dice: Random) -> None:
        self._scenario = call.scenario
        self._knowledge = knowledge
        self._dice = dice
        # Dice of their own: a Paul who errs says the same and waits as long as one who does not.
        self._erring = Random(f"slips of {call.call_id}")
        self._writing = Writing(call.at, call.scenario.caller.number, self._erring)
        self._used: set[str] = set()

    def write(self, use: UsesTool, *, carefully: bool = False) -> tuple[Json, Json]:
        """The tool call, and how it goes over the wire. His first try of each tool is the one that errs."""
        use = self._knowledge.fills_in(use)
        call_id = "call_" + "".join(self._dice.choices(_LETTERS, k=24))
        if carefully or use.name in self._used:
            return (call := tool_call(use, call_id)), call
        self._used.add(use.name)
        arguments = dict(use.arguments)
        for slip in self._scenario.slips:
            arguments = slip(arguments, self._writing)
        call = sent = tool_call(UsesTool(use.name, arguments), call_id)
        for shape in self._scenario.shapes:
            sent = shape(sent, self._erring)
            # Vapi's own record has the documented form, whatever the text in it.
            call = sent if isinstance(sent.get("function", {}).get("arguments"), str) else call
        return call, sent

    def hangs_up(self, tool: str) -> Json:
        """A tool of Vapi's own, which has no arguments."""
        return tool_call(UsesTool(tool, {}), "call_" + "".join(self._dice.choices(_LETTERS, k=24)))
