"""`python -m backend.webhook`: serve on HOST and PORT (or WEBHOOK_URL's port)."""

from __future__ import annotations

import gc
import socket

import uvicorn

from backend import observe
from backend.doctor.start import Start, at_start, refuse
from backend.settings.base import BadSetting
from backend.settings.webhook import WebhookSettings
from backend.webhook.app import create_app
from backend.webhook.protocol import PatientProtocol

KEEP_ALIVE_S = 75


def main() -> int:
    """Serve until stopped; EX_CONFIG and a plain sentence when the settings are not fit."""
    try:
        settings = WebhookSettings.load()
    except BadSetting as error:
        refuse("webhook", error)
    observe.start(settings, "webhook")
    instance = f"{socket.gethostname()}:{settings.port}"
    journal = ("JOURNAL_PATH", settings.JOURNAL_PATH, "Deux webhooks y reprendraient les mêmes messages.")
    at_start(Start("webhook", instance, settings.RELEASE, journal), settings.db_url)()
    app = create_app(settings)
    # What was imported lives for ever: the collector need not look at it again in the middle of an answer.
    gc.collect()
    gc.freeze()
    uvicorn.run(
        app, host=settings.HOST, port=settings.port, access_log=False, log_level="warning",
        timeout_keep_alive=KEEP_ALIVE_S, timeout_graceful_shutdown=5, server_header=False,
        proxy_headers=False, log_config=None, http=PatientProtocol,
    )  # fmt: skip
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
