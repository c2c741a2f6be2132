"""`python -m backend.doctor [console|webhook|worker|all] [--json]`: tries the settings, and says what to do.

Exit status: 0 all is well, 1 something is broken, 2 it works, with gaps.
"""

from __future__ import annotations

import argparse
import logging

from backend.doctor import report, trial
from backend.doctor.finding import Finding
from backend.doctor.programs import PROGRAMS, Program, settle


def main(argv: list[str] | None = None) -> int:
    """The command; it never shows a secret nor a traceback."""
    asked = _parser().parse_args(argv)
    # Of a library's own: what it has to say is in the findings, in French.
    logging.disable(logging.CRITICAL)
    programs = PROGRAMS if asked.program == "all" else (asked.program,)
    found = {program: examine(program) for program in programs}
    print(report.as_json(found) if asked.json else report.text(found))
    return report.exit_status(found)


def examine(program: Program) -> list[Finding]:
    """Everything about one program."""
    settled = settle(program)
    return [*settled.faults, *trial.run(settled.trials, settled.settings)]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m backend.doctor",
                                     description="Essaie chaque réglage contre ce qu’il nomme.")  # fmt: skip
    parser.add_argument("program", nargs="?", default="all", choices=[*PROGRAMS, "all"], metavar="PROGRAMME",
                        help="console, webhook, worker ou all (d’origine : all)")  # fmt: skip
    parser.add_argument("--json", action="store_true", help="pour une machine")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
