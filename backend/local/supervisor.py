"""Owns every process of the stack: starts them in order, starts again those that fall, stops them together."""

from __future__ import annotations

import signal
import time
from collections.abc import Sequence
from dataclasses import replace

import psutil
import psycopg

from backend.local import state
from backend.local.child import Child
from backend.local.environment import Environment
from backend.local.errors import StackError, StopRequested
from backend.local.home import Home
from backend.local.programs import Program
from backend.local.report import Report
from backend.local.state import State
from backend.postgres.processes import stop_all

LOOK_EVERY_S = 0.1
# Once all are there: what falls is back soon, and a machine with nothing to do is left alone.
WATCH_EVERY_S = 0.25
READY_WITHIN_S = 60.0
FALLS_BEFORE_GIVING_UP = 3
STOP_WITHIN_S = 6.0
DATABASE_STOPS_WITHIN_S = 20.0


class Supervisor:
    """Lives in the main thread."""

    def __init__(self, home: Home, settings: Environment, first: State, report: Report) -> None:
        self._home = home
        self._settings = settings
        self._state = first
        self._report = report
        self._children: list[Child] = []
        self._awaited: set[str] = set()

    def start(self, programs: Sequence[Program]) -> None:
        """Start these, and do not wait."""
        for program in programs:
            child = Child(program, self._home, self._settings)
            self._children.append(child)
            child.start()
        self._write()

    def wait_for(self, *names: str) -> None:
        """Until these are ready, or all of them when none is named. Raises StackError for one that will not start."""
        for child in self._children:
            if child.program.name not in self._awaited and (not names or child.program.name in names):
                self._wait_until_ready(child)
                self._awaited.add(child.program.name)
                self._report.say(f"{child.program.label} : prêt.")

    def declare_ready(self) -> None:
        """From now on `env` answers."""
        self._state = replace(self._state, ready=True)
        self._write()

    def watch(self, owner: psutil.Process | None = None) -> None:
        """Start again what falls, until StopRequested, or until the process `owner` has ended."""
        while owner is None or owner.is_running():
            if self._look():
                self._write()
            time.sleep(WATCH_EVERY_S)

    def stop(self) -> None:
        """Stop everything: the database last, so that the others may finish what they write."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        database = [child for child in self._children if child.program.name in ("postgres", "pooler")]
        others = [child for child in self._children if child not in database]
        stop_all(_processes(others), polite_s=STOP_WITHIN_S)
        stop_all(_processes(database), polite_s=DATABASE_STOPS_WITHIN_S, polite=signal.SIGINT)
        state.forget(self._home.state_file)

    def _look(self) -> bool:
        changed = False
        for child in self._children:
            if ended := child.fell():
                self._report.note(f"{child.program.label} : arrêt inattendu ({ended}).")
                changed = True
            if child.is_due():
                child.start()
                self._report.note(f"{child.program.label} : relance.")
                changed = True
        return changed

    def _wait_until_ready(self, child: Child) -> None:
        deadline, falls = time.monotonic() + READY_WITHIN_S, 0
        while True:
            falls += bool(child.fell())
            if falls >= FALLS_BEFORE_GIVING_UP or time.monotonic() > deadline:
                raise StackError(_did_not_start(child.program, self._home))
            if child.is_due():
                child.start()
            if child.is_alive and _is_ready(child.program):
                return
            time.sleep(LOOK_EVERY_S)

    def _write(self) -> None:
        running = {child.program.name: child.running for child in self._children if child.running}
        self._state = replace(self._state, children=running)
        state.write(self._home, self._state)


def ask_to_stop(*_: object) -> None:
    """Signal handler: unwinds whatever the main thread is doing."""
    raise StopRequested


def _processes(children: Sequence[Child]) -> list[psutil.Process]:
    return [process for child in children if (process := child.process())]


def _is_ready(program: Program) -> bool:
    try:
        return program.is_ready()
    except psycopg.OperationalError:
        raise StackError(
            "La base embarquée refuse le mot de passe de cette installation : ses données viennent d’une autre. "
            "Relancez avec « up --fresh » pour les effacer et recommencer."
        ) from None


def _did_not_start(program: Program, home: Home) -> str:
    log = home.log(program.name)
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines() if log.exists() else []
    last = f" Dernière ligne : {lines[-1]}" if lines else ""
    return f"{program.label} n’a pas démarré. Son journal est dans {log}.{last}"
