"""`GET /call` and `GET /call/{id}`: filters, order and limit as documented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from backend.local.standins.vapi.call_store import CallStore
from backend.local.standins.vapi.rest.guard import Guard, refusal
from backend.wire import moment

Json = dict[str, Any]

USUAL_LIMIT, MOST = 100, 1000
COMPARED: dict[str, Callable[[datetime, datetime], bool]] = {
    "Gt": lambda at, bound: at > bound,
    "Lt": lambda at, bound: at < bound,
    "Ge": lambda at, bound: at >= bound,
    "Le": lambda at, bound: at <= bound,
}
BOUNDS = [(f"{name}{how}", name, keeps) for name in ("createdAt", "updatedAt") for how, keeps in COMPARED.items()]


def routes(ledger: CallStore, guard: Guard) -> list[Route]:
    """Reading calls."""

    async def many(request: Request) -> Response:
        asked = dict(request.query_params)
        limit = asked.pop("limit", str(USUAL_LIMIT))
        if not limit.isdigit() or int(limit) > MOST:
            return refusal(400, "Bad Request", [f"limit must not be greater than {MOST}"])
        kept = [call for call in ledger.all() if _fits(call, asked)]
        return JSONResponse(kept[: int(limit)])

    async def one(request: Request) -> Response:
        call = ledger.get(request.path_params["call_id"])
        return JSONResponse(call) if call else refusal(404, "Not Found", "Couldn't find call")

    async def erase(request: Request) -> Response:
        call = ledger.get(request.path_params["call_id"])
        return (
            JSONResponse(call)
            if ledger.erase(request.path_params["call_id"])
            else refusal(404, "Not Found", "Couldn't find call")
        )

    return [
        guard.route("/call", many),
        guard.route("/call/{call_id}", one),
        guard.route("/call/{call_id}", erase, method="DELETE"),
    ]


def _fits(call: Json, asked: dict[str, str]) -> bool:
    for name, field, keeps in BOUNDS:
        at, bound = moment(call.get(field)), moment(asked.get(name))
        if bound and (at is None or not keeps(at, bound)):
            return False
    return all(call.get(name) == asked[name] for name in ("id", "assistantId", "phoneNumberId") if name in asked)
