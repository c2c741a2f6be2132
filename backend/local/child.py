"""One running program: started, watched, started again after a growing pause."""

from __future__ import annotations

import os
import subprocess
import time
from contextlib import suppress

import psutil

from backend.local.environment import Environment, for_program
from backend.local.home import Home
from backend.local.programs import Program
from backend.local.state import Running
from backend.postgres.processes import start

FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 10.0
# After that long without a fall, the next pause is the first one again.
STEADY_S = 30.0


class Child:
    """Belongs to the supervisor's main thread."""

    def __init__(self, program: Program, home: Home, settings: Environment) -> None:
        self.program = program
        self.running: Running | None = None
        self._log = home.log(program.name)
        self._hold = home.hold_file(program.name)
        self._environment = {**for_program(os.environ, settings, program.settings), **program.extra}
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._pause = FIRST_PAUSE_S
        self._start_at = 0.0

    def start(self) -> None:
        """Start it now."""
        self.program.prepare()
        self._process = start(self.program.command, self._environment, self._log, user=self.program.user,
                              farewell=self.program.farewell)  # fmt: skip
        self._started_at = time.monotonic()
        # Already gone when it died at once: the next look will see it.
        with suppress(psutil.NoSuchProcess):
            self.running = Running.of(self._process.pid)

    @property
    def is_alive(self) -> bool:
        """True while the process runs."""
        return self._process is not None and self._process.poll() is None

    def fell(self) -> str | None:
        """How it ended, once for each end; None while it runs or waits to be started again."""
        if self._process is None or self._process.poll() is None:
            return None
        code = self._process.returncode
        if time.monotonic() - self._started_at > STEADY_S:
            self._pause = FIRST_PAUSE_S
        self._start_at = time.monotonic() + self._pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE_S)
        self._process = self.running = None
        return f"signal {-code}" if code < 0 else f"code {code}"

    def is_due(self) -> bool:
        """True when it is down, its pause is over and nobody holds it down."""
        return self._process is None and time.monotonic() >= self._start_at and not self._is_held()

    def process(self) -> psutil.Process | None:
        """The process to stop, if any."""
        return self.running.process() if self.running else None

    def _is_held(self) -> bool:
        try:
            held = time.time() < float(self._hold.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return False
        if not held:
            self._hold.unlink(missing_ok=True)
        return held
