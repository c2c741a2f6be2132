"""Runs tests in a copy, and reads what came of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as xml
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tests.judge.faults import DoesNotApply, Fault
from tests.judge.tree import planted

# `caught`: a test failed. `broke`: nothing failed, and something could not even begin: that proves nothing.
Verdict = Literal["caught", "missed", "broke", "stale"]
PATIENCE_S = 1200.0


@dataclass(frozen=True)
class Ran:
    """What a run of tests came to: the tests that failed, those that could not run, how many passed."""

    failed: tuple[str, ...]
    errors: tuple[str, ...]
    passed: int

    @property
    def is_clean(self) -> bool:
        """All ran, and all passed."""
        return self.passed > 0 and not self.failed and not self.errors


@dataclass(frozen=True)
class Outcome:
    """What became of one fault, by which test, in how long."""

    fault: Fault
    verdict: Verdict
    by: str
    seconds: float


def judge(fault: Fault, copy: Path) -> Outcome:
    """Plant it, run its tests until one fails, take it away again."""
    started = time.monotonic()
    try:
        with planted(fault, copy):
            ran = run(fault.tests, copy, "-x")
    except DoesNotApply as error:
        return Outcome(fault, "stale", str(error), 0.0)
    verdict: Verdict = "caught" if ran.failed else "missed" if ran.is_clean else "broke"
    by = next(iter((*ran.failed, *ran.errors)), "")
    return Outcome(fault, verdict, by, time.monotonic() - started)


def run(tests: Sequence[str], copy: Path, *options: str) -> Ran:
    """These tests, one after the other, with nothing kept from one run to the next."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}"]
        process = subprocess.Popen(
            [*command, *options, *tests], cwd=copy, env=_environment(), start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        return read(report)


def read(report: Path) -> Ran:
    """Pytest's own report; none at all is an error."""
    if not report.is_file():
        return Ran((), ("no test ran to its end",), 0)
    cases = list(xml.parse(report).getroot().iter("testcase"))
    failed, errors = (
        tuple(_name(case) for case in cases if case.find(kind) is not None) for kind in ("failure", "error")
    )
    quiet = [case for case in cases if all(case.find(kind) is None for kind in ("failure", "error", "skipped"))]
    return Ran(failed, errors, len(quiet))


def _name(case: xml.Element) -> str:
    return f"{case.get('classname', '').rpartition('.')[2]}::{case.get('name')}"


def _environment() -> dict[str, str]:
    """Ours, without what would give the tests other options than their own; the first failure is enough.

    Nothing compiled is kept: a fault as long as what it replaces, planted within the second, would not be seen.
    """
    ours = {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"}
    return {**ours, "HYPOTHESIS_PROFILE": "first", "PYTHONDONTWRITEBYTECODE": "1"}
