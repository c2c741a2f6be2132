"""Paul's tool calls, in every shape seen, and the answer in the one shape that Vapi reads back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json

from backend.wire import clean

MAX_ID, MAX_NAME = 200, 100


@dataclass(frozen=True, slots=True)
class ToolCall:
    """One call of one tool; `arguments` is empty when they could not be read at all."""

    id: str
    name: str
    arguments: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ToolAnswer:
    """What Paul hears: a result, or an error he can put into words."""

    call: ToolCall
    text: str
    ok: bool


def read_tool_calls(fields: dict[str, Any]) -> tuple[ToolCall, ...]:
    """Each tool call once, from `toolCallList`, its copy `toolCalls`, or the nested `toolWithToolCallList`."""
    listed = fields.get("toolCallList") or fields.get("toolCalls") or _nested(fields.get("toolWithToolCallList"))
    found: dict[str, ToolCall] = {}
    for item in listed if isinstance(listed, list) else []:
        call = _read_one(item) if isinstance(item, dict) else None
        if call:
            found.setdefault(call.id, call)
    return tuple(found.values())


def results(answers: list[ToolAnswer]) -> dict[str, Any]:
    """The documented reply: strings on one line, `name` always given."""
    return {"results": [_result(answer) for answer in answers]}


def _result(answer: ToolAnswer) -> dict[str, str]:
    line = " ".join(answer.text.split())
    return {"name": answer.call.name, "toolCallId": answer.call.id, "result" if answer.ok else "error": line}


def _nested(tools: Any) -> list[Any]:
    return [tool.get("toolCall") for tool in tools if isinstance(tool, dict)] if isinstance(tools, list) else []


def _read_one(item: dict[str, Any]) -> ToolCall | None:
    nested = item.get("function")
    function = nested if isinstance(nested, dict) else item
    name, call_id = function.get("name"), tool_id(item.get("id"))
    if not isinstance(name, str) or call_id is None:
        return None
    return ToolCall(call_id, tool_name(name), _arguments(function))


def tool_id(written: Any) -> str | None:
    """The id of a tool call as it is kept everywhere; a number is taken for the text of it, None is no id."""
    if isinstance(written, int | float) and not isinstance(written, bool):
        written = str(written)
    return (clean(written)[:MAX_ID] or None) if isinstance(written, str) else None


def tool_name(written: str) -> str:
    """The name of a tool as it is kept everywhere."""
    return str(clean(written)[:MAX_NAME])


def _arguments(function: dict[str, Any]) -> dict[str, Any]:
    given = function.get("arguments", function.get("parameters"))
    if isinstance(given, str):
        given = _parse(given)
    return dict(clean(given)) if isinstance(given, dict) else {}


def _parse(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    # The model's token limit can cut the arguments: what was said before the cut is worth keeping.
    try:
        return from_json(text, allow_partial="trailing-strings")
    except ValueError:
        return {}
