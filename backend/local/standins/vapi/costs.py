"""What a call costs, item by item, in US dollars."""

from __future__ import annotations

from typing import Any

from backend.local.standins.vapi.recorder import Recorder

Json = dict[str, Any]


def costs(recorder: Recorder, seconds: float, *, analysed: bool) -> list[Json]:
    """The items of the bill; their sum is the call's cost."""
    minutes = round(seconds / 60, 4)
    bill = [
        {"type": "transport", "provider": "twilio", "minutes": minutes, "cost": _usd(minutes * 0.0085)},
        {"type": "transcriber", "transcriber": {"provider": "deepgram", "model": "nova-3", "language": "fr-CA"},
         "minutes": minutes, "cost": _usd(minutes * 0.0105)},
        _model(recorder),
        {"type": "voice", "voice": {"provider": "11labs", "voiceId": "voix-quebec-paul"},
         "characters": recorder.characters, "cost": _usd(recorder.characters * 0.00005)},
        {"type": "vapi", "subType": "normal", "minutes": minutes, "cost": _usd(minutes * 0.05)},
    ]  # fmt: skip
    return [*bill, *_analysis()] if analysed else bill


def total(bill: list[Json]) -> float:
    """The sum of the items."""
    return _usd(sum(item["cost"] for item in bill))


def _model(recorder: Recorder) -> Json:
    read, written = recorder.prompt_tokens, recorder.characters // 4
    cached = round(read * 0.6)
    cost = (read - cached) * 2e-6 + cached * 5e-7 + written * 8e-6
    return {"type": "model", "model": {"provider": "openai", "model": "gpt-4.1"}, "promptTokens": read,
            "completionTokens": written, "cachedPromptTokens": cached, "cost": _usd(cost)}  # fmt: skip


def _analysis() -> list[Json]:
    model = {"provider": "google", "model": "gemini-2.5-flash"}
    kinds = (
        ("summary", 840, 92, 0.00048),
        ("structuredData", 910, 121, 0.00058),
        ("successEvaluation", 890, 2, 0.00027),
    )
    return [
        {"type": "analysis", "analysisType": kind, "model": model, "promptTokens": read, "completionTokens": written,
         "cost": cost}
        for kind, read, written, cost in kinds
    ]  # fmt: skip


def _usd(amount: float) -> float:
    return round(amount, 5)
