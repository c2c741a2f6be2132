"""Settings of the running stack as a program reads them, and the one finding that a test is about."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Mapping

from backend.doctor.finding import Finding
from backend.settings.base import ENVIRONMENT_ONLY
from backend.settings.worker import WorkerSettings
from tests.local_stack import ROOT


def worker(env: Mapping[str, str], **changed: str) -> WorkerSettings:
    """The worker's, with these changed."""
    known = {name: value for name, value in {**env, **changed}.items() if name in WorkerSettings.model_fields}
    return WorkerSettings(**known)  # type: ignore[arg-type]


def wrong(findings: Iterable[Finding]) -> list[Finding]:
    """Those that are not in order."""
    return [one for one in findings if one.state != "ok"]


def only(findings: Iterable[Finding]) -> Finding:
    """The one that is not in order; it says what it means and what to do."""
    [found] = wrong(findings)
    assert found.means and found.remedy, found
    return found


def doctor(env: Mapping[str, str], *arguments: str, **changed: str) -> subprocess.CompletedProcess[str]:
    """`python -m backend.doctor` with these settings."""
    own = {**os.environ, **env, **changed, ENVIRONMENT_ONLY: "1"}
    command = [sys.executable, "-m", "backend.doctor", *arguments]
    return subprocess.run(command, cwd=ROOT, env=own, text=True, capture_output=True, timeout=90, check=False)
