"""How a tool call looks on the wire, and how its answer is read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backend.local.standins.vapi.scenario import UsesTool

Json = dict[str, Any]
Reply = Mapping[str, Any]

# What a tool's definition tells of its server in a message.
SERVER = ("url", "timeoutSeconds")
# What Vapi tells the model when our server answered nothing usable.
NO_RESULT = "No result returned."


@dataclass(frozen=True, slots=True)
class ToolAnswer:
    """What the model hears: the result, or why there is none."""

    ok: bool
    text: str


def tool_call(use: UsesTool, tool_call_id: str) -> Json:
    """The call alone; its arguments are a JSON string, as OpenAI's models give them."""
    arguments = json.dumps(use.arguments, ensure_ascii=False)
    return {"id": tool_call_id, "type": "function", "function": {"name": use.name, "arguments": arguments}}


def fields(definition: Json, call: Json) -> Json:
    """The message's own fields: the call, and the call again beside the tool's definition."""
    server = {name: definition["server"][name] for name in SERVER}
    return {"toolCallList": [call], "toolWithToolCallList": [{**definition, "server": server, "toolCall": call}]}


def read_answer(reply: Reply | None, tool_call_id: str) -> ToolAnswer:
    """Our webhook's answer as Vapi reads it: the entry with our id, a result or an error, else nothing."""
    entries = (reply or {}).get("results") or []
    for entry in entries:
        if entry.get("toolCallId") != tool_call_id:
            continue
        if isinstance(entry.get("result"), str):
            return ToolAnswer(True, entry["result"])
        if isinstance(entry.get("error"), str):
            return ToolAnswer(False, entry["error"])
    return ToolAnswer(False, NO_RESULT)
