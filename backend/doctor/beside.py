"""Beside a program that serves already: tries the rest of its settings, says what is wrong, keeps it for Santé."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import chain, repeat

import psycopg

from backend.db import conninfo, nothing_half_made, query
from backend.doctor import trial
from backend.doctor.finding import Finding, Trial
from backend.settings.base import Settings

logger = logging.getLogger("drain.settings")
# What is not in order is tried again: programs start together, and a provider that was away comes back. Brevo grants a
# hundred requests an hour to all who ask: the last pause leaves most of them to the alerts.
AGAIN_AFTER_S = (20.0, 120.0, 900.0)


@dataclass(frozen=True, slots=True)
class Found:
    """What a program found of its settings, where that was, and when it looked last."""

    program: str
    instance: str
    at: datetime
    findings: list[Finding]
    release: str | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """Trials, and what each found so far; an empty list where it was not tried yet."""

    trials: list[Trial]
    settings: tuple[Settings, ...]
    found: list[list[Finding]]

    def findings(self) -> list[Finding]:
        """All of them, each once."""
        return list(dict.fromkeys(finding for findings in self.found for finding in findings))

    def try_again(self) -> None:
        """Those that were not tried yet, or found something wrong."""
        due = [n for n, found in enumerate(self.found) if not found or any(one.state != "ok" for one in found)]
        again = trial.run_each([self.trials[n] for n in due], self.settings)
        for n, findings in zip(due, again, strict=True):
            self.found[n] = findings

    @property
    def all_well(self) -> bool:
        """Nothing is left to try again."""
        return all(one.state == "ok" for one in self.findings())


_HERE: list[Found] = []


def found_here() -> list[Found]:
    """What this very process found; empty until everything was tried. The console has nowhere else to keep it."""
    return list(_HERE)


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who found it; the console has no database to keep it in."""

    program: str
    instance: str
    release: str
    db_url: str | None

    def run(self, tried: Tried, pause: Callable[[float], None] = time.sleep) -> None:
        """Until everything is in order and kept."""
        for pause_s in _pauses():
            tried.try_again()
            if not _HERE:
                say(tried.findings())
            _HERE[:] = [Found(self.program, self.instance, datetime.now(UTC), tried.findings(), self.release)]
            if self._keep(tried.findings()) and tried.all_well:
                return
            pause(pause_s)

    def _keep(self, findings: Sequence[Finding]) -> bool:
        if not self.db_url:
            return True
        told = json.dumps([asdict(one) for one in findings])
        try:
            with nothing_half_made():
                opened = psycopg.connect(conninfo(self.db_url, self.program), autocommit=True)
            with opened as conn:
                conn.execute(query("note_settings_findings"), [self.program, self.instance, self.release, told])
        except psycopg.Error:
            # Away, or of an older schema, which is among the findings: another time.
            return False
        return True


def say(findings: Sequence[Finding]) -> None:
    """Once each, in the program's log."""
    for one in findings:
        if one.state != "ok":
            level = logging.ERROR if one.state == "broken" else logging.WARNING
            logger.log(level, "%s : %s. %s %s", one.setting, one.found, one.means, one.remedy)


def _pauses() -> Iterator[float]:
    return chain(AGAIN_AFTER_S, repeat(AGAIN_AFTER_S[-1]))
