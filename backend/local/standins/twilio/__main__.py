"""`python -m backend.local.standins.twilio`: serve on 127.0.0.1, at the port of TWILIO_API_URL."""

from __future__ import annotations

import argparse
import sys

from backend.local.standins.brevo.cut import CuttableProtocol
from backend.local.standins.twilio.app import EVENT_DELAY_S, create_app
from backend.local.standins.twilio.settings import StandinSettings
from backend.postgres.ports import LOOPBACK
from backend.serve import serve
from backend.settings.base import BadSetting


def main(argv: list[str] | None = None) -> int:
    """Serve until stopped; 1 and a plain sentence when the settings are not fit."""
    parser = argparse.ArgumentParser(prog="python -m backend.local.standins.twilio", description=__doc__)
    parser.add_argument("--event-delay", type=float, default=EVENT_DELAY_S, metavar="SECONDS",
                        help="between two callbacks of one message or call")  # fmt: skip
    options = parser.parse_args(argv)
    try:
        settings = StandinSettings.load()
        settings.require_loopback()
        port = settings.port
    except BadSetting as error:
        print(f"Le Twilio simulé refuse de démarrer. {error}", file=sys.stderr)
        return 1
    serve(create_app(settings, options.event_delay), LOOPBACK, port, ends_within_s=2, http=CuttableProtocol)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
