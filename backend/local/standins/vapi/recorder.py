"""What Vapi keeps of a call while it goes on: every line in both of its formats, the transcript, the latencies."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from backend.local.standins.vapi.placed import PlacedCall
from backend.local.standins.vapi.scenario import Latency

Json = dict[str, Any]

PROMPT = "Tu es Paul, l'adjoint téléphonique de Drain Fortin. Parle en français québécois, avec politesse et concision."


class Recorder:
    """The growing `artifact` of one call."""

    def __init__(self, call: PlacedCall) -> None:
        """Empty until Paul has picked up."""
        self._call = call
        self._messages: list[Json] = []
        self._openai: list[Json] = []
        self._transcript: list[str] = []
        self.latencies: list[Latency] = []
        self.characters = 0
        self.first_words_at: float | None = None

    def begins(self) -> None:
        """The assistant is there, with its instructions."""
        self._add({"role": "system", "message": PROMPT}, 0, {"role": "system", "content": PROMPT})

    def paul_said(self, text: str, start: float, end: float, latency: Latency) -> None:
        """One line of Paul's."""
        self.latencies.append(latency)
        self.characters += len(text)
        self._transcript.append(f"AI: {text}\n")
        line = {"role": "bot", "message": text, **self._until(start, end), "source": ""}
        self._add(line, start, {"role": "assistant", "content": text})

    def caller_said(self, text: str, start: float, end: float) -> None:
        """One line of the caller's."""
        self.first_words_at = start if self.first_words_at is None else self.first_words_at
        self._transcript.append(f"User: {text}\n")
        self._add(
            {"role": "user", "message": text, **self._until(start, end)}, start, {"role": "user", "content": text}
        )

    def tool_called(self, tool_call: Mapping[str, Any], at: float) -> None:
        """Paul called a tool."""
        calls = [dict(tool_call)]
        self._add(
            {"role": "tool_calls", "message": "", "toolCalls": calls},
            at,
            {"role": "assistant", "content": "", "tool_calls": calls},
        )

    def tool_answered(self, name: str, tool_call_id: str, text: str, at: float) -> None:
        """What our webhook answered."""
        self._add(
            {"role": "tool_call_result", "name": name, "toolCallId": tool_call_id, "result": text},
            at,
            {"role": "tool", "content": text, "tool_call_id": tool_call_id},
        )

    @property
    def transcript(self) -> str:
        """The whole conversation as text."""
        return "".join(self._transcript)

    @property
    def prompt_tokens(self) -> int:
        """About what the model was given to read, all turns together."""
        return 640 + len(self.latencies) * 480 + len(json.dumps(self._openai)) * len(self.latencies) // 8

    def artifact(self) -> Json:
        """The artifact as it stands."""
        return {"messages": list(self._messages), "messagesOpenAIFormatted": list(self._openai)}

    def _add(self, message: Json, at: float, openai: Json) -> None:
        self._messages.append({**message, "time": self._call.epoch_ms(at), "secondsFromStart": round(at, 1)})
        self._openai.append(openai)

    def _until(self, start: float, end: float) -> Json:
        return {"endTime": self._call.epoch_ms(end), "duration": round((end - start) * 1000)}
