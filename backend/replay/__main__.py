"""Command line: what the code at hand would make of the calls of the last days.

It is run before an upgrade (docs/operate.md). Names and numbers are not printed.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import psycopg

from backend import fr
from backend.db import conninfo, settle_now
from backend.replay.difference import KINDS
from backend.replay.run import Outcome, replay
from backend.settings.base import BadSetting
from backend.settings.database import DatabaseSettings

_LOOK_BACK = timedelta(days=30)


def main(argv: list[str] | None = None) -> int:
    """Print what differs; 1 and a sentence when nothing could be computed."""
    asked = _parser().parse_args(argv)
    started = time.perf_counter()
    try:
        with psycopg.connect(conninfo(DatabaseSettings.load().db_url, "tool"), autocommit=True) as conn:
            settle_now(conn)
            outcome = replay(conn, since=_since(asked), call=asked.call, apply=asked.apply)
    except (BadSetting, ValueError) as error:
        print(f"Refusé : {error}", file=sys.stderr)
        return 1
    except psycopg.Error as error:
        # The server's own words may repeat a row.
        print(f"La base a refusé ({error.sqlstate or type(error).__name__}).", file=sys.stderr)
        return 1
    print("\n".join(_told(outcome, time.perf_counter() - started, applied=asked.apply)))
    return 0


def _since(asked: argparse.Namespace) -> datetime:
    if asked.since:
        return fr.local(datetime.combine(asked.since, datetime.min.time(), UTC))
    return datetime.min.replace(tzinfo=UTC) if asked.call else datetime.now(UTC) - _LOOK_BACK


def _told(outcome: Outcome, seconds: float, *, applied: bool) -> list[str]:
    calls = fr.count(outcome.calls, "appel recalculé", "appels recalculés")
    verb = "changements faits" if applied else "rien n’est changé"
    by_kind = Counter(one.kind for one in outcome.differences)
    lines = [f"{one.vapi_call_id}: {KINDS[one.kind]}: {one.words}" for one in outcome.differences]
    counts = [f"{KINDS[kind]}: {fr.count(n, 'différence')}" for kind, n in by_kind.items()]
    return [*lines, *counts, f"{calls} en {fr.decimal(seconds, 1)} s; {verb}"]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m backend.replay", description="Recalcule les appels.")
    parser.add_argument("--since", type=lambda text: datetime.strptime(text, "%Y-%m-%d").date(), metavar="AAAA-MM-JJ",
                        help="depuis ce jour; sinon, depuis trente jours")  # fmt: skip
    parser.add_argument("--call", help="cet appel seul, par son identifiant chez Vapi")
    parser.add_argument("--apply", action="store_true", help="écrit ce qui diffère; aucune alerte ne part")
    return parser


if __name__ == "__main__":
    sys.exit(main())
