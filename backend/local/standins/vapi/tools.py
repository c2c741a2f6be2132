"""How a tool call looks on the wire, and how its answer is read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backend.local.standins.vapi.fields import ASK_SLOTS, BOOK, CANCEL, MOVE, SAVE_LEAD
from backend.local.standins.vapi.scenario import UsesTool

Json = dict[str, Any]
Reply = Mapping[str, Any]

PURPOSES = {
    SAVE_LEAD: "Enregistre les coordonnées et le besoin de l'appelant.",
    BOOK: "Réserve une plage pour une visite.",
    ASK_SLOTS: "Donne les plages libres d'une journée.",
    MOVE: "Déplace une visite déjà réservée.",
    CANCEL: "Annule une visite déjà réservée.",
}
NUMERIC = ("duree_minutes",)
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


def fields(use: UsesTool, call: Json) -> Json:
    """The message's own fields: the call, and the call again beside the tool's definition."""
    return {"toolCallList": [call], "toolWithToolCallList": [{**_definition(use), "toolCall": call}]}


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


def _definition(use: UsesTool) -> Json:
    properties = {key: {"type": "number" if key in NUMERIC else "string"} for key in use.arguments}
    return {
        "type": "function",
        "async": False,
        "server": {"url": "https://crochet.drainfortin.example/vapi", "timeoutSeconds": 10},
        "messages": [
            {"type": "request-start", "content": "Un instant, je note ça."},
            {"type": "request-failed", "content": "J'ai un petit pépin technique, mais j'ai bien vos coordonnées."},
        ],
        "function": {
            "name": use.name,
            "description": PURPOSES[use.name],
            "parameters": {"type": "object", "properties": properties, "required": sorted(properties)},
        },
    }
