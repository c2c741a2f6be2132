"""`python -m backend.local.standins.brevo`: serve on 127.0.0.1, at the port of BREVO_API_URL."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from backend.local.standins.brevo.app import OTHERS_PER_HOUR, create_app
from backend.local.standins.brevo.behaviour import Manner
from backend.local.standins.brevo.cut import CuttableProtocol
from backend.local.standins.brevo.settings import StandinSettings
from backend.postgres.ports import LOOPBACK
from backend.serve import serve
from backend.settings.base import BadSetting


def main(argv: list[str] | None = None) -> int:
    """Serve until stopped; 1 and a plain sentence when the settings are not fit."""
    options = _parser().parse_args(argv)
    try:
        settings = StandinSettings.load()
        settings.require_loopback()
        port = settings.port
    except BadSetting as error:
        print(f"Le Brevo simulé refuse de démarrer. {error}", file=sys.stderr)
        return 1
    manner = Manner(event_delay_s=options.event_delay, retry_scale=options.retry_scale)
    app = create_app(settings, log=options.log, manner=manner, others_per_hour=options.others_per_hour)
    serve(app, LOOPBACK, port, ends_within_s=2, http=CuttableProtocol)
    return 0


def _parser() -> argparse.ArgumentParser:
    usual = Manner()
    parser = argparse.ArgumentParser(prog="python -m backend.local.standins.brevo", description=__doc__)
    parser.add_argument("--log", type=Path, metavar="FILE", help="keep what was received there, one JSON a line")
    parser.add_argument("--event-delay", type=float, default=usual.event_delay_s, metavar="SECONDS",
                        help="between two events of one message")  # fmt: skip
    parser.add_argument("--retry-scale", type=float, default=usual.retry_scale, metavar="FACTOR",
                        help="0.01 makes Brevo's ten minutes six seconds")  # fmt: skip
    parser.add_argument("--others-per-hour", type=int, default=OTHERS_PER_HOUR, metavar="COUNT",
                        help="requests that do not send; 0 is no limit")  # fmt: skip
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
