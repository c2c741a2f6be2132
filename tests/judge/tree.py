"""A copy of the working tree, in which faults are planted: the checkout itself is never touched."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.judge.faults import Fault

# Installed once and the same for every fault.
BROUGHT = ("backend/postgres/postgres17/node_modules", "backend/postgres/postgrest/node_modules", ".venv")


@contextmanager
def copied(root: Path) -> Iterator[Path]:
    """Every file that git knows or would take, in a folder of its own that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="drain-judge-", ignore_cleanup_errors=True) as name:
        copy = Path(name)
        # The user that Postgres runs as has to come in.
        copy.chmod(0o755)
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=root, capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        for path in filter(None, listed.split("\0")):
            if (root / path).is_file():
                (copy / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(root / path, copy / path)
        for path in BROUGHT:
            if (root / path).exists():
                (copy / path).symlink_to((root / path).resolve())
        yield copy


@contextmanager
def planted(fault: Fault, copy: Path) -> Iterator[None]:
    """The fault, for as long as the block lasts. Raises DoesNotApply."""
    file = copy / fault.file
    before = file.read_text(encoding="utf-8")
    _write(file, fault.planted(before))
    try:
        yield
    finally:
        _write(file, before)


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    # Python knows a compiled file by its second and its size: a fault may have both of what it replaces.
    for compiled in (file.parent / "__pycache__").glob(f"{file.stem}.*.pyc"):
        compiled.unlink()
