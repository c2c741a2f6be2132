"""`python -m backend.local.gateway`: serve on 127.0.0.1, at GATEWAY_PORT."""

from __future__ import annotations

import sys

from backend.local.gateway.app import create_app
from backend.local.gateway.settings import GatewaySettings
from backend.postgres.ports import LOOPBACK
from backend.serve import serve
from backend.settings.base import BadSetting


def main() -> int:
    """Serve until stopped; 1 and a plain sentence when the settings are not fit."""
    try:
        settings = GatewaySettings.load()
    except BadSetting as error:
        print(f"La passerelle refuse de démarrer. {error}", file=sys.stderr)
        return 1
    serve(create_app(settings), LOOPBACK, settings.GATEWAY_PORT, ends_within_s=3)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
