"""What the faults came to: a table, a score, and the score kept for the record of the build."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from backend.readiness.build_record import code_sha256
from tests.judge.trial import Outcome

KEPT = Path(__file__).with_name("score.json")
# Of sixty, fifty-seven.
LEAST_SHARE = 57 / 60
LEAST_FAULTS = 60


def row(outcome: Outcome) -> str:
    """One line of the table."""
    fault = outcome.fault
    name = f"{fault.domain}/{fault.name}"
    return f"{outcome.verdict:7} {outcome.seconds:6.1f} s  {name:44} {outcome.by or fault.breaks}"


def is_enough(outcomes: Sequence[Outcome]) -> bool:
    """Nearly all were caught, none was out of date or broke the room."""
    caught = sum(one.verdict == "caught" for one in outcomes)
    sound = all(one.verdict in ("caught", "missed") for one in outcomes)
    return sound and caught >= LEAST_SHARE * len(outcomes)


def summary(outcomes: Sequence[Outcome]) -> str:
    """The score, and each fault that was not caught, with why."""
    caught = sum(one.verdict == "caught" for one in outcomes)
    minutes = sum(one.seconds for one in outcomes) / 60
    lines = [f"{caught} of {len(outcomes)} planted faults caught, in {minutes:.0f} minutes"]
    for one in outcomes:
        if one.verdict != "caught":
            why = one.fault.missed or "nobody has looked into it"
            lines.append(f"  {one.verdict}: {one.fault.name} ({one.fault.breaks}): {one.by or why}")
    return "\n".join(lines)


def keep(domain: str, outcomes: Sequence[Outcome], root: Path, file: Path = KEPT) -> None:
    """Beside the faults, in git: what a whole domain came to, of which commit, of which code, when."""
    kept: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    kept[domain] = {
        "commit": _git(root, "rev-parse", "HEAD"),
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "code_sha256": code_sha256(root),
        "caught": sum(one.verdict == "caught" for one in outcomes),
        "of": len(outcomes),
        "seconds": round(sum(one.seconds for one in outcomes)),
        "missed": {one.fault.name: one.fault.missed or one.verdict for one in outcomes if one.verdict != "caught"},
    }
    file.write_text(json.dumps(kept, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")


def last(code: str, file: Path = KEPT) -> dict[str, Any] | None:
    """The score of all domains as they were judged last, and whether it is of this very code; None where none is."""
    if not file.is_file():
        return None
    kept = json.loads(file.read_text(encoding="utf-8")).values()
    return {
        "caught": sum(one["caught"] for one in kept),
        "of": sum(one["of"] for one in kept),
        "commits": sorted({one["commit"] for one in kept}),
        "since": min(one["at"] for one in kept),
        "same_code": all(one["code_sha256"] == code for one in kept),
    }


def said(judged: dict[str, Any]) -> str:
    """In one line, with its own day."""
    code = "this code" if judged["same_code"] else "other code"
    return f"judge {judged['caught']} of {judged['of']} ({code}, since {judged['since'][:10]})"


def _git(root: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=True).stdout.strip()
