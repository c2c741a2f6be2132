"""The report's messages as lines of a conversation, with Paul's latencies beside the turns they belong to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from backend.vapi.latencies import Latencies, in_milliseconds
from backend.vapi.tool_calls import tool_id, tool_name
from backend.vapi.wire_report import Line, Report

# No call lasts a week; beyond that a number of seconds is no moment of it.
_LONGEST_S = 7 * 24 * 3600.0
# Not what somebody said: instructions, and tools, which have lines of their own.
_SILENT = frozenset({"system", "tool", "tools", "tool_calls", "tool_call", "tool_call_result", "function", "developer"})
_PAUL = frozenset({"bot", "assistant", "ai", "agent", "model", "paul"})
_CALLER = frozenset({"user", "caller", "customer", "client", "human", "appelant"})


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A row of `call_logs`: kind said, tool or turn; latencies in ms."""

    kind: str
    at: datetime
    ended_at: datetime | None = None
    speaker: str | None = None
    text: str = ""
    tool_call_id: str | None = None
    tool_name: str | None = None
    turn_ms: int | None = None
    model_ms: int | None = None
    voice_ms: int | None = None
    transcriber_ms: int | None = None
    endpointing_ms: int | None = None


def speaker(role: str) -> str:
    """Who spoke. Whom nobody names is taken for the caller: what they said is what is looked for."""
    return "paul" if role in _PAUL else "caller"


def read_lines(report: Report, started_at: datetime) -> tuple[tuple[LineFacts, ...], bool]:
    """The lines in order, and whether the latencies came in an unexpected unit (and were converted)."""
    messages = report.artifact.messages or report.messages
    lines = list(_lines(messages, started_at))
    if not any(line.kind == "said" for line in lines):
        lines += _from_transcript(report.artifact.transcript or report.transcript or "", started_at)
    latencies, suspect = in_milliseconds(report.artifact.performance_metrics.turn_latencies)
    return tuple(_with_latencies(lines, latencies, started_at)), suspect


def _lines(messages: Sequence[Line], started_at: datetime) -> Iterator[LineFacts]:
    results = {tool_id(line.tool_call_id): line.result or "" for line in messages if line.role == "tool_call_result"}
    at = started_at
    tools: set[str] = set()
    for line in messages:
        at = line.time or _from_start(started_at, line.seconds_from_start) or at
        said = line.message or line.content
        role = (line.role or "").strip().lower()
        if said and role not in _SILENT:
            yield LineFacts("said", at, _after(at, line.end_time), speaker(role), said)
        for call in line.tool_calls if line.role == "tool_calls" else ():
            yield from _tool(call, at, results, tools)


def _from_start(started_at: datetime, seconds: float | None) -> datetime | None:
    return started_at + timedelta(seconds=seconds) if seconds and 0 < seconds < _LONGEST_S else None


def _after(at: datetime, end: datetime | None) -> datetime | None:
    return end if end and end >= at else None


def _tool(call: dict[str, Any], at: datetime, results: dict[str | None, str], known: set[str]) -> Iterator[LineFacts]:
    function = call.get("function")
    name = function.get("name") if isinstance(function, dict) else call.get("name")
    call_id = tool_id(call.get("id"))
    # Real reports list some calls twice; each is one line.
    if call_id is None or call_id in known:
        return
    known.add(call_id)
    yield LineFacts(
        "tool", at, text=results.get(call_id, ""), tool_call_id=call_id, tool_name=tool_name(str(name or "?"))
    )


def _from_transcript(transcript: str, started_at: datetime) -> Iterator[LineFacts]:
    # Without times, one millisecond apart: enough to keep the order.
    spoke = "caller"
    for index, line in enumerate(transcript.splitlines()):
        who, _, said = line.partition(":")
        role = who.strip().lower()
        # « Adresse: … » names nobody: whoever spoke goes on.
        named = role in _PAUL | _CALLER
        spoke, text = (speaker(role), said.strip()) if named else (spoke, line.strip())
        if text:
            yield LineFacts("said", started_at + timedelta(milliseconds=index), None, spoke, text)


def _with_latencies(lines: list[LineFacts], latencies: Sequence[Latencies], at: datetime) -> list[LineFacts]:
    spoken = [index for index, line in enumerate(lines) if line.speaker == "paul"]
    # When one is missing it is the greeting's: Paul answers nobody there.
    turns = spoken[1:] if len(latencies) == len(spoken) - 1 else spoken
    matched = dict(zip(turns, latencies, strict=False))
    last = lines[-1].at if lines else at
    rest = [_measured(LineFacts("turn", last), latency) for latency in latencies[len(matched) :]]
    return [_measured(line, matched[i]) if i in matched else line for i, line in enumerate(lines)] + rest


def _measured(line: LineFacts, ms: Latencies) -> LineFacts:
    return replace(
        line,
        turn_ms=ms.turn,
        model_ms=ms.model,
        voice_ms=ms.voice,
        transcriber_ms=ms.transcriber,
        endpointing_ms=ms.endpointing,
    )
