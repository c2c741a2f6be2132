"""How a tool call looks on the wire when it does not look as documented."""

from __future__ import annotations

import json
from random import Random
from typing import Any

Json = dict[str, Any]


def as_an_object(call: Json, dice: Random) -> Json:
    """The arguments as an object, not as a text."""
    return _with(call, json.loads(call["function"]["arguments"]))


def flat(call: Json, dice: Random) -> Json:
    """Name and arguments without `function` around them, as the older documentation shows."""
    function = call["function"]
    return {
        "id": call["id"],
        "type": "function",
        "name": function["name"],
        "parameters": json.loads(function["arguments"]),
    }


def in_python(call: Json, dice: Random) -> Json:
    """Single quotes, None and True."""
    return _with(call, str(json.loads(call["function"]["arguments"])))


def twice_quoted(call: Json, dice: Random) -> Json:
    """JSON in a text of JSON."""
    return _with(call, json.dumps(call["function"]["arguments"], ensure_ascii=False))


def after_a_remark(call: Json, dice: Random) -> Json:
    """A sentence, then the JSON."""
    return _with(call, f"Voici les informations: ```json {call['function']['arguments']} ```")


def cut(call: Json, dice: Random) -> Json:
    """The model's limit of tokens cuts the arguments somewhere."""
    arguments = call["function"]["arguments"]
    return _with(call, arguments[: dice.randint(1, max(1, len(arguments) - 2))])


def unreadable(call: Json, dice: Random) -> Json:
    """Nothing that could be arguments."""
    return _with(call, dice.choice(("Bien sûr!", "[object Object]", "nom=Tremblay", "[1, 2]")))


def _with(call: Json, arguments: Any) -> Json:
    return {**call, "function": {**call["function"], "arguments": arguments}}
