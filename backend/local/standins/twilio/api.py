"""Twilio's REST interface, as far as the product uses it: messages, calls, their lists, the balance."""

from __future__ import annotations

import asyncio
import base64
import hmac
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from backend.local.standins.brevo.cut import Cut
from backend.local.standins.twilio.account import Call, Ledger, Message
from backend.local.standins.twilio.commands import Behaviour, Mode
from backend.local.standins.twilio.phone import Phones
from backend.local.standins.twilio.refusals import AUTHENTICATE, NOT_FOUND, TOO_MANY, Refusal

Fields = dict[str, list[str]]
E164 = re.compile(r"\+[1-9]\d{6,14}")
DOWN = "<html><body>503 Service Unavailable</body></html>"
LONGEST_BODY = 1600


@dataclass(frozen=True, slots=True)
class Line:
    """The account's one number, and where it tells what is answered to it."""

    number: str
    sms_url: str


class Api:
    """Belongs to the event loop."""

    def __init__(self, sid: str, token: str, line: Line, behaviour: Behaviour, ledger: Ledger, phones: Phones) -> None:
        self._sid = sid
        self._proof = base64.b64encode(f"{sid}:{token}".encode()).decode()
        self._line = line
        self._behaviour = behaviour
        self._ledger = ledger
        self._phones = phones

    def routes(self) -> list[Route]:
        """Each behind the account's key and the command in force."""
        base = "/2010-04-01/Accounts/{sid}"
        return [
            Route(f"{base}/Messages.json", self._guarded(self._send, sending=True), methods=["POST"]),
            Route(f"{base}/Calls.json", self._guarded(self._place, sending=True), methods=["POST"]),
            Route(f"{base}/Messages.json", self._guarded(self._messages, sending=False), methods=["GET"]),
            Route(f"{base}/Calls.json", self._guarded(self._calls, sending=False), methods=["GET"]),
            Route(f"{base}/{{resource}}/{{one}}.json", self._guarded(self._one, sending=False), methods=["GET"]),
            Route(f"{base}/IncomingPhoneNumbers.json", self._guarded(self._numbers, sending=False), methods=["GET"]),
            Route(f"{base}/Balance.json", self._guarded(self._balance, sending=False), methods=["GET"]),
        ]

    def _guarded(
        self, act: Callable[[Request, Mode], Awaitable[Response]], *, sending: bool
    ) -> Callable[[Request], Awaitable[Response]]:
        async def serve(request: Request) -> Response:
            try:
                return await self._serve(request, act, sending=sending)
            except Refusal as refusal:
                self._ledger.count(refusal.status)
                raise

        return serve

    async def _serve(
        self, request: Request, act: Callable[[Request, Mode], Awaitable[Response]], *, sending: bool
    ) -> Response:
        offered = request.headers.get("authorization", "").removeprefix("Basic ")
        mode = self._behaviour.next(sending=sending)
        if mode == "401" or not hmac.compare_digest(offered.encode(), self._proof.encode()):
            raise Refusal(*AUTHENTICATE)
        if request.path_params["sid"] != self._sid:
            raise Refusal(*NOT_FOUND)
        if mode == "429":
            raise Refusal(*TOO_MANY)
        if mode in ("down", "cut"):
            # Closing on a request half read would reset the connection, which clients see otherwise.
            await request.body()
            self._ledger.count(503 if mode == "down" else 0)
            return HTMLResponse(DOWN, 503) if mode == "down" else Cut()
        response = await act(request, mode)
        if mode == "slow":
            await asyncio.sleep(self._behaviour.seconds)
        if mode == "accept_then_cut":
            return Cut()
        return JSONResponse({"message": "Internal Server Error"}, 500) if mode == "accept_then_500" else response

    async def _send(self, request: Request, mode: Mode) -> Response:
        posted = await _posted(request)
        to, body = self._addressed(posted, missing=21604), _one(posted, "Body")
        if not body:
            raise Refusal(400, 21602, "Message body is required.")
        if len(body) > LONGEST_BODY:
            raise Refusal(400, 21617, "The concatenated message body exceeds the 1600 character limit.")
        message = Message(to, _one(posted, "From"), body, _one(posted, "StatusCallback"), dict(posted))
        self._ledger.messages.append(message)
        described = message.described(self._sid)
        self._phones.receive(message, mode)
        return JSONResponse(described, 201)

    async def _place(self, request: Request, mode: Mode) -> Response:
        posted = await _posted(request)
        to, url = self._addressed(posted, missing=21201), _one(posted, "Url")
        if not url:
            raise Refusal(400, 21205, "Url is not a valid URL: ")
        events = posted.get("StatusCallbackEvent") or ["completed"]
        detects = _one(posted, "MachineDetection") in ("Enable", "DetectMessageEnd")
        call = Call(to, _one(posted, "From"), url, _one(posted, "StatusCallback"), events, detects, dict(posted))
        self._ledger.calls.append(call)
        described = call.described(self._sid)
        self._phones.ring(call, self._behaviour.of(to))
        return JSONResponse(described, 201)

    def _addressed(self, posted: Fields, *, missing: int) -> str:
        to, sender = _one(posted, "To"), _one(posted, "From")
        if not to:
            raise Refusal(400, missing, "A 'To' phone number is required.")
        if not E164.fullmatch(to):
            raise Refusal(400, 21211, f"Invalid 'To' Phone Number: {to}")
        if sender != self._line.number:
            raise Refusal(400, 21606, f"The 'From' phone number {sender} is not a valid phone number of this account.")
        return to

    async def _messages(self, request: Request, mode: Mode) -> Response:
        return self._listed(request, "messages", self._ledger.messages)

    async def _calls(self, request: Request, mode: Mode) -> Response:
        return self._listed(request, "calls", self._ledger.calls)

    def _listed(self, request: Request, name: str, kept: Sequence[Message | Call]) -> Response:
        """The newest first, one page of them."""
        asked = request.query_params
        to, sender = asked.get("To"), asked.get("From")
        found = [one for one in reversed(kept) if to in (None, one.to) and sender in (None, one.sender)]
        size = min(int(asked.get("PageSize", 50)), 1000)
        page: list[Any] = [one.described(self._sid) for one in found[:size]]
        return JSONResponse({name: page, "page": 0, "page_size": size, "next_page_uri": None, "start": 0})

    async def _one(self, request: Request, mode: Mode) -> Response:
        kept: dict[str, Sequence[Message | Call]] = {"Messages": self._ledger.messages, "Calls": self._ledger.calls}
        for one in kept.get(request.path_params["resource"], ()):
            if one.sid == request.path_params["one"]:
                return JSONResponse(one.described(self._sid))
        raise Refusal(*NOT_FOUND)

    async def _numbers(self, request: Request, mode: Mode) -> Response:
        asked, line = request.query_params.get("PhoneNumber"), self._line
        able = {"voice": True, "sms": True, "mms": False, "fax": False}
        number = {"phone_number": line.number, "capabilities": able, "sms_url": line.sms_url, "sms_method": "POST"}
        return JSONResponse({"incoming_phone_numbers": [number] if asked in (None, line.number) else [], "page": 0})

    async def _balance(self, request: Request, mode: Mode) -> Response:
        balance = f"{self._behaviour.balance:.2f}"
        return JSONResponse({"account_sid": self._sid, "balance": balance, "currency": "USD"})


async def _posted(request: Request) -> Fields:
    return parse_qs((await request.body()).decode(), keep_blank_values=True)


def _one(posted: Fields, name: str) -> str:
    return posted.get(name, [""])[0]
