"""Looks for secrets in every line that git has ever kept; exits 1 on any that nobody has looked at.

`--accept` adds what is found to `audited_secrets.txt`: read each one first (`git log -S`), and never accept a real one.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from detect_secrets.core import scan
from detect_secrets.settings import default_settings

AUDITED = Path(__file__).parent / "audited_secrets.txt"
AUDITED_IN_GIT = ".ci/audited_secrets.txt"
MESSAGES = "commit messages"

# The secret's fingerprint, its kind, and one file that holds it.
Finding = tuple[str, str, str]


def main() -> int:
    """Scan, and say what is new."""
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor() as workers:
        paths = _write_out(Path(folder))
        found = {finding[:2]: finding for some in workers.map(_scan, [folder] * len(paths), paths) for finding in some}
    audited = _audited()
    new = sorted((finding for key, finding in found.items() if key not in audited), key=lambda finding: finding[2])
    if "--accept" in sys.argv:
        _accept(new)
        return 0
    for fingerprint, kind, path in new:
        print(f"{path}: {kind} ({fingerprint})")
    print(f"{len(paths)} files over the whole history: {len(new)} possible secrets that nobody has looked at")
    return 1 if new else 0


def _write_out(folder: Path) -> list[str]:
    """Each file that ever was, once, with every line that it ever had: a line is looked at once, not once a version."""
    lines: dict[str, dict[str, None]] = {MESSAGES: dict.fromkeys(_git("log", "--all", "--format=%B").splitlines())}
    for path, content in _blobs():
        lines.setdefault(path, {}).update(dict.fromkeys(content.splitlines()))
    # A folder each: what is a folder today may have been a file once.
    written = [f"{number}/{path}" for number, path in enumerate(sorted(lines))]
    for path in written:
        target = folder / path
        target.parent.mkdir(parents=True)
        target.write_text("\n".join(lines[path.partition("/")[2]]) + "\n", encoding="utf-8")
    return written


def _blobs() -> Iterator[tuple[str, str]]:
    listed = (line.partition(" ") for line in _git("rev-list", "--objects", "--all").splitlines())
    named = {name: path for name, _, path in listed if path and path != AUDITED_IN_GIT}
    for name, content in _contents(named):
        # What holds a zero byte is a picture or the like.
        if b"\0" not in content:
            yield named[name], content.decode("utf-8", "replace")


def _contents(names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    asked = "".join(f"{name}\n" for name in names).encode()
    answer = subprocess.run(["git", "cat-file", "--batch"], input=asked, capture_output=True, check=True).stdout
    at = 0
    while at < len(answer):
        header_end = answer.index(b"\n", at)
        name, kind, size = answer[at:header_end].decode().split()
        at = header_end + 1 + int(size) + 1
        # Folders are objects too.
        if kind == "blob":
            yield name, answer[header_end + 1 : at - 1]


def _scan(folder: str, path: str) -> list[Finding]:
    with default_settings():
        return [
            (secret.secret_hash, secret.type, path.partition("/")[2])
            for secret in scan.scan_file(str(Path(folder) / path))
        ]


def _audited() -> set[tuple[str, str]]:
    rows = (line.split("\t") for line in AUDITED.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return {(row[0], row[1]) for row in rows}


def _accept(new: Iterable[Finding]) -> None:
    with AUDITED.open("a", encoding="utf-8") as file:
        file.writelines("\t".join(finding) + "\n" for finding in new)


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], capture_output=True, text=True, errors="replace", check=True).stdout


if __name__ == "__main__":
    raise SystemExit(main())
