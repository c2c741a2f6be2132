"""`python -m backend.doctor [console|webhook|worker|all] [--json] [--password-rules]`: tries the settings.

Exit status: 0 all is well, 1 something is broken, 2 it works, with gaps.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Iterator
from functools import partial

from backend.doctor import password_rules, report, trial
from backend.doctor.finding import Finding, Trial
from backend.doctor.programs import PROGRAMS, Program, settle
from backend.settings.base import Settings
from backend.settings.worker import WorkerSettings


def main(argv: list[str] | None = None) -> int:
    """The command; it never shows a secret nor a traceback."""
    asked = _parser().parse_args(argv)
    # Of a library's own: what it has to say is in the findings, in French.
    logging.disable(logging.CRITICAL)
    programs = PROGRAMS if asked.program == "all" else (asked.program,)
    found = {program: examine(program, with_rules=asked.password_rules) for program in programs}
    print(report.as_json(found) if asked.json else report.text(found))
    return report.exit_status(found)


def examine(program: Program, *, with_rules: bool = False) -> list[Finding]:
    """Everything about one program."""
    settled = settle(program)
    more = list(_password_rules(settled.settings)) if with_rules else []
    return [*settled.faults, *trial.run([*settled.trials, *more], settled.settings)]


def _password_rules(settings: tuple[Settings, ...]) -> Iterator[Trial]:
    """Whoever holds the secret key may."""
    for one in settings:
        if isinstance(one, WorkerSettings) and one.SUPABASE_URL and one.SUPABASE_SECRET_KEY:
            key = one.SUPABASE_SECRET_KEY.get_secret_value()
            yield Trial(password_rules.SETTING, partial(password_rules.tried, one.SUPABASE_URL, key))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m backend.doctor",
                                     description="Essaie chaque réglage contre ce qu’il nomme.")  # fmt: skip
    parser.add_argument("program", nargs="?", default="all", choices=[*PROGRAMS, "all"], metavar="PROGRAMME",
                        help="console, webhook, worker ou all (d’origine : all)")  # fmt: skip
    parser.add_argument(
        "--password-rules",
        action="store_true",
        help="aussi les règles de Supabase sur les mots de passe, par un compte d’un instant",
    )
    parser.add_argument("--json", action="store_true", help="pour une machine")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
