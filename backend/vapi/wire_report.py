"""The end-of-call report's own parts, as lenient models (see `wire`)."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from backend.vapi.wire import Wire
from backend.wire import Count, Items, Moment, Money, Number, Object, Part, Text


class Line(Wire):
    """One entry of `artifact.messages`; `time` and `endTime` are epoch ms, `secondsFromStart` seconds."""

    role: Text = None
    message: Text = None
    content: Text = None
    time: Moment = None
    end_time: Moment = None
    seconds_from_start: Number = None
    tool_calls: Annotated[list[dict[str, Any]], Items] = Field(default_factory=list)
    tool_call_id: Text = None
    name: Text = None
    result: Text = None


class TurnLatency(Wire):
    """One turn of `performanceMetrics.turnLatencies`; milliseconds on every capture seen, see `latencies`."""

    turn_latency: Number = None
    model_latency: Number = None
    voice_latency: Number = None
    transcriber_latency: Number = None
    endpointing_latency: Number = None


class PerformanceMetrics(Wire):
    """`artifact.performanceMetrics`."""

    turn_latencies: Annotated[list[TurnLatency], Items] = Field(default_factory=list)
    num_user_interrupted: Count = None
    num_assistant_interrupted: Count = None


class Transfer(Wire):
    """One entry of `artifact.transfers`: `completed`, `connected`, `no-answer`, `busy`, `failed`…"""

    status: Text = None


class Artifact(Wire):
    """`artifact`: recording addresses are read only to know that a recording exists."""

    messages: Annotated[list[Line], Items] = Field(default_factory=list)
    transcript: Text = None
    recording: Object = Field(default_factory=dict)
    recording_url: Text = None
    presigned_mono_url: Text = None
    performance_metrics: Annotated[PerformanceMetrics, Part] = PerformanceMetrics()
    transfers: Annotated[list[Transfer], Items] = Field(default_factory=list)


class Analysis(Wire):
    """`analysis`; `{}` when Vapi found the call too short to analyse."""

    summary: Text = None
    success_evaluation: Text = None


class Report(Wire):
    """Fields that the schema puts under `artifact` or `analysis` and that real traffic repeats at the top level."""

    started_at: Moment = None
    ended_at: Moment = None
    ended_reason: Text = None
    cost: Money = None
    cost_breakdown: Object = Field(default_factory=dict)
    artifact: Annotated[Artifact, Part] = Artifact()
    analysis: Annotated[Analysis, Part] = Analysis()
    compliance: Object = Field(default_factory=dict)
    summary: Text = None
    transcript: Text = None
    recording_url: Text = None
    messages: Annotated[list[Line], Items] = Field(default_factory=list)
