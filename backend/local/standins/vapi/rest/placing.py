"""`POST /call`: dials, and for the business line plays both sides, so that a trial travels the whole way."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from random import Random
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError
from pydantic.alias_generators import to_camel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from backend.local.standins.vapi import trial
from backend.local.standins.vapi.call_store import CallStore
from backend.local.standins.vapi.envelope import Envelope
from backend.local.standins.vapi.lines import LINE_NUMBER
from backend.local.standins.vapi.placed import DEMO_ORG, PlacedCall, place
from backend.local.standins.vapi.replay import Carrier, tell_all
from backend.local.standins.vapi.rest.account import Account
from backend.local.standins.vapi.rest.behaviour import Behaviour
from backend.local.standins.vapi.rest.carrier import UnsureCarrier
from backend.local.standins.vapi.rest.guard import Guard, refusal
from backend.local.standins.vapi.scenario import Ending
from backend.local.standins.vapi.unheard import Unheard

Json = dict[str, Any]

LIMITS = {"concurrencyBlocked": False, "concurrencyLimit": 10, "remainingConcurrentCalls": 9}
# From dialling until the other side rings.
DIALLING_S = 3.0
ENDINGS: dict[str, Ending] = {"no_answer": trial.NOBODY, "start_error": trial.NOT_STARTED}


class _Part(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel)


class _Customer(_Part):
    number: Annotated[str, StringConstraints(pattern=r"^\+[1-9][0-9]{6,14}$")]


class CallOrder(_Part):
    """The part of `CreateCallDTO` that the product uses."""

    name: Annotated[str, StringConstraints(max_length=40)]
    assistant_id: str
    phone_number_id: str
    customer: _Customer


class Exchange:
    """The switchboard: belongs to the event loop."""

    def __init__(self, ledger: CallStore, carrier: UnsureCarrier, behaviour: Behaviour, account: Account) -> None:
        self._ledger = ledger
        self._carrier = carrier
        self._behaviour = behaviour
        self._account = account
        self._running: set[asyncio.Task[Any]] = set()
        # Every call asked for and taken, by name: what an unknown outcome may not dial twice.
        self.placed: list[str] = []

    def routes(self, guard: Guard) -> list[Route]:
        """The one endpoint."""
        return [guard.route("/call", self._place, "POST")]

    async def _place(self, request: Request) -> Response:
        try:
            order = CallOrder.model_validate_json(await request.body())
        except ValidationError as error:
            result = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors(include_url=False)]
            return refusal(400, "Bad Request", result)
        if not self._account.has_line(order.phone_number_id):
            return refusal(400, "Bad Request", ["phoneNumberId: no such phone number"])
        self.placed.append(order.name)
        return JSONResponse({**self._dial(order), "subscriptionLimits": LIMITS}, 201)

    def _dial(self, order: CallOrder) -> Json:
        rng, now = Random(), datetime.now(UTC)
        ending = ENDINGS.get(self._behaviour.standing.fate)
        leg = trial.test_line_calls(rng, now, order.name, order.customer.number, ending)
        asked = place(leg, now, rng, DEMO_ORG)
        to_business_line = order.customer.number == LINE_NUMBER
        # The test line's own assistant has no server: it tells us nothing. Paul calling somebody does.
        self._start(self._tell(asked, Unheard() if to_business_line else self._carrier, order))
        # A line that rings elsewhere is answered by a person: Paul hears nothing of it.
        if to_business_line and ending is None and not self._account.rings_elsewhere(LINE_NUMBER):
            self._start(self._ring(rng))
        first = Envelope(asked).message("status-update", 0, {"status": "queued"})
        return {**first["message"]["call"], **_identity(order)}

    async def _ring(self, rng: Random) -> None:
        await asyncio.sleep(DIALLING_S / self._behaviour.standing.speed)
        now = datetime.now(UTC)
        heard: Carrier = Unheard() if self._behaviour.standing.fate == "not_told" else self._carrier
        await self._tell(place(trial.paul_answers(rng, now), now, rng, DEMO_ORG), heard)

    async def _tell(self, call: PlacedCall, carrier: Carrier, order: CallOrder | None = None) -> None:
        async def keep(body: Json) -> None:
            if order:
                body["message"]["call"].update(_identity(order))
            self._ledger.keep(body)

        await tell_all(carrier, call, self._behaviour.standing.speed, keep)

    def _start(self, telling: Any) -> None:
        task = asyncio.create_task(telling)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def reset(self) -> None:
        """Every call is cut off and forgotten."""
        for task in self._running:
            task.cancel()
        self.placed.clear()


def _identity(order: CallOrder) -> Json:
    return {"name": order.name, "phoneNumberId": order.phone_number_id, "assistantId": order.assistant_id}
