"""One French line a step: to the person who waits, and to the supervisor's log."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path


class Report:
    """Says what the stack is doing."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._someone_listens = True

    def say(self, line: str) -> None:
        """A line for the person, and for the log."""
        self.note(line)
        if self._someone_listens:
            # Whoever waited may have left; the stack goes on.
            with suppress(OSError, ValueError):
                print(line, flush=True)

    def note(self, line: str) -> None:
        """A line for the log alone."""
        with self._log.open("a", encoding="utf-8") as file:
            file.write(f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S} {line}\n")

    def hang_up(self) -> None:
        """The person has been told everything: `up`, which reads our output, sees its end and returns."""
        self._someone_listens = False
        silence = os.open(os.devnull, os.O_WRONLY)
        sys.stdout.flush()
        os.dup2(silence, sys.stdout.fileno())
        os.close(silence)
