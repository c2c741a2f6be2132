"""`python -m backend.webhook`: serve on HOST and PORT (or WEBHOOK_URL's port)."""

from __future__ import annotations

import gc
import socket

from backend import observe
from backend.doctor.start import Start, at_start, refuse
from backend.serve import serve
from backend.settings.base import BadSetting
from backend.settings.webhook import WebhookSettings
from backend.webhook.app import create_app
from backend.webhook.protocol import PatientProtocol


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
    serve(
        app, settings.HOST, settings.port, ends_within_s=5, proxy_headers=False, log_config=None, http=PatientProtocol
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
