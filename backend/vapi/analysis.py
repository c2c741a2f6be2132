"""What the analysis after a call drew from it, in every shape seen: an object, a text of JSON, a list, one in another.

The schema puts it under `analysis` or `artifact.structuredOutputs`; real traffic repeats it beside them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from backend.wire import clean

# Our own names, as Paul's analysis is given them; one of these makes an object the answer, not a wrapping of it.
_OURS = frozenset({"nom", "telephone", "adresse", "ville", "service", "description", "urgence", "rendez_vous"})
_DEPTH = 4
# Longer than any analysis, and quickly parsed.
_MAX_TEXT = 50_000
# As models mark code.
_FENCE = re.compile(r"\s*```(?:json)?\s*(.*?)\s*```\s*", re.DOTALL | re.IGNORECASE)

Json = dict[str, Any]


def structured_data(fields: Json) -> Json:
    """Everything that it says; what a later place leaves empty does not hide what an earlier one says."""
    analysis, artifact = _object(fields.get("analysis")), _object(fields.get("artifact"))
    outputs = [_object(one).get("result") for one in _object(artifact.get("structuredOutputs")).values()]
    multi = [fields.get("structuredDataMulti"), analysis.get("structuredDataMulti")]
    merged: Json = {}
    for place in (*outputs, *multi, fields.get("structuredData"), analysis.get("structuredData")):
        said = next(_answers(place), None)
        merged |= {name: value for name, value in (said or {}).items() if value not in (None, "") or name not in merged}
    return dict(clean(merged))


def told(fields: Json) -> list[Any]:
    """What the analysis of a report says, by which a report that says more is another one than the first."""
    analysis = _object(fields.get("analysis"))
    summary = analysis.get("summary") or fields.get("summary")
    return [summary or None, structured_data(fields) or None, analysis.get("successEvaluation") or None]


def _answers(value: Any, depth: int = 0) -> Iterator[Json]:
    """The objects in it that are an answer, the first one first. Of several people only one can be the report's."""
    if depth > _DEPTH:
        return
    if isinstance(value, str):
        yield from _answers(_parsed(value), depth + 1)
    elif isinstance(value, list):
        for one in value:
            yield from _answers(one, depth + 1)
    elif isinstance(value, dict):
        nested = [] if value.keys() & _OURS else [found for one in value.values() for found in _wrapped(one, depth)]
        yield from nested or ([value] if value else [])


def _wrapped(value: Any, depth: int) -> Iterator[Json]:
    """Of what lies inside something, only what has our names."""
    if isinstance(value, dict | list | str):
        yield from (one for one in _answers(value, depth + 1) if one.keys() & _OURS)


def _parsed(text: str) -> Any:
    fenced = _FENCE.fullmatch(text) if len(text) <= _MAX_TEXT else None
    text = fenced[1] if fenced else text
    if not text.lstrip().startswith(("{", "[", '"')) or len(text) > _MAX_TEXT:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _object(value: Any) -> Json:
    return value if isinstance(value, dict) else {}
