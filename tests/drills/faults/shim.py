"""`shim.c`, built for this machine, and the file by which it is told what to do while programs run."""

from __future__ import annotations

import shutil
import struct
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).with_name("shim.c")
WISHES = struct.Struct("4q")


@dataclass(frozen=True)
class Shim:
    """Preloaded into programs by their environment; each `with` holds for as long as its block."""

    library: Path
    wishes: Path

    @property
    def environment(self) -> dict[str, str]:
        """What a program is started with."""
        return {"LD_PRELOAD": str(self.library), "DRILL_WISHES": str(self.wishes)}

    def wish(self, *, fsync_postgres: bool = False, fsync_others: bool = False, ahead: int = 0) -> None:
        """Whose fsync fails; by how many seconds every clock is ahead of this machine's."""
        with self.wishes.open("r+b") as file:
            file.write(WISHES.pack(fsync_postgres, fsync_others, ahead, ahead))


@contextmanager
def built() -> Iterator[Shim]:
    """In a folder that every user may read. Raises RuntimeError without a C compiler."""
    compiler = shutil.which("cc")
    if compiler is None:
        raise RuntimeError("no C compiler: fsync and clocks cannot be falsified here")
    with tempfile.TemporaryDirectory(prefix="drain-shim-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        library, wishes = folder / "shim.so", folder / "wishes"
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, SOURCE, "-ldl"], check=True)
        wishes.write_bytes(bytes(WISHES.size))
        wishes.chmod(0o644)
        yield Shim(library, wishes)
