"""`python -m backend.local up | run | env | down`: the embedded stack."""

from __future__ import annotations

import argparse
import sys

from backend.local import commands
from backend.local.home import current_home
from backend.local.launch import Options
from backend.postgres.errors import PostgresError


def main(argv: list[str] | None = None) -> int:
    """Run one command; the exit status is 1 when it could not be done."""
    given = _parser().parse_args(argv)
    home = current_home()
    try:
        if given.command == "env":
            return commands.env(home)
        if given.command == "down":
            return commands.down(home, wipe=given.wipe)
        if given.command == "kill":
            return commands.kill(home, given.program, given.held)
        options = Options(console=given.console, demo=given.demo, fresh=given.fresh, owner=given.owner)
        return {"up": commands.up, "run": commands.run, "supervise": commands.supervise}[given.command](home, options)
    except PostgresError as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m backend.local", description=__doc__)
    commands_ = parser.add_subparsers(dest="command", required=True)
    for name, help_ in (("up", "start, and leave it running"), ("run", "start, and stop on Ctrl-C"), ("supervise", "")):
        _add_options(commands_.add_parser(name, help=help_ or argparse.SUPPRESS))
    commands_.add_parser("env", help="print the running stack's settings as KEY=value")
    down = commands_.add_parser("down", help="stop everything")
    down.add_argument("--wipe", action="store_true", help="and forget the data, the secrets and the ports")
    kill = commands_.add_parser("kill", help="kill one program as a crash would")
    names = "postgres, pooler, postgrest, gateway, webhook, worker, brevo, vapi, console or player"
    kill.add_argument("program", help=names)
    kill.add_argument("--held", type=float, default=0.0, metavar="SECONDS", help="keep it down that long")
    return parser


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--no-console", dest="console", action="store_false", help="without the console")
    parser.add_argument("--no-demo", dest="demo", action="store_false", help="an empty database, of its own")
    parser.add_argument("--fresh", action="store_true", help="forget that database's data first")
    parser.add_argument("--with", dest="owner", type=int, metavar="PID", help="stop when that process ends")


if __name__ == "__main__":
    sys.exit(main())
