"""The stand-in as an ASGI application, and its commands: for this machine only."""

from __future__ import annotations

import ipaddress
from dataclasses import asdict
from typing import Any

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from backend.local.standins.twilio import refusals
from backend.local.standins.twilio.account import Ledger
from backend.local.standins.twilio.api import Api, Line
from backend.local.standins.twilio.callbacks import Callbacks
from backend.local.standins.twilio.commands import Behaviour, Command
from backend.local.standins.twilio.phone import Phones
from backend.local.standins.twilio.settings import StandinSettings

EVENT_DELAY_S = 0.5


def create_app(settings: StandinSettings, event_delay_s: float = EVENT_DELAY_S) -> Starlette:
    """Build the stand-in."""
    token = settings.TWILIO_AUTH_TOKEN.get_secret_value()
    behaviour, ledger = Behaviour(event_delay_s), Ledger()
    callbacks = Callbacks(token, behaviour)
    phones = Phones(settings.TWILIO_ACCOUNT_SID, callbacks)
    line = Line(settings.TWILIO_NUMBER, reply_url(settings))
    api = Api(settings.TWILIO_ACCOUNT_SID, token, line, behaviour, ledger, phones)
    control = Control(settings, behaviour, ledger, callbacks)
    return Starlette(
        routes=[*api.routes(), *control.routes(), Route("/healthz", _alive)],
        exception_handlers={refusals.Refusal: refusals.answer},
    )


def reply_url(settings: StandinSettings) -> str:
    """Where the number tells what is answered to it, as the account's owner has set it."""
    return f"{settings.WEBHOOK_URL.rstrip('/')}/twilio/reply"


async def _alive(_: Request) -> Response:
    return JSONResponse({"status": "ok"})


class Control:
    """`/_standin/*`."""

    def __init__(self, settings: StandinSettings, behaviour: Behaviour, ledger: Ledger, callbacks: Callbacks) -> None:
        self._settings = settings
        self._behaviour = behaviour
        self._ledger = ledger
        self._callbacks = callbacks

    def routes(self) -> list[Route]:
        """Every one refuses whoever is not on this machine."""
        return [
            Route("/_standin/command", self._command, methods=["POST"]),
            Route("/_standin/received", self._received, methods=["GET"]),
            Route("/_standin/reset", self._reset, methods=["POST"]),
            Route("/_standin/reply", self._reply, methods=["POST"]),
        ]

    async def _command(self, request: Request) -> Response:
        _here_only(request)
        try:
            self._behaviour.obey(Command.model_validate_json(await request.body()))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            return JSONResponse({"error": f"{first['loc']}: {first['msg']}"}, 422)
        return JSONResponse({"mode": self._behaviour.mode})

    async def _received(self, request: Request) -> Response:
        _here_only(request)
        found: dict[str, Any] = {
            "messages": [_shown(asdict(one)) for one in self._ledger.messages],
            "calls": [_shown(asdict(one)) for one in self._ledger.calls],
            "refused": self._ledger.refused,
            "told": self._callbacks.told,
        }
        return JSONResponse(found)

    async def _reset(self, request: Request) -> Response:
        _here_only(request)
        for part in (self._behaviour, self._ledger, self._callbacks):
            part.reset()
        return JSONResponse({})

    async def _reply(self, request: Request) -> Response:
        """Somebody answers the last SMS they got: told to the address that the number was given."""
        _here_only(request)
        given = await request.json()
        posted = {
            "AccountSid": self._settings.TWILIO_ACCOUNT_SID, "From": given["from"], "To": self._settings.TWILIO_NUMBER,
            "Body": given["text"], "MessageSid": "SM" + 32 * "0", "NumMedia": "0",
        }  # fmt: skip
        response = await self._callbacks.post(reply_url(self._settings), posted)
        return JSONResponse({"status": response.status_code if response else 0})


def _here_only(request: Request) -> None:
    if request.client is None or not ipaddress.ip_address(request.client.host).is_loopback:
        raise refusals.Refusal(*refusals.NOT_FOUND)


def _shown(one: dict[str, Any]) -> dict[str, Any]:
    return {**one, "at": one["at"].timestamp()}
