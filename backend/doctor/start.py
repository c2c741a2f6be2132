"""What a program does with the doctor when it starts: refuse what would lose something, say the rest once, loudly.

Only what this machine alone can tell, and its clock, keep a program from starting: a provider that is away never does.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

from backend.doctor import beside, trial
from backend.doctor.finding import Finding
from backend.doctor.programs import Program, settle
from backend.settings import exclusive
from backend.settings.base import EX_CONFIG, BadSetting

NAMES: dict[Program, str] = {"console": "La console", "webhook": "Le webhook", "worker": "Le worker"}
# What is tried before the program serves: nothing here may hold it up longer.
BEFORE = ("JOURNAL_PATH", "CONSOLE_SESSIONS_PATH", "BACKUP_PUBLIC_KEYS", "SUPABASE_DB_URL")
PATIENCE_S = 4.0


@dataclass(frozen=True, slots=True)
class Start:
    """Which program starts, where it is known by, and which version. `alone`: the file that no other may hold."""

    program: Program
    instance: str
    release: str
    alone: tuple[str, Path, str] | None = None


def at_start(start: Start, db_url: str | None = None) -> Callable[[], None]:
    """Return to serve, or end the program with one line. What it returns tries the rest, beside the program.

    To be called once the program's log is set up: logging from a thread while somebody configures it can hang both.
    """
    settled = settle(start.program, starting=True)
    _refuse(start.program, settled.faults)
    first = [replace(one, patience_s=PATIENCE_S) for one in settled.trials if one.setting in BEFORE]
    found = trial.run_each(first, settled.settings)
    _refuse(start.program, [finding for findings in found for finding in findings])
    _hold(start)
    later = [one for one in settled.trials if one.setting not in BEFORE]
    tried = beside.Tried([*first, *later], settled.settings, [*found, *([] for _ in later)])
    keeper = beside.Keeper(start.program, start.instance, start.release, db_url)

    def try_the_rest() -> None:
        # Made only now: what it reports carries the program's name, which Sentry hands to threads when they are made.
        threading.Thread(target=keeper.run, args=(tried,), name="doctor", daemon=True).start()

    return try_the_rest


def refuse(program: Program, why: BadSetting) -> NoReturn:
    """End the program over this setting, in one line."""
    print(f"{NAMES[program]} refuse de démarrer. {why}", file=sys.stderr)
    sys.exit(EX_CONFIG)


def _refuse(program: Program, findings: Sequence[Finding]) -> None:
    for one in findings:
        if one.stops:
            refuse(program, BadSetting(one.setting, one.found, one.means, one.remedy))


def _hold(start: Start) -> None:
    if start.alone:
        try:
            exclusive.hold(*start.alone)
        except BadSetting as error:
            refuse(start.program, error)
