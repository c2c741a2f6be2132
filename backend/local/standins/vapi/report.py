"""The end-of-call report: all that Vapi has to say about a call once it is over."""

from __future__ import annotations

from datetime import datetime
from statistics import mean
from typing import Any

from backend.local.standins.vapi.costs import costs, total
from backend.local.standins.vapi.lines import ASSISTANT_ID
from backend.local.standins.vapi.placed import PlacedCall
from backend.local.standins.vapi.recorder import Recorder
from backend.local.standins.vapi.scenario import Transfers, Verdict
from backend.local.standins.vapi.slots import dated

Json = dict[str, Any]

STAGES = ("model", "voice", "transcriber", "endpointing", "turn")
LEAD_SHEET = "c1d9a0f2-4b7e-4c35-9e0a-7f6d2b18a955"


def report_fields(call: PlacedCall, recorder: Recorder, ended: float, booked: datetime | None) -> Json:
    """The report's own fields. A call that never began has no start, no recording and no bill."""
    answered = call.scenario.rejected is None and call.scenario.steps != ()
    bill = costs(recorder, ended, analysed=call.scenario.verdict.success is not None) if answered else []
    fields: Json = {
        "endedAt": call.iso(ended),
        "cost": total(bill),
        "costs": bill,
        "artifact": _artifact(call, recorder, ended) if answered else {**recorder.artifact(), "transcript": ""},
        "analysis": analysis(call, booked),
    }
    if answered:
        fields["startedAt"] = call.iso(0)
    if recorder.first_words_at is not None:
        consent = {"type": "stay-on-line", "grantedAt": call.iso(recorder.first_words_at)}
        fields["compliance"] = {"recordingConsent": consent}
    return fields


def analysis(call: PlacedCall, booked: datetime | None) -> Json:
    """Summary, facts and success; empty when the call was too short to be analysed."""
    verdict = call.scenario.verdict
    answer: Json = {}
    if verdict.summary:
        answer["summary"] = f"{verdict.summary} Rendez-vous {dated(booked)}." if booked else verdict.summary
    if verdict.facts:
        answer["structuredData"] = _facts(verdict, booked)
    if verdict.success is not None:
        answer["successEvaluation"] = str(verdict.success).lower()
    return answer


def _facts(verdict: Verdict, booked: datetime | None) -> Json:
    facts = dict(verdict.facts or {})
    return {**facts, "rendez_vous": booked.isoformat()} if booked else facts


def _artifact(call: PlacedCall, recorder: Recorder, ended: float) -> Json:
    answer = {**recorder.artifact(), "transcript": recorder.transcript, **_recording(call, ended)}
    answer["performanceMetrics"] = _performance(call, recorder)
    answer["assistantActivations"] = [{"assistantId": ASSISTANT_ID, "assistantName": "Paul"}]
    transfers = [step for step in call.scenario.steps if isinstance(step, Transfers)]
    if transfers:
        answer["transfers"] = [_transfer(step) for step in transfers]
    facts = call.scenario.verdict.facts
    if facts:
        result = {"service": facts["service"], "urgence": facts["urgence"]}
        answer["structuredOutputs"] = {LEAD_SHEET: {"name": "Fiche lead", "result": result}}
    return answer


def _transfer(step: Transfers) -> Json:
    return {"destination": destination(step), "mode": "blind-transfer", "status": step.status}


def destination(step: Transfers) -> Json:
    """Where a call is transferred to."""
    return {"type": "number", "number": step.number, "message": step.message, "description": step.description}


def _recording(call: PlacedCall, ended: float) -> Json:
    base = f"https://storage.vapi.example/{call.org_id}/{call.call_id}"
    signed = "?X-Amz-Expires=3600&X-Amz-Signature=example"
    return {
        "recordingUrl": f"{base}-mono.wav",
        "stereoRecordingUrl": f"{base}-stereo.wav",
        "recording": {
            "stereoUrl": f"{base}-stereo.wav",
            "mono": {
                "combinedUrl": f"{base}-mono.wav",
                "assistantUrl": f"{base}-assistant.wav",
                "customerUrl": f"{base}-customer.wav",
            },
        },
        "logUrl": f"{base}-logs.jsonl.gz",
        "presignedMonoUrl": f"{base}-mono.wav{signed}",
        "presignedStereoUrl": f"{base}-stereo.wav{signed}",
        "presignedUrlsExpiresAt": call.iso(ended + 3600),
    }


def _performance(call: PlacedCall, recorder: Recorder) -> Json:
    turns = recorder.latencies
    answer: Json = {"turnLatencies": [{f"{stage}Latency": getattr(turn, stage) for stage in STAGES} for turn in turns]}
    for stage in STAGES:
        answer[f"{stage}LatencyAverage"] = round(mean(getattr(turn, stage) for turn in turns), 1)
    return {
        **answer,
        "fromTransportLatencyAverage": 38,
        "toTransportLatencyAverage": 41,
        "numUserInterrupted": 0,
        "numAssistantInterrupted": call.scenario.interruptions,
    }
