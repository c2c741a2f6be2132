"""`python -m backend.local.standins.vapi serve | play | call | preload | scenarios | faults`: the stand-in for Vapi."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
from datetime import UTC, datetime
from random import Random

from backend.local.standins.vapi.call_list import CallList
from backend.local.standins.vapi.call_store import CallStore
from backend.local.standins.vapi.catalogue import SCENARIOS, scenario
from backend.local.standins.vapi.faults.catalogue import FAULTS
from backend.local.standins.vapi.player import play_call, play_for_ever
from backend.local.standins.vapi.preload import NotEmbedded, preload
from backend.local.standins.vapi.rest.app import serve
from backend.local.standins.vapi.rest.settings import RestSettings
from backend.local.standins.vapi.settings import PlayerSettings, PreloadSettings
from backend.settings.base import BadSetting


def main(argv: list[str] | None = None) -> int:
    """Run one command; the exit status is 1 when it could not be done."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    options = _parser().parse_args(argv)
    try:
        if options.command == "serve":
            serve(RestSettings.load())
            return 0
        return asyncio.run(_run(options))
    except (BadSetting, NotEmbedded) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


async def _run(options: argparse.Namespace) -> int:
    if options.command == "scenarios":
        print("\n".join(SCENARIOS))
        return 0
    if options.command == "faults":
        print("\n".join(f"{name:28}{fault.kind:8}{fault.about}" for name, fault in FAULTS.items()))
        return 0
    if options.command == "preload":
        return await _preload(options)
    settings = PlayerSettings.load()
    if settings.in_production:
        raise BadSetting("WEBHOOK_URL", "mène hors de cette machine : des appels inventés n’y vont pas")
    url, secret = settings.endpoint, settings.VAPI_WEBHOOK_SECRET.get_secret_value()
    if options.command == "call":
        return await _call(options, url, secret, CallList(settings.VAPI_API_URL))
    listing = CallList(settings.VAPI_API_URL)
    await play_for_ever(url, secret, every=options.every, speed=options.speed, seed=options.seed, keep=listing.keep)
    return 0


async def _call(options: argparse.Namespace, url: str, secret: str, listing: CallList) -> int:
    chosen = scenario(options.scenario, Random(options.seed), datetime.now(UTC), faults=options.fault)
    played = await play_call(url, secret, chosen, speed=options.speed, seed=options.seed, keep=listing.keep)
    print(f"{played.scenario} {played.call_id}: {len(played.deliveries)} messages, {len(played.dropped)} dropped")
    return 1 if played.dropped else 0


async def _preload(options: argparse.Namespace) -> int:
    settings = PreloadSettings.load()
    ledger = CallStore(settings.VAPI_STANDIN_LOG)
    done = await preload(settings.SUPABASE_DB_URL.get_secret_value(), days=options.days, ledger=ledger)
    if not done.calls:
        print("the demonstration is there already: nothing to do")
        return 0
    print(f"{done.calls} calls, {done.messages} messages in {done.seconds:.1f} s, {done.failed} failed")
    return 1 if done.failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m backend.local.standins.vapi", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("serve", help="Vapi's REST interface, at the port of VAPI_API_URL")
    play = commands.add_parser("play", help="a call every few minutes, until stopped")
    play.add_argument("--every", type=float, default=180.0, metavar="SECONDS", help="on average (default 180)")
    call = commands.add_parser("call", help="one call now")
    call.add_argument("--scenario", required=True, choices=sorted(SCENARIOS), metavar="NAME", help="see `scenarios`")
    call.add_argument(
        "--fault", action="append", default=[], choices=sorted(FAULTS), metavar="NAME", help="see `faults`"
    )
    for command in (play, call):
        command.add_argument("--speed", type=float, default=1.0, help="1 is real time, 20 is twenty times as fast")
        command.add_argument("--seed", type=int, default=None, help="the same seed plays the same calls")
    history = commands.add_parser("preload", help="two months of history, into the embedded database")
    history.add_argument("--days", type=int, default=60)
    commands.add_parser("scenarios", help="the names of the calls that can be played")
    commands.add_parser("faults", help="what can go wrong in them")
    return parser


if __name__ == "__main__":
    sys.exit(main())
