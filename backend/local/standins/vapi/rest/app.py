"""The stand-in as an ASGI application, and the server that runs it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from backend.local.standins.brevo.cut import CuttableProtocol
from backend.local.standins.vapi.call_store import CallStore
from backend.local.standins.vapi.rest import listing
from backend.local.standins.vapi.rest.account import Account
from backend.local.standins.vapi.rest.behaviour import Behaviour
from backend.local.standins.vapi.rest.carrier import UnsureCarrier
from backend.local.standins.vapi.rest.configured import configured
from backend.local.standins.vapi.rest.control import Control
from backend.local.standins.vapi.rest.guard import Guard
from backend.local.standins.vapi.rest.placing import Exchange
from backend.local.standins.vapi.rest.recordings import Recordings
from backend.local.standins.vapi.rest.settings import RestSettings
from backend.postgres.ports import LOOPBACK
from backend.serve import serve as serve_http


def create_app(settings: RestSettings) -> Starlette:
    """Build the stand-in; the calls it had listed are read back from its file."""
    behaviour, ledger = Behaviour(), CallStore(settings.VAPI_STANDIN_LOG)
    guard = Guard(behaviour, settings.VAPI_API_KEY.get_secret_value())
    webhook = f"{settings.WEBHOOK_URL.rstrip('/')}/vapi"
    carrier = UnsureCarrier(webhook, settings.VAPI_WEBHOOK_SECRET.get_secret_value(), behaviour)
    account = Account(configured(settings) if settings.VAPI_TRANSFER_NUMBER else None)
    exchange = Exchange(ledger, carrier, behaviour, account)
    recordings = Recordings(ledger, behaviour, settings.VAPI_API_URL)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await carrier.close()

    made = Starlette(
        routes=[
            *recordings.routes(guard),
            *listing.routes(ledger, guard),
            *account.routes(guard),
            *exchange.routes(guard),
            *Control(behaviour, ledger, carrier, exchange, account, guard).routes(),
            Route("/healthz", _alive),
        ],
        lifespan=lifespan,
    )
    # An address with a slash too many is unknown, as at Vapi: nobody is sent where the Host header says.
    made.router.redirect_slashes = False
    return made


def serve(settings: RestSettings) -> None:
    """Serve on 127.0.0.1, at the port of VAPI_API_URL, until stopped. Raises BadSetting."""
    settings.require_loopback()
    serve_http(create_app(settings), LOOPBACK, settings.port, ends_within_s=2, http=CuttableProtocol)


async def _alive(_: Request) -> Response:
    return JSONResponse({"status": "ok"})
