"""The webhook's ASGI application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from backend.db import POOL_SIZE, open_pool
from backend.health.sentry import sentry_probe_loop
from backend.readiness.secrets import report_secrets_loop
from backend.settings.webhook import WebhookSettings
from backend.webhook.acknowledge import AcknowledgeEndpoint
from backend.webhook.agenda import AgendaEndpoint
from backend.webhook.brevo import BrevoEndpoint
from backend.webhook.headers import SafeAnswers
from backend.webhook.health import Readiness, healthz
from backend.webhook.hosts import OwnHosts
from backend.webhook.journal import Journal
from backend.webhook.metrics import Metrics
from backend.webhook.replay import Replay
from backend.webhook.store import MessageStore
from backend.webhook.twilio import TwilioEndpoints
from backend.webhook.vapi import VapiEndpoint


def create_app(settings: WebhookSettings) -> Starlette:
    """Build the application; it opens the database and the journal when it starts. Raises BadSetting."""
    secrets, db_url = settings.vapi_secrets, settings.db_url
    token = settings.BREVO_WEBHOOK_TOKEN.get_secret_value() if settings.BREVO_WEBHOOK_TOKEN else None
    twilio_token = settings.TWILIO_AUTH_TOKEN.get_secret_value() if settings.TWILIO_AUTH_TOKEN else None
    journal = Journal(settings.JOURNAL_PATH)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with open_pool(db_url, program="webhook", size=POOL_SIZE) as pool:
            keeper, metrics = MessageStore(pool, journal), Metrics(pool)
            app.router.routes.extend(
                [
                    Route("/vapi", VapiEndpoint(secrets, keeper, metrics), methods=["POST"]),
                    Route("/readyz", Readiness(keeper).__call__, methods=["GET"]),
                    Route("/brevo/sms", BrevoEndpoint("sms", token, pool, metrics).__call__, methods=["POST"]),
                    Route("/brevo/email", BrevoEndpoint("email", token, pool, metrics).__call__, methods=["POST"]),
                    *TwilioEndpoints(twilio_token, settings.WEBHOOK_URL, pool, metrics).routes(),
                    Route(
                        "/a/{token}", AcknowledgeEndpoint(pool, settings.CONSOLE_URL).__call__, methods=["GET", "POST"]
                    ),
                    Route("/agenda/{secret}.ics", AgendaEndpoint(pool, settings.CONSOLE_URL).__call__, methods=["GET"]),
                ]
            )
            loops = (
                Replay(keeper).run_for_ever(),
                metrics.flush_for_ever(),
                sentry_probe_loop(pool, "webhook"),
                report_secrets_loop(pool, "webhook", settings),
            )
            tasks = [asyncio.create_task(loop) for loop in loops]
            yield
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
            await keeper.close()
        journal.close()

    around = [Middleware(one, public_url=settings.WEBHOOK_URL) for one in (SafeAnswers, OwnHosts)]
    made = Starlette(routes=[Route("/healthz", healthz, methods=["GET"])], lifespan=lifespan, middleware=around)
    # An address with a slash too many is unknown: the framework would send people where the Host header says.
    made.router.redirect_slashes = False
    return made
