"""The stand-in as an ASGI application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route, Router

from backend.local.standins.brevo import control, reading, refusals, sending
from backend.local.standins.brevo.behaviour import Manner
from backend.local.standins.brevo.guard import Guard
from backend.local.standins.brevo.handlers import Handlers
from backend.local.standins.brevo.settings import StandinSettings

PREFIX = "/v3"
OTHERS_PER_HOUR = 100


def create_app(
    settings: StandinSettings,
    *,
    log: Path | None = None,
    manner: Manner | None = None,
    others_per_hour: int = OTHERS_PER_HOUR,
) -> Starlette:
    """Build the stand-in; what it had received is read back from `log`."""
    token = settings.BREVO_WEBHOOK_TOKEN.get_secret_value()
    desk = Handlers(settings.WEBHOOK_URL, token, log, manner or Manner(), others_per_hour)
    guard = Guard(desk, settings.BREVO_API_KEY.get_secret_value())

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        telling = asyncio.create_task(desk.courier.run())
        yield
        telling.cancel()
        with suppress(asyncio.CancelledError):
            await telling

    api = [*sending.routes(desk, guard), *reading.routes(desk, guard, settings.WEBHOOK_URL)]
    # An address with a slash too many is unknown, as at Brevo: nobody is sent where the Host header says.
    made = Starlette(
        routes=[
            Mount(PREFIX, app=Router(api, redirect_slashes=False)),
            *control.routes(desk, guard),
            Route("/healthz", _alive),
        ],
        lifespan=lifespan,
        exception_handlers={refusals.Refusal: refusals.answer, HTTPException: refusals.answer_no_such_page},
    )
    made.router.redirect_slashes = False
    return made


async def _alive(_: Request) -> Response:
    return JSONResponse({"status": "ok"})
