"""`/_standin/*`: commands, and the truth about what was received. For this machine only."""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from backend.local.standins.brevo.commands import Command
from backend.local.standins.brevo.guard import Guard
from backend.local.standins.brevo.handlers import Handlers
from backend.local.standins.brevo.refusals import Refusal

Endpoint = Callable[[Request], Awaitable[Response]]
Body = TypeVar("Body", bound=BaseModel)


class Reply(BaseModel):
    """Somebody answers the last SMS they got."""

    model_config = ConfigDict(extra="forbid")

    number: Annotated[str, Field(alias="from")]
    text: str


def routes(desk: Handlers, guard: Guard) -> list[Route]:
    """Every one refuses whoever is not on this machine."""

    async def command(request: Request) -> Response:
        if request.method == "POST":
            desk.obey(_read(Command, await request.body()))
        return JSONResponse(_standing(desk))

    async def received(request: Request) -> Response:
        asked = request.query_params
        found = desk.ledger.all(channel=asked.get("channel"), tag=asked.get("tag"))
        result = {channel: [asdict(one) for one in found if one.channel == channel] for channel in ("sms", "email")}
        count = {channel: len(messages) for channel, messages in result.items()}
        return JSONResponse({"count": count, "refused": guard.refused, **result})

    async def events(_: Request) -> Response:
        return JSONResponse({"events": desk.courier.described()})

    async def reset(_: Request) -> Response:
        desk.reset()
        guard.refused.clear()
        return JSONResponse(_standing(desk))

    async def reply(request: Request) -> Response:
        given = _read(Reply, await request.body())
        answered = desk.reply(given.number, given.text)
        if answered is None:
            raise Refusal(404, "no_sms_to_that_number", "Nobody there has received an SMS to answer")
        return JSONResponse(asdict(answered))

    return [
        Route("/_standin/command", _here_only(command), methods=["GET", "POST"]),
        Route("/_standin/received", _here_only(received)),
        Route("/_standin/events", _here_only(events)),
        Route("/_standin/reset", _here_only(reset), methods=["POST"]),
        Route("/_standin/reply", _here_only(reply), methods=["POST"]),
    ]


def _standing(desk: Handlers) -> dict[str, Any]:
    return {
        **desk.behaviour.described(),
        "limits": desk.limits.described(),
        "blocked": desk.blocklist.described(),
        "credits": desk.credits,
    }


def _here_only(endpoint: Endpoint) -> Endpoint:
    async def serve(request: Request) -> Response:
        if request.client is None or not ipaddress.ip_address(request.client.host).is_loopback:
            raise Refusal(403, "permission_denied", "Commands are taken from this machine only")
        return await endpoint(request)

    return serve


def _read(kind: type[Body], body: bytes) -> Body:
    try:
        return kind.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = ".".join(str(part) for part in first["loc"])
        raise Refusal(422, "invalid_command", f"{name}: {first['msg']}".removeprefix(": ")) from None
