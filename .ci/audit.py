"""Asks the public databases of known flaws about each version that is locked; ends with 0 only if all were told.

1: a flaw is known. 2: something could not be asked about: nothing is proven of it.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

# The largest lock holds the two others; what looks at the libraries has one of its own.
LOCKS = ("requirements-dev.lock", "requirements-tools.lock")
PIP_AUDIT = (
    ".local/tools/bin/pip-audit",
    "--require-hashes",
    "--disable-pip",
    "--progress-spinner=off",
    "--format=json",
)


def main() -> int:
    """Ask, and say what is known and what could not be asked."""
    flaws: list[str] = []
    unasked: list[str] = []
    for lock in LOCKS:
        wanted = set(locked(Path(lock)))
        told, why = ask(lock)
        for one in told:
            name = canonicalize_name(one["name"])
            if "skip_reason" in one:
                unasked.append(f"{name} ({one['skip_reason']})")
            flaws += [f"{name} {one['version']} : {flaw['id']}, {_mended(flaw)}" for flaw in one.get("vulns", [])]
            wanted.discard(name)
        if why:
            unasked.append(f"{lock}, en entier : {len(wanted)} bibliothèques ({why})")
        else:
            unasked += [f"{name} (pas de réponse à son sujet)" for name in sorted(wanted)]
    _list("Failles connues", flaws)
    _list("Non vérifiés : rien n’est prouvé de ceux-ci", unasked)
    if not flaws and not unasked:
        print("Aucune faille connue dans ce qui est installé.")
    return 1 if flaws else 2 if unasked else 0


def locked(lock: Path) -> Iterator[str]:
    """The names of what this lock installs on this machine."""
    for line in lock.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith((" ", "#")):
            one = Requirement(line.rstrip(" \\"))
            if one.marker is None or one.marker.evaluate():
                yield canonicalize_name(one.name)


def ask(lock: str) -> tuple[list[dict[str, Any]], str]:
    """What pip-audit tells of each, or why it tells nothing."""
    done = subprocess.run([*PIP_AUDIT, "--requirement", lock], capture_output=True, text=True, check=False)
    try:
        return list(json.loads(done.stdout)["dependencies"]), ""
    except (ValueError, KeyError, TypeError):
        last = (done.stderr.strip().splitlines() or ["aucune réponse"])[-1]
        return [], last[:200]


def _mended(flaw: dict[str, Any]) -> str:
    return f"corrigée en {', '.join(flaw['fix_versions'])}" if flaw.get("fix_versions") else "sans correction"


def _list(title: str, found: list[str]) -> None:
    if found:
        print(f"{title} ({len(found)}) :", *found, sep="\n  ")


if __name__ == "__main__":
    raise SystemExit(main())
