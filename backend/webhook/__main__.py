"""`python -m backend.webhook`: serve on HOST and PORT (or WEBHOOK_URL's port)."""

from __future__ import annotations

import gc
import sys

import uvicorn

from backend import observe
from backend.settings.base import BadSetting
from backend.settings.webhook import WebhookSettings
from backend.webhook.app import create_app

KEEP_ALIVE_S = 75


def main() -> int:
    """Serve until stopped; 1 and a plain sentence when the settings are not fit."""
    try:
        settings = WebhookSettings.load()
        app = create_app(settings)
    except (BadSetting, ValueError) as error:
        print(f"Le webhook refuse de démarrer. {error}", file=sys.stderr)
        return 1
    observe.start(settings, "webhook")
    # What was imported lives for ever: the collector need not look at it again in the middle of an answer.
    gc.collect()
    gc.freeze()
    uvicorn.run(
        app, host=settings.HOST, port=settings.port, access_log=False, log_level="warning",
        timeout_keep_alive=KEEP_ALIVE_S, timeout_graceful_shutdown=5, server_header=False,
        proxy_headers=False,
    )  # fmt: skip
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
