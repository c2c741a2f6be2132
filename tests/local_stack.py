"""An embedded stack of the tests' own: empty, beside the one that may be running, gone with the test run."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
UP_WITHIN_S = 180
DOWN_WITHIN_S = 60


@dataclass(frozen=True)
class Stack:
    """A running stack: its folder, and its settings under the names that the programs read."""

    home: Path
    env: dict[str, str]

    @property
    def console_url(self) -> str:
        """Where the console is, or would be."""
        return self.env["CONSOLE_URL"]

    @property
    def webhook_url(self) -> str:
        """Where Vapi's messages go."""
        return self.env["WEBHOOK_URL"]

    @property
    def supabase_url(self) -> str:
        """The gateway."""
        return self.env["SUPABASE_URL"]

    @property
    def publishable_key(self) -> str:
        """The key that opens nothing alone."""
        return self.env["SUPABASE_PUBLISHABLE_KEY"]

    @property
    def secret_key(self) -> str:
        """The key that opens everything."""
        return self.env["SUPABASE_SECRET_KEY"]

    @property
    def db_url(self) -> str:
        """The database, as its owner; no superuser."""
        return self.env["SUPABASE_DB_URL"]

    @property
    def demo_password(self) -> str:
        """The password of the three accounts."""
        return self.env["DEMO_PASSWORD"]

    def email(self, role: str) -> str:
        """The account of `owner`, `staff` or `admin`."""
        return self.env[f"DEMO_{role.upper()}_EMAIL"]

    def command(self, *arguments: str, timeout: float = DOWN_WITHIN_S) -> subprocess.CompletedProcess[str]:
        """`python -m backend.local …` about this stack."""
        return command(self.home, *arguments, timeout=timeout)


def command(
    home: Path, *arguments: str, timeout: float = DOWN_WITHIN_S, extra: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """`python -m backend.local …` about the stack of that folder."""
    own = {**os.environ, "DRAIN_LOCAL_DIR": str(home), **(extra or {})}
    return subprocess.run([sys.executable, "-m", "backend.local", *arguments], cwd=ROOT, env=own, text=True,
                          capture_output=True, timeout=timeout, check=False)  # fmt: skip


def start(home: Path, *options: str) -> Stack:
    """Start a stack that ends with this process, however it ends."""
    done = command(home, "up", f"--with={os.getpid()}", *options, timeout=UP_WITHIN_S)
    assert done.returncode == 0, done.stdout + done.stderr
    return Stack(home, settings(home))


def settings(home: Path) -> dict[str, str]:
    """What `python -m backend.local env` prints."""
    printed = command(home, "env")
    assert printed.returncode == 0, printed.stderr
    return dict(line.split("=", 1) for line in printed.stdout.splitlines())
