"""An audit that could not ask proves nothing, and says of what."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

AUDIT = Path(__file__).parents[2] / ".ci" / "audit.py"
LOCK = "one==1.0 \\\n    --hash=sha256:00\nTwo_2==2.0 ; sys_platform != 'win32' \\\n    --hash=sha256:00\n"
WINDOWS = "three==3.0 ; sys_platform == 'win32' \\\n    --hash=sha256:00\n"
ONE, TWO = {"name": "one", "version": "1.0", "vulns": []}, {"name": "two-2", "version": "2.0", "vulns": []}
TOOL = {"name": "tool", "version": "4.0", "vulns": []}
FLAW = {"id": "PYSEC-2026-1", "fix_versions": ["1.1"], "aliases": []}


def audit(folder: Path, *told: object, refused: bool = False) -> subprocess.CompletedProcess[str]:
    """With a pip-audit that tells this of the libraries, or that reaches nobody; the tools are always well."""
    program = folder / ".local" / "tools" / "bin" / "pip-audit"
    program.parent.mkdir(parents=True)
    (folder / "requirements-dev.lock").write_text(LOCK + WINDOWS)
    (folder / "requirements-tools.lock").write_text("tool==4.0 \\\n    --hash=sha256:00\n")
    answer = json.dumps({"dependencies": told})
    libraries = "echo 'ERROR: no route to the database' >&2; exit 1" if refused else f"echo '{answer}'"
    tools = json.dumps({"dependencies": [TOOL]})
    program.write_text(
        f"#!/bin/sh\ncase \"$*\" in *tools.lock) echo '{tools}';; *) {libraries};; esac\n", encoding="utf-8"
    )
    program.chmod(0o755)
    return subprocess.run([sys.executable, AUDIT], cwd=folder, capture_output=True, text=True, check=False)


def test_all_asked_about_and_nothing_known_passes(tmp_path: Path) -> None:
    done = audit(tmp_path, ONE, TWO)
    assert (done.returncode, done.stdout) == (0, "Aucune faille connue dans ce qui est installé.\n")


def test_a_known_flaw_is_named_with_its_remedy(tmp_path: Path) -> None:
    done = audit(tmp_path, {**ONE, "vulns": [FLAW]}, TWO)
    assert (done.returncode, "one 1.0 : PYSEC-2026-1, corrigée en 1.1" in done.stdout) == (1, True)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ((ONE, {"name": "two-2", "skip_reason": "not on the index"}), "  two-2 (not on the index)"),
        ((ONE,), "  two-2 (pas de réponse à son sujet)"),
    ],
)
def test_what_was_passed_over_is_named_and_fails(tmp_path: Path, told: tuple[object, ...], said: str) -> None:
    done = audit(tmp_path, *told)
    assert (done.returncode, done.stdout.splitlines()[1:]) == (2, [said])


def test_databases_out_of_reach_prove_nothing_of_anything(tmp_path: Path) -> None:
    done = audit(tmp_path, refused=True)
    assert done.returncode == 2
    assert done.stdout.splitlines() == [
        "Non vérifiés : rien n’est prouvé de ceux-ci (1) :",
        "  requirements-dev.lock, en entier : 2 bibliothèques (ERROR: no route to the database)",
    ]
