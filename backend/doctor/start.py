"""What a program does with the doctor when it starts: refuse what would lose something, say the rest once, loudly.

Only what this machine alone can tell, and its clock, keep a program from starting: a provider that is away never does.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import psycopg

from backend.doctor import keep, trial
from backend.doctor.finding import Finding, Trial
from backend.doctor.programs import Program, settle
from backend.settings import exclusive
from backend.settings.base import EX_CONFIG, BadSetting

logger = logging.getLogger("drain.settings")
NAMES: dict[Program, str] = {"console": "La console", "webhook": "Le webhook", "worker": "Le worker"}
# What is tried before the program serves: nothing here may hold it up longer.
BEFORE = ("JOURNAL_PATH", "CONSOLE_SESSIONS_PATH", "BACKUP_PUBLIC_KEYS", "SUPABASE_DB_URL")
PATIENCE_S = 4.0
KEEP_AGAIN_S = 30.0


@dataclass(frozen=True, slots=True)
class Start:
    """Which program starts, where it is known by, and which version. `alone`: the file that no other may hold."""

    program: Program
    instance: str
    release: str
    alone: tuple[str, Path, str] | None = None


_FOUND: list[Finding] = []


def at_start(start: Start, db_url: str | None = None) -> None:
    """Return to serve, or end the program with one line; the rest is tried, said and kept beside it."""
    settled = settle(start.program, starting=True)
    _refuse(start.program, settled.faults)
    found = trial.run([_hurried(one) for one in settled.trials if one.setting in BEFORE], settled.settings)
    _refuse(start.program, found)
    if start.alone:
        try:
            exclusive.hold(*start.alone)
        except BadSetting as error:
            refuse(start.program, error)
    later = [one for one in settled.trials if one.setting not in BEFORE]

    def rest() -> None:
        found.extend(trial.run(later, settled.settings))
        _FOUND[:] = found
        say(found)
        if db_url:
            _keep(start, found, db_url)

    threading.Thread(target=rest, name="doctor", daemon=True).start()


def refuse(program: Program, why: BadSetting) -> NoReturn:
    """End the program over this setting, in one line."""
    print(f"{NAMES[program]} refuse de démarrer. {why}", file=sys.stderr)
    sys.exit(EX_CONFIG)


def found_here() -> list[Finding]:
    """What this process found when it started; empty until everything was tried."""
    return list(_FOUND)


def _refuse(program: Program, findings: Sequence[Finding]) -> None:
    for one in findings:
        if one.stops:
            refuse(program, BadSetting(one.setting, one.found, one.means, one.remedy))


def say(findings: Sequence[Finding]) -> None:
    """Once each, in the program's log."""
    for one in findings:
        if one.state != "ok":
            level = logging.ERROR if one.state == "broken" else logging.WARNING
            logger.log(level, "%s : %s. %s %s", one.setting, one.found, one.means, one.remedy)


def _hurried(one: Trial) -> Trial:
    return Trial(one.setting, one.run, PATIENCE_S)


def _keep(start: Start, findings: Sequence[Finding], db_url: str, pause: Callable[[float], None] = time.sleep) -> None:
    """For Santé; a database that is away is told later."""
    while True:
        try:
            keep.keep(db_url, start.program, start.instance, start.release, findings)
            return
        except psycopg.errors.UndefinedFunction:
            # An older schema has no place for it; that is among the findings.
            return
        except psycopg.Error:
            pause(KEEP_AGAIN_S)
