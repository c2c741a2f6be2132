"""`POST /twilio/…`: what became of a message or a call, what a phone is to hear, the key that was pressed, a reply.

Every request is signed by Twilio; whatever is not is refused before anything is read of it.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, cast
from urllib.parse import parse_qsl
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from backend import observe
from backend.alerts import spoken
from backend.brevo.replies import is_ok, is_stop
from backend.db import Pool, query
from backend.phones import to_e164
from backend.twilio import voice
from backend.twilio.events import Receipt, call_receipt, is_machine, message_receipt
from backend.twilio.signature import HEADER, is_authentic
from backend.webhook.body import BodyTooLarge, BodyTooSlow, read_body
from backend.webhook.metrics import Metrics, RequestSample
from backend.webhook.store import AWAY

Posted = dict[str, str]
Handler = Callable[[UUID, Posted], Awaitable[Response]]


class TwilioEndpoints:
    """`url` is the public address that Twilio was given: it is part of what is signed."""

    def __init__(self, token: str | None, url: str, pool: Pool, metrics: Metrics) -> None:
        self._token = token
        self._url = url.rstrip("/")
        self._pool = pool
        self._metrics = metrics

    def routes(self) -> list[Route]:
        """One path a thing; the attempt that it is about is in the path."""
        about: dict[str, Handler] = {
            "sms": self._message, "call": self._answered, "key": self._key, "call-status": self._call,
        }  # fmt: skip
        routes = [
            Route(f"/twilio/{what}/{{attempt:uuid}}", self._signed(what, act), methods=["POST"])
            for what, act in about.items()
        ]
        return [*routes, Route("/twilio/reply", self._signed("reply", self._reply), methods=["POST"])]

    def _signed(self, what: str, act: Handler) -> Callable[[Request], Awaitable[Response]]:
        async def serve(request: Request) -> Response:
            at, started = datetime.now(UTC), time.perf_counter()
            response, outcome = await self._serve(request, act)
            ms = (time.perf_counter() - started) * 1000
            sample = RequestSample(at, f"twilio-{what}", "event", response.status_code, outcome, ms)
            self._metrics.note(sample)
            return response

        return serve

    async def _serve(self, request: Request, act: Handler) -> tuple[Response, str]:
        try:
            body = await read_body(request)
        except BodyTooLarge:
            return Response(status_code=413), "refused"
        except BodyTooSlow:
            return Response(status_code=408), "refused"
        posted = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
        if not self._is_twilio(request, posted):
            return Response("missing or wrong signature", 403), "refused"
        attempt = request.path_params.get("attempt", UUID(int=0))
        try:
            return await act(attempt, dict(posted)), "applied"
        except AWAY as error:
            observe.report(error, route="twilio")
            return self._away(request), "lost"

    def _is_twilio(self, request: Request, posted: list[tuple[str, str]]) -> bool:
        if not self._token:
            return False
        asked = f"?{request.url.query}" if request.url.query else ""
        address = f"{self._url}{request.scope['path']}{asked}"
        return is_authentic(self._token, address, posted, request.headers.get(HEADER, ""))

    def _away(self, request: Request) -> Response:
        """Somebody at the phone is told something all the same; a receipt is asked for again, or looked up."""
        path = request.scope["path"]
        if path.startswith("/twilio/call/"):
            return _twiml(voice.says(spoken.AWAY))
        if path.startswith("/twilio/key/"):
            return _twiml(voice.says(spoken.NOT_NOTED))
        return Response(status_code=503)

    async def _message(self, attempt: UUID, posted: Posted) -> Response:
        return await self._receive(attempt, message_receipt(posted))

    async def _call(self, attempt: UUID, posted: Posted) -> Response:
        return await self._receive(attempt, call_receipt(posted))

    async def _receive(self, attempt: UUID, receipt: Receipt | None) -> Response:
        if receipt:
            values = [attempt, receipt.provider_id or None, receipt.state, receipt.reason]
            await self._rows("receive_twilio_receipt", *values)
        return Response(status_code=204)

    async def _answered(self, attempt: UUID, posted: Posted) -> Response:
        if is_machine(posted):
            await self._receive(attempt, Receipt(posted.get("CallSid", ""), "failed", "voicemail"))
            return _twiml(voice.hangs_up())
        rows = await self._rows("alert_of_attempt", attempt)
        if not rows:
            return _twiml(voice.hangs_up())
        given = cast(dict[str, Any], rows[0]["given"])
        if given["alert"]["state"] == "acknowledged":
            return _twiml(voice.says(spoken.OVER))
        action = f"{self._url}/twilio/key/{attempt}"
        return _twiml(voice.asks(spoken.call(given), action, spoken.NO_KEY, spoken.HINTS))

    async def _key(self, attempt: UUID, posted: Posted) -> Response:
        answer = spoken.meant(posted.get("Digits", ""), posted.get("SpeechResult", ""))
        if answer is None:
            return await self._answered(attempt, posted)
        [row] = await self._rows("answer_call", attempt, posted.get("CallSid") or None, answer == "takes")
        return _twiml(voice.says(spoken.DID.get(str(row["did"]), spoken.NOT_NOTED)))

    async def _reply(self, attempt: UUID, posted: Posted) -> Response:
        phone, words = to_e164(posted.get("From", "")), posted.get("Body", "").strip()
        if phone and is_stop(words):
            await self._rows("mark_phone_unreachable", phone)
        elif phone and is_ok(words):
            await self._rows("acknowledge_by_reply", phone)
        return _twiml(voice.nothing())

    async def _rows(self, name: str, *values: Any) -> list[dict[str, object]]:
        async with self._pool.connection() as conn:
            cursor = await conn.execute(query(name), values)
            return await cursor.fetchall() if cursor.description else []


def _twiml(words: str) -> Response:
    return Response(words, 200, media_type="text/xml")
