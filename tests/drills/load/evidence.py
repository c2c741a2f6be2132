"""Writes a run down: a file under bench-results, and the database that lasts where EVIDENCE_DB_URL names one."""

from __future__ import annotations

import os
import subprocess
from datetime import datetime

from backend.load.record import record
from backend.load.run import LoadRun
from tests.local_stack import ROOT

FOLDER = ROOT / "bench-results"
DATABASE = "EVIDENCE_DB_URL"


def keep(run: LoadRun) -> None:
    """Say where it was kept."""
    FOLDER.mkdir(exist_ok=True)
    file = FOLDER / f"{run.kind}-{run.started_at:%Y%m%dT%H%M%SZ}.json"
    file.write_text(run.model_dump_json(indent=1), encoding="utf-8")
    print(f"{run.kind}: {run.label}; written to {file.relative_to(ROOT)}")
    if os.environ.get(DATABASE):
        print(f"recorded as evidence, number {record(os.environ[DATABASE], run)}")
        return
    print(f"record it as evidence: {DATABASE}=… python -m backend.load record {file.relative_to(ROOT)}")


def release() -> str:
    """RELEASE, else the commit, said to be changed when the checkout is."""
    named = os.environ.get("RELEASE")
    if named:
        return named
    commit = _git("rev-parse", "--short=12", "HEAD") or "unknown"
    return f"{commit}-changed" if _git("status", "--porcelain", "--untracked-files=no") else commit


def machine(began: datetime) -> dict[str, object]:
    """How busy the machine was: figures of latency mean little without it."""
    return {"load_average": [round(one, 2) for one in os.getloadavg()], "processors": os.cpu_count(), "at": str(began)}


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()
