"""Paul's tool calls, in every shape seen, and the answer in the one shape that Vapi reads back."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json

from backend.utterance.plain import plain
from backend.wire import clean

MAX_ID, MAX_NAME = 200, 100
# Longer than any arguments in Python's own notation, and quickly parsed.
_MAX_LITERAL = 20_000
_JSON_WORDS = {"true": "True", "false": "False", "null": "None"}


@dataclass(frozen=True, slots=True)
class ToolCall:
    """One call of one tool; `arguments` is empty, and `readable` false, when they could not be read at all."""

    id: str
    name: str
    arguments: dict[str, Any]
    readable: bool = True


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
    arguments = _arguments(function.get("arguments", function.get("parameters")))
    return ToolCall(call_id, tool_name(name), arguments or {}, arguments is not None)


def tool_id(written: Any) -> str | None:
    """The id of a tool call as it is kept everywhere; a number is taken for the text of it, None is no id."""
    if isinstance(written, int | float) and not isinstance(written, bool):
        written = str(written)
    return (clean(written)[:MAX_ID] or None) if isinstance(written, str) else None


def tool_name(written: str) -> str:
    """The name of a tool as it is kept everywhere."""
    return str(clean(written)[:MAX_NAME])


def _arguments(given: Any) -> dict[str, Any] | None:
    """The object that was given, in JSON or as it is; None when there is none to be read."""
    if given is None or (isinstance(given, str) and not given.strip()):
        return {}
    if isinstance(given, str):
        given = _parse(given)
    if isinstance(given, list) and len(given) == 1:
        given = given[0]
    return _flat(clean(given)) if isinstance(given, dict) else None


def _flat(given: dict[str, Any]) -> dict[str, Any]:
    """None of our tools takes an object: what lies in one is ours too, under its name without accents or capitals."""
    flat = {_name(name): value for name, value in given.items()} | given
    for inner in (value for value in given.values() if isinstance(value, dict)):
        flat = {_name(name): value for name, value in inner.items()} | flat
    return flat


def _name(written: str) -> str:
    return plain(written).strip().replace(" ", "_").replace("-", "_")


def _parse(text: str) -> Any:
    """The arguments in a text: JSON, JSON in a text of JSON, JSON after a remark, or Python's notation."""
    whole = _json(text)
    if isinstance(whole, str):
        whole = _json(whole)
    if isinstance(whole, dict | list):
        return whole
    start, end = text.find("{"), text.rfind("}")
    if start < 0:
        return None
    candidates = (text[start : end + 1], text[start:])
    read = (reader(one) for reader in (_json, _literal, _cut) for one in candidates if one)
    return next((one for one in read if isinstance(one, dict)), None)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _literal(text: str) -> Any:
    named = re.sub(
        r"(?<=[:\[,\s])(?:true|false|null)(?=[\s,}\]])", lambda found: _JSON_WORDS[found[0]], text[:_MAX_LITERAL]
    )
    try:
        return ast.literal_eval(named)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None


def _cut(text: str) -> Any:
    # The model's token limit can cut the arguments: what was said before the cut is worth keeping.
    try:
        return from_json(text, allow_partial="trailing-strings")
    except ValueError:
        return None
