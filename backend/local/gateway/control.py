"""`/_standin/sign-in`: the dashboard of this stand-in, for whoever holds the secret key. Hosted, there is none."""

from __future__ import annotations

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from backend.local.gateway import caller, reading
from backend.local.gateway.errors import AuthRefusal
from backend.local.gateway.service import Service


def routes(service: Service) -> list[Route]:
    """Read the boxes, or set some; those not named are as they were at the start."""

    async def read(request: Request) -> Response:
        caller.admit_admin(service, request)
        return JSONResponse(service.boxes.model_dump(mode="json"))

    async def change(request: Request) -> Response:
        caller.admit_admin(service, request)
        given = {**service.at_start.model_dump(), **await reading.json_object(request)}
        try:
            service.boxes = type(service.at_start).model_validate(given)
        except ValidationError as error:
            raise AuthRefusal(422, "validation_failed", str(error)) from None
        service.levels.refill()
        return JSONResponse(service.boxes.model_dump(mode="json"))

    return [
        Route("/_standin/sign-in", read, methods=["GET"]),
        Route("/_standin/sign-in", change, methods=["PUT"]),
    ]
