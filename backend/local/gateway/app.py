"""The gateway as an ASGI application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
from psycopg_pool import PoolTimeout
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from backend.local.gateway import auth, errors, store
from backend.local.gateway.keys import Keys, Refused
from backend.local.gateway.rest import AWAY, PREFIX, RestProxy
from backend.local.gateway.settings import GatewaySettings
from backend.local.gateway.tokens import Tokens


def create_app(settings: GatewaySettings) -> ASGIApp:
    """Build the gateway; nothing is opened before the first request."""
    tokens = Tokens(settings.SUPABASE_JWT_SECRET.get_secret_value(), f"{settings.SUPABASE_URL}/auth/v1")
    publishable, secret = settings.SUPABASE_PUBLISHABLE_KEY, settings.SUPABASE_SECRET_KEY
    keys = Keys(publishable.get_secret_value(), secret.get_secret_value(), tokens)
    pool = store.pool(settings.SUPABASE_DB_URL.get_secret_value())
    rest = RestProxy(settings.POSTGREST_URL, keys)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await pool.open(wait=False)
        yield
        await pool.close(timeout=2)
        await rest.close()

    routes = [Mount("/auth/v1", routes=auth.Auth(pool, tokens, keys).routes), Route("/healthz", _alive)]
    # With the database away, clients must see something to try again, not a refusal.
    handlers = {errors.AuthRefusal: errors.answer, Refused: auth.refused, psycopg.Error: _away, PoolTimeout: _away}
    return _rest_first(rest, Starlette(routes=routes, lifespan=lifespan, exception_handlers=handlers))


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


async def _away(_: Request, __: Exception) -> Response:
    return JSONResponse(AWAY, 503)
