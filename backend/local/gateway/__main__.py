"""`python -m backend.local.gateway`: serve on 127.0.0.1, at GATEWAY_PORT."""

from __future__ import annotations

import sys

import uvicorn

from backend.local.gateway.app import create_app
from backend.local.gateway.settings import GatewaySettings
from backend.postgres.ports import LOOPBACK
from backend.settings.base import BadSetting

KEEP_ALIVE_S = 75


def main() -> int:
    """Serve until stopped; 1 and a plain sentence when the settings are not fit."""
    try:
        settings = GatewaySettings.load()
    except BadSetting as error:
        print(f"La passerelle refuse de démarrer. {error}", file=sys.stderr)
        return 1
    uvicorn.run(
        create_app(settings), host=LOOPBACK, port=settings.GATEWAY_PORT, access_log=False, log_level="warning",
        timeout_keep_alive=KEEP_ALIVE_S, timeout_graceful_shutdown=3, server_header=False,
    )  # fmt: skip
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
