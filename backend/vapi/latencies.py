"""Turn latencies in milliseconds. Vapi documents no unit: values fit ms, and an average under 20 must be seconds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from backend.vapi.wire_report import TurnLatency

_SECONDS_BELOW = 20.0
_ABSURD_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Latencies:
    """One turn of Paul, in ms; None where Vapi gave no figure."""

    turn: int | None
    model: int | None
    voice: int | None
    transcriber: int | None
    endpointing: int | None


def in_milliseconds(turns: Sequence[TurnLatency]) -> tuple[list[Latencies], bool]:
    """The turns in ms, and whether they had come in seconds."""
    totals = [turn.turn_latency for turn in turns if turn.turn_latency is not None and turn.turn_latency > 0]
    in_seconds = bool(totals) and sum(totals) / len(totals) < _SECONDS_BELOW
    factor = 1000.0 if in_seconds else 1.0
    return [_convert(turn, factor) for turn in turns], in_seconds


def _convert(turn: TurnLatency, factor: float) -> Latencies:
    return Latencies(
        turn=_ms(turn.turn_latency, factor),
        model=_ms(turn.model_latency, factor),
        voice=_ms(turn.voice_latency, factor),
        transcriber=_ms(turn.transcriber_latency, factor),
        endpointing=_ms(turn.endpointing_latency, factor),
    )


def _ms(value: float | None, factor: float) -> int | None:
    if value is None or not math.isfinite(value) or not 0 <= value * factor < _ABSURD_MS:
        return None
    return round(value * factor)
