"""`make drill-backup`: breaks what can break while a backup is made, stored and proven, and prints what it came to.

Ends with 1 when a case ended in another state than it should, left something behind, or was called proven and is not.
Scaled: a dead worker's lease and the waits between tries pass at once, by moving the rows' times back.
`python -m tests.drills.backups wrong_key …` plays those alone.
"""

from __future__ import annotations

import logging
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.bench import databases
from tests.drills.backup_scenes import SCENES, Scene
from tests.drills.vault import Vault
from tests.local_stack import ROOT, command, start

HOME = ROOT / ".local" / "drill-backup"
DATABASE, CALLS = "backup_drill", 20_000
HEADLINE = f"{'case':<24}{'copy':<10}{'proof':<10}{'failure told':<16}{'tries':>6}{'left behind':>13}{'s':>7}"


def main(wanted: Sequence[Scene]) -> int:
    """Play the scenes; 1 when a promise broke."""
    started, broken = time.monotonic(), 0
    # The S3 server tells each request otherwise.
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    try:
        stack = start(HOME, "--no-console", "--no-demo", "--fresh")
        url = databases.make(stack.db_url, DATABASE, CALLS)
        print(HEADLINE, flush=True)
        for scene in wanted:
            broken += not _play(scene, url)
    finally:
        command(HOME, "down", "--wipe")
    result = f"{broken} case(s) broke a promise" if broken else "every case ended as it should"
    print(f"{result}; {time.monotonic() - started:.0f} s in all")
    return 1 if broken else 0


def _play(scene: Scene, url: str) -> bool:
    began, folder = time.monotonic(), Path(tempfile.mkdtemp(prefix="drain-drill-"))
    vault = Vault(url, folder)
    vault.forget()
    try:
        trouble = ""
        try:
            scene.play(vault)
        except AssertionError as error:
            trouble = str(error)
        backup, proof, left = vault.row("backups"), vault.row("backup_proofs"), vault.left_behind()
        came = (str(backup.get("state")), proof.get("state"), proof.get("failure") or backup.get("failure"))
        kept = not trouble and came == scene.expected and not left
        broken = "" if kept else f"  BROKEN {trouble} {left}"
        tries = int(backup.get("attempts", 0)) + int(proof.get("attempts", 0))
        print(f"{scene.name:<24}{came[0]:<10}{came[1] or '-':<10}{came[2] or '-':<16}{tries:>6}{len(left):>13}"
              f"{time.monotonic() - began:>7.1f}{broken}", flush=True)  # fmt: skip
        return kept
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    by_name = {scene.name: scene for scene in SCENES}
    unknown = [name for name in sys.argv[1:] if name not in by_name]
    if unknown:
        sys.exit(f"unknown case: {', '.join(unknown)} (there are {', '.join(by_name)})")
    sys.exit(main([by_name[name] for name in sys.argv[1:]] or SCENES))
