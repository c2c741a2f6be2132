"""The gateway as an ASGI application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
from psycopg_pool import PoolTimeout
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from backend.local.gateway import (
    admin,
    control,
    errors,
    factors,
    links,
    openly,
    store,
    token_room,
    user_room,
)  # fmt: skip
from backend.local.gateway.boxes import Boxes
from backend.local.gateway.keys import Keys, Refused
from backend.local.gateway.rest import PREFIX, RestProxy
from backend.local.gateway.service import Service
from backend.local.gateway.settings import GatewaySettings
from backend.local.gateway.tokens import Tokens

ROOMS = (token_room, user_room, links, factors, admin, openly)


def create_app(settings: GatewaySettings) -> ASGIApp:
    """Build the gateway; nothing is opened before the first request."""
    service = _service(settings)
    rest = RestProxy(settings.POSTGREST_URL, service.keys)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await service.pool.open(wait=False)
        yield
        await service.pool.close(timeout=2)
        await rest.close()

    sign_in = [route for room in ROOMS for route in room.routes(service)]
    # Nobody is sent on for a slash too many: the framework would send them where the Host header says.
    sign_in_service = Router(routes=sign_in, redirect_slashes=False)
    routes = [Mount("/auth/v1", app=sign_in_service), *control.routes(service), Route("/healthz", _alive)]
    handlers = {errors.AuthRefusal: errors.answer, Refused: _refused, psycopg.Error: errors.away,
                PoolTimeout: errors.away}  # fmt: skip
    others = Starlette(routes=routes, lifespan=lifespan, exception_handlers=handlers)
    others.router.redirect_slashes = False
    return _rest_first(rest, others)


def _service(settings: GatewaySettings) -> Service:
    tokens = Tokens(settings.SUPABASE_SIGNING_KEY.get_secret_value(), f"{settings.SUPABASE_URL}/auth/v1")
    publishable, secret = settings.SUPABASE_PUBLISHABLE_KEY, settings.SUPABASE_SECRET_KEY
    keys = Keys(publishable.get_secret_value(), secret.get_secret_value(), tokens)
    pool = store.pool(settings.AUTH_DB_URL.get_secret_value())
    return Service(pool, tokens, keys, Boxes(limits=settings.SIGN_IN_LIMITS, refresh_kind=settings.REFRESH_TOKEN_KIND))


def _rest_first(rest: RestProxy, others: Starlette) -> ASGIApp:
    """The Data API passes by no router and no middleware: nearly every request is for it."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(f"{PREFIX}/"):
            await rest(scope, receive, send)
        else:
            await others(scope, receive, send)

    return application


async def _alive(_: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def _refused(_: Request, error: Exception) -> Response:
    """An API key that is missing or wrong."""
    assert isinstance(error, Refused)
    return JSONResponse(error.body, 401)
