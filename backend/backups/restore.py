"""pg_restore, of the part of a copy that the target needs."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

from backend.backups import programs
from backend.backups.errors import BackupError
from backend.backups.run import Run

# Of the sign-in service: its accounts, and what our own rights lean on.
ACCOUNTS = ("users", "identities", "mfa_factors")
LEANED_ON = ("uid()", "jwt()", "role()", "email()")
# These come with any database.
THERE_ALREADY = (" SCHEMA - public ", " COMMENT - SCHEMA public ")


def restore(run: Run, file: Path, db_url: str, *, jobs: int = 2, whole_auth: bool = True, atomic: bool = False) -> None:
    """Restore into a database that has none of it. Raises BackupError.

    `whole_auth` False: the sign-in service is there, bring its rows only. `atomic`: all or nothing, by one job.
    """
    chosen = file.with_suffix(".list")
    chosen.write_text("\n".join(_chosen(_listed(file), whole_auth=whole_auth)), encoding="utf-8")
    how = ["--single-transaction"] if atomic else [f"--jobs={jobs}"]
    command = [programs.program("pg_restore"), "--no-owner", "--exit-on-error", "--no-password", *how,
               f"--use-list={chosen}", "--dbname=", str(file)]  # fmt: skip
    with run.program(command, programs.environment(db_url)) as process:
        _, said = process.communicate()
        run.check()
        if process.returncode != 0:
            raise BackupError("not_restorable", _reason(said))


def _listed(file: Path) -> list[str]:
    listed = subprocess.run([programs.program("pg_restore"), "--list", str(file)], capture_output=True, text=True,
                            check=False)  # fmt: skip
    if listed.returncode != 0:
        raise BackupError("not_restorable", _reason(listed.stderr.encode()))
    return listed.stdout.splitlines()


def _chosen(lines: list[str], *, whole_auth: bool) -> Iterator[str]:
    for line in lines:
        if line.startswith(";") or any(entry in f"{line} " for entry in THERE_ALREADY):
            continue
        if not _is_auth(line) or _is_wanted_auth(line, whole_auth=whole_auth):
            yield line


def _is_auth(line: str) -> bool:
    # `3371; 1259 16385 TABLE auth users postgres`: number, catalogue, object, then type, schema, name, owner.
    words = line.split()
    return " auth " in f" {' '.join(words[3:7])} "


def _is_wanted_auth(line: str, *, whole_auth: bool) -> bool:
    words = line.split()
    if " TABLE DATA auth " in line:
        return words[6] in ACCOUNTS
    if not whole_auth:
        return False
    if " FK CONSTRAINT auth " in line:
        # A key to a table that stays out would refuse to be made.
        return words[6] in ACCOUNTS and words[6] != "sessions"
    wanted = {*ACCOUNTS, *LEANED_ON}
    return " SCHEMA - auth " in line or " TYPE auth " in line or not wanted.isdisjoint(words)


def _reason(said: bytes) -> str:
    """The first error, without what follows it: details and context may quote a row."""
    lines = said.decode("utf-8", "replace").splitlines()
    found = next((line for line in lines if "error:" in line), lines[0] if lines else "")
    return found.partition("error:")[2].strip()[:200] or found[:200]
