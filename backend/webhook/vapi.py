"""`POST /vapi`: authentic? readable? kept? Only then success."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from backend import observe
from backend.vapi.message import Message, NotAnEnvelope, read
from backend.vapi.signature import is_authentic
from backend.webhook.body import BodyTooLarge, BodyTooSlow, read_body
from backend.webhook.metrics import Metrics, RequestSample
from backend.webhook.store import MessageStore, NotKept

# What nearly every message is answered; made once.
_TAKEN = JSONResponse({})
NOWHERE: dict[str, object] = {"error": "neither the database nor the journal could keep this message"}


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer and what it says of the message."""

    status: int
    outcome: str
    content: dict[str, object]
    message_type: str = "-"
    # Measured by its sender, and no figure of Vapi's.
    is_probe: bool = False


class VapiEndpoint:
    """The endpoint, with what it needs."""

    def __init__(self, secrets: list[str], keeper: MessageStore, metrics: Metrics) -> None:
        self._secrets = secrets
        self._keeper = keeper
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one server message of Vapi, and note the request. An ASGI application of its own."""
        at, started = datetime.now(UTC), time.perf_counter()
        answer = await self._answer(Request(scope, receive), at)
        ms = (time.perf_counter() - started) * 1000
        if not answer.is_probe:
            self._metrics.note(RequestSample(at, "vapi", answer.message_type, answer.status, answer.outcome, ms))
        response = JSONResponse(answer.content, answer.status) if answer.content or answer.status != 200 else _TAKEN
        await response(scope, receive, send)

    async def _answer(self, request: Request, at: datetime) -> Answer:
        try:
            body = await read_body(request)
        except BodyTooLarge:
            return Answer(413, "refused", {"error": "body larger than 5 MB"})
        except BodyTooSlow:
            return Answer(408, "refused", {"error": "the body did not arrive in time"})
        if not is_authentic(request.headers, body, self._secrets, time.time()):
            return Answer(401, "refused", {"error": "missing or wrong signature"})
        try:
            message = read(body, at)
        except NotAnEnvelope as error:
            return Answer(400, "refused", {"error": str(error)})
        return await self._keep(message, body, at)

    async def _keep(self, message: Message, body: bytes, at: datetime) -> Answer:
        kind, is_probe = message.type[:60], message.is_probe
        try:
            kept = await self._keeper.keep(message, body, at)
        except NotKept:
            return Answer(503, "lost", NOWHERE, kind, is_probe)
        if message.type == "end-of-call-report" and not is_probe:
            observe.tell_call("end of call received", message.vapi_call_id, kept.outcome)
        return Answer(200, kept.outcome, kept.reply, kind, is_probe)
