"""What runs: written by the supervisor, read by `up`, `env` and `down`."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

import psutil

from backend.local.home import Home, Mode
from backend.local.ports import Ports
from backend.postgres.processes import is_alive

# The clock may be set right while we run, which moves every start a little; a number used again starts much later.
SAME_START_S = 2.0


@dataclass(frozen=True)
class Running:
    """A process, known by its number and by when it began: numbers are used again."""

    pid: int
    began: float

    @staticmethod
    def of(pid: int) -> Running:
        """The process that bears this number now. Raises psutil.NoSuchProcess."""
        return Running(pid, psutil.Process(pid).create_time())

    def process(self) -> psutil.Process | None:
        """The process itself, or None when it is gone or the number now belongs to another."""
        try:
            found = psutil.Process(self.pid)
            same = abs(found.create_time() - self.began) < SAME_START_S
            return found if same and is_alive(found) else None
        except psutil.NoSuchProcess:
            return None


@dataclass(frozen=True)
class State:
    """The stack as last written by its supervisor."""

    mode: Mode
    console: bool
    ports: Ports
    supervisor: Running
    pgdata: str
    ready: bool = False
    children: dict[str, Running] = field(default_factory=dict)

    @property
    def is_running(self) -> bool:
        """True while the supervisor lives."""
        return self.supervisor.process() is not None


def write(home: Home, state: State) -> None:
    """Replace the file whole, so that a reader never sees half of it."""
    draft = home.state_file.with_suffix(".new")
    draft.write_text(json.dumps(asdict(state), indent=1), encoding="utf-8")
    draft.replace(home.state_file)


def read(home: Home) -> State | None:
    """The last written state, or None."""
    try:
        found = json.loads(home.state_file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    found["supervisor"] = Running(**found["supervisor"])
    found["children"] = {name: Running(**child) for name, child in found["children"].items()}
    return State(**found)


def forget(path: Path) -> None:
    """Nothing runs any more."""
    path.unlink(missing_ok=True)
