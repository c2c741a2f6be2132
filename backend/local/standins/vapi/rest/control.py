"""`/_standin/*`: orders, and the truth about what was asked and told. For this machine only."""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from random import Random
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from backend.local.standins.vapi.call_store import CallStore
from backend.local.standins.vapi.catalogue import SCENARIOS, scenario
from backend.local.standins.vapi.placed import DEMO_ORG
from backend.local.standins.vapi.player import place_to_end_now
from backend.local.standins.vapi.replay import tell_all
from backend.local.standins.vapi.rest.account import Account
from backend.local.standins.vapi.rest.behaviour import Behaviour, Command
from backend.local.standins.vapi.rest.carrier import UnsureCarrier
from backend.local.standins.vapi.rest.guard import Guard, refusal
from backend.local.standins.vapi.rest.placing import Exchange

Endpoint = Callable[[Request], Awaitable[Response]]


class Play(BaseModel):
    """One call of the catalogue, told to its end. Without a word about faults, Paul errs as models do."""

    model_config = ConfigDict(extra="forbid")

    scenario: str
    seed: int = 1
    speed: float = 2000.0
    org_id: str = DEMO_ORG
    faults: list[str] | None = None


class Control:
    """What tests, drills and the demonstration's player ask for."""

    def __init__(
        self,
        behaviour: Behaviour,
        ledger: CallStore,
        carrier: UnsureCarrier,
        exchange: Exchange,
        account: Account,
        guard: Guard,
    ) -> None:
        self._behaviour = behaviour
        self._ledger = ledger
        self._carrier = carrier
        self._exchange = exchange
        self._account = account
        self._guard = guard

    def routes(self) -> list[Route]:
        """Every one refuses whoever is not on this machine."""
        return [
            Route("/_standin/command", _here_only(self._command), methods=["GET", "POST"]),
            Route("/_standin/keep", _here_only(self._keep), methods=["POST"]),
            Route("/_standin/play", _here_only(self._play), methods=["POST"]),
            Route("/_standin/told", _here_only(self._told)),
            Route("/_standin/calls/{call_id}", _here_only(self._forget), methods=["DELETE"]),
            Route("/_standin/bare", _here_only(self._bare), methods=["POST"]),
            Route("/_standin/reset", _here_only(self._reset), methods=["POST"]),
        ]

    async def _command(self, request: Request) -> Response:
        if request.method == "POST":
            self._behaviour.obey(Command.model_validate_json(await request.body()))
        standing = self._behaviour.standing.model_dump()
        known = {"calls": len(self._ledger.all()), "requests": self._guard.requests, "placed": self._exchange.placed}
        return JSONResponse({**standing, **known})

    async def _keep(self, request: Request) -> Response:
        self._ledger.keep(await request.json())
        return JSONResponse({})

    async def _play(self, request: Request) -> Response:
        asked = Play.model_validate_json(await request.body())
        if asked.scenario not in SCENARIOS:
            return refusal(404, "Not Found", "no such scenario")
        rng = Random(asked.seed)
        chosen = scenario(asked.scenario, rng, datetime.now(UTC), faults=asked.faults)
        call = place_to_end_now(chosen, rng, asked.org_id, asked.speed)

        async def keep(body: dict[str, Any]) -> None:
            self._ledger.keep(body)

        deliveries = await tell_all(self._carrier, call, asked.speed, keep)
        lost = sum(not one.delivered for one in deliveries)
        return JSONResponse({"call_id": call.call_id, "messages": len(deliveries), "lost": lost})

    async def _told(self, _: Request) -> Response:
        return JSONResponse(list(self._carrier.told))

    async def _forget(self, request: Request) -> Response:
        self._ledger.forget(request.path_params["call_id"])
        return JSONResponse({})

    async def _bare(self, _: Request) -> Response:
        self._account.bare()
        return JSONResponse({})

    async def _reset(self, _: Request) -> Response:
        for part in (self._behaviour, self._ledger, self._carrier, self._exchange, self._account):
            part.reset()
        self._guard.requests = 0
        return JSONResponse({})


def _here_only(endpoint: Endpoint) -> Endpoint:
    async def serve(request: Request) -> Response:
        if request.client is None or not ipaddress.ip_address(request.client.host).is_loopback:
            return refusal(403, "Forbidden", "orders are taken from this machine only")
        try:
            return await endpoint(request)
        except ValidationError as error:
            return refusal(422, "Unprocessable Entity", [str(one["msg"]) for one in error.errors(include_url=False)])

    return serve
