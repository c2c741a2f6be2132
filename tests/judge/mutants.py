"""`make mutate`: mutmut changes what decides, a little at a time, and the units must cry out; per core, against 85 %.

`python -m tests.judge.mutants retention slots` tries some of them. What survives is named.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.judge.tree import copied
from tests.local_stack import ROOT

LEAST_KILLED = 0.85
# mutmut's own libraries are none of ours: they lie where those do that look at the others.
TOOLS = next((ROOT / ".local" / "tools" / "lib").glob("python3.*/site-packages"), ROOT / ".local" / "tools")
# Each core: what decides, and the units that hold it.
CORES: dict[str, tuple[list[str], list[str]]] = {
    "alerts": (["backend/alerts/decide.py", "backend/alerts/step.py"], ["test_decide", "test_ladder"]),
    "ladder": (["backend/alerts/ladder.py"], ["test_ladder", "test_ladder_steps"]),
    "intake": (
        ["backend/intake/people.py", "backend/intake/likeness.py", "backend/intake/address.py"],
        ["test_people", "test_address_in_pieces"],
    ),
    "retention": (["backend/backups/retention.py"], ["test_retention"]),
    "compare": (["backend/backups/compare.py"], ["test_compare"]),
    "slots": (["backend/appointments/slots.py"], ["test_slots"]),
    "readiness": (["backend/proportion.py"], ["test_proportion"]),
}
CONFIGURED = """
[tool.mutmut]
source_paths = ["backend"]
only_mutate = {files}
also_copy = ["tests", "sql", "pages", "console.py"]
pytest_add_cli_args_test_selection = {tests}
"""


@dataclass(frozen=True)
class Killed:
    """How many of a core's mutants some test saw, and which none did."""

    killed: int
    of: int
    survivors: list[str]

    @property
    def is_enough(self) -> bool:
        """Nearly all of them."""
        return self.of > 0 and self.killed >= LEAST_KILLED * self.of


def main(wanted: Sequence[str]) -> int:
    """Try the cores wanted; all when none is named."""
    unknown = set(wanted) - CORES.keys()
    if unknown:
        print(f"no such core: {', '.join(sorted(unknown))} (there are {', '.join(CORES)})")
        return 2
    missed = 0
    for core in wanted or CORES:
        with copied(ROOT) as copy:
            found = tried(core, copy)
        print(f"{core:10} {found.killed:4} of {found.of:4} killed, {found.killed / max(found.of, 1):.1%}", flush=True)
        print(*(f"    {name}" for name in found.survivors), sep="\n")
        missed += not found.is_enough
    return 1 if missed else 0


def tried(core: str, copy: Path) -> Killed:
    """One core, in a copy of the tree."""
    files, tests = CORES[core]
    units = [f"tests/unit/{name}.py" for name in tests]
    with (copy / "pyproject.toml").open("a", encoding="utf-8") as project:
        project.write(CONFIGURED.format(files=json.dumps(files), tests=json.dumps(units)))
    _mutmut(copy, "run", "--max-children", "1")
    _mutmut(copy, "export-cicd-stats")
    stats = json.loads((copy / "mutants" / "mutmut-cicd-stats.json").read_text(encoding="utf-8"))
    survivors = [line.strip() for line in _mutmut(copy, "results").splitlines() if line.strip()]
    return Killed(stats["killed"] + stats["timeout"], stats["total"], survivors)


def _mutmut(copy: Path, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(TOOLS)}
    command = [sys.executable, "-m", "mutmut", *arguments]
    return subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False).stdout


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
