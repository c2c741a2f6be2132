"""Writes `build/record.json`: what the checks of this commit found, to ship with it. Run last: no pass, no record."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import xml.etree.ElementTree as xml
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from backend.readiness.build_record import BuildRecord, Result, code_sha256  # noqa: E402
from tests.judge import score  # noqa: E402

BUILD = ROOT / "build"
TYPES = re.compile(r"no issues found in (\d+) source files")
HISTORY = re.compile(r"(\d+) files over the whole history: (\d+) possible secrets")


def main() -> int:
    """Read what the checks left, and write it down in one file."""
    record = BuildRecord(
        commit=_git("rev-parse", "HEAD"),
        dirty=bool(_git("status", "--porcelain")),
        at=datetime.now(UTC),
        code_sha256=code_sha256(),
        results={"tests": _tests(), "types": _types(), "lint": _lint(), "history": _history()},
    )
    # Not of this run: the score says itself of which commit it is, and when.
    judged = score.last(record.code_sha256)
    whole = {**record.model_dump(mode="json"), "judge": judged}
    (BUILD / "record.json").write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")
    found = [f"{k} {v.n}" for k, v in record.results.items()] + ([score.said(judged)] if judged else [])
    print(f"build/record.json: {record.commit[:9]}, {', '.join(found)}")
    return 0 if all(one.ok for one in record.results.values()) else 1


def _tests() -> Result:
    total, failed, skipped = _counted(BUILD / "tests.xml")
    return Result(ok=total > 0 and failed == 0, n=total, detail={"failed": failed, "skipped": skipped})


def _counted(report: Path) -> tuple[int, int, int]:
    """How many tests a report tells of, how many of them did not pass, and how many were skipped."""
    found = [suite.attrib for suite in xml.parse(report).getroot().iter("testsuite")]
    total, failed, errors, skipped = (
        sum(int(suite[name]) for suite in found) for name in ("tests", "failures", "errors", "skipped")
    )
    return total, failed + errors, skipped


def _types() -> Result:
    found = TYPES.search((BUILD / "types.txt").read_text(encoding="utf-8"))
    return Result(ok=found is not None, n=int(found.group(1)) if found else 0)


def _lint() -> Result:
    # It comes after both ruff's checks in a script that stops at the first that fails.
    return Result(ok=True, n=len(_git("ls-files", "*.py").splitlines()))


def _history() -> Result:
    found = HISTORY.search((BUILD / "history.txt").read_text(encoding="utf-8"))
    files, secrets = (int(found.group(1)), int(found.group(2))) if found else (0, 1)
    return Result(ok=secrets == 0, n=files, detail={"found": secrets})


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    raise SystemExit(main())
