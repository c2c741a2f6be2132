"""`GET /call/{id}/mono-recording`: 302 to a link that works without a key, for a short while."""

from __future__ import annotations

import math
import secrets
import struct
import tempfile
import time
import wave
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from backend.local.standins.vapi.call_store import CallStore
from backend.local.standins.vapi.rest.behaviour import Behaviour
from backend.local.standins.vapi.rest.guard import Guard, refusal

RATE, SECONDS, PITCH = 8_000, 4, 440


class Recordings:
    """Every call that was answered has the same recording: a tone."""

    def __init__(self, ledger: CallStore, behaviour: Behaviour, base: str) -> None:
        self._ledger = ledger
        self._behaviour = behaviour
        self._base = base.rstrip("/")
        self._expires: dict[str, float] = {}
        self._file: Path | None = None

    def routes(self, guard: Guard) -> list[Route]:
        """The link, for whoever has the key; the file, for whoever has the link."""
        return [guard.route("/call/{call_id}/mono-recording", self._link), Route("/_files/{token}", self._play)]

    async def _link(self, request: Request) -> Response:
        call = self._ledger.get(request.path_params["call_id"])
        if call is None or not (call.get("artifact") or {}).get("recordingUrl"):
            return refusal(404, "Not Found", "Couldn't find recording")
        token = secrets.token_urlsafe(18)
        self._expires[token] = time.time() + self._behaviour.standing.link_s
        return RedirectResponse(f"{self._base}/_files/{token}?X-Expires={self._expires[token]:.0f}", 302)

    async def _play(self, request: Request) -> Response:
        if self._expires.get(request.path_params["token"], 0.0) < time.time():
            return PlainTextResponse("Request has expired", 403)
        return FileResponse(self._tone(), media_type="audio/wav")

    def _tone(self) -> Path:
        if self._file is None:
            self._file = Path(tempfile.mkdtemp(prefix="tone-")) / "tone.wav"
            samples = (round(9_000 * math.sin(2 * math.pi * PITCH * n / RATE)) for n in range(RATE * SECONDS))
            with wave.open(str(self._file), "wb") as sound:
                sound.setnchannels(1)
                sound.setsampwidth(2)
                sound.setframerate(RATE)
                sound.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
        return self._file
