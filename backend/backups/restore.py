"""pg_restore, of the part of a copy that the target needs."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from backend.backups.errors import BackupError
from backend.backups.run import Run
from backend.postgres import programs

ERROR = re.compile(r"\b(?:error|ERROR):")
# Of the sign-in service: its accounts, and what our own rights lean on.
ACCOUNTS = ("users", "identities", "mfa_factors")
LEANED_ON = ("uid()", "jwt()", "role()", "email()")
# These come with any database.
THERE_ALREADY = (" SCHEMA - public ", " COMMENT - SCHEMA public ", " ACL - SCHEMA public ")
# What the provider's own superuser gives to what it makes: each project has it, and nobody but it may say so.
PROVIDERS = re.compile(r" DEFAULT ACL .* supabase_admin$")


def restore(run: Run, file: Path, db_url: str, *, jobs: int = 2) -> None:
    """Restore into a new, empty server that has the roles. Raises BackupError."""
    chosen = _use_list(file, whole_auth=True)
    command = [*_command(), f"--jobs={jobs}", f"--use-list={chosen}", "--dbname=", str(file)]
    with run.program(command, programs.environment(db_url)) as process:
        _finish(run, process)


def script(run: Run, file: Path, *, whole_auth: bool) -> Path:
    """The copy as SQL, for a target where all must happen in one transaction. Raises BackupError.

    `whole_auth` False: the sign-in service is there, bring its rows only.
    """
    written = file.with_suffix(".sql")
    written.touch(mode=0o600)
    chosen = _use_list(file, whole_auth=whole_auth)
    command = [*_command(), f"--use-list={chosen}", f"--file={written}", str(file)]
    with run.program(command, programs.environment("")) as process:
        _finish(run, process)
    return written


def in_one_transaction(run: Run, db_url: str, *scripts: Path) -> None:
    """Run them all or nothing. Raises BackupError."""
    files = [f"--file={one}" for one in scripts]
    fixed = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--no-password"]
    with run.program([programs.program("psql"), *fixed, *files], programs.environment(db_url)) as process:
        _finish(run, process)


def _command() -> list[str]:
    return [programs.program("pg_restore"), "--no-owner", "--exit-on-error", "--no-password"]


def _finish(run: Run, process: subprocess.Popen[bytes]) -> None:
    _, said = process.communicate()
    run.check()
    if process.returncode != 0:
        raise BackupError("not_restorable", _reason(said))


def _use_list(file: Path, *, whole_auth: bool) -> Path:
    chosen = file.with_suffix(".list")
    lines = _chosen(_listed(file), whole_auth=whole_auth)
    chosen.write_text("\n".join(lines), encoding="utf-8")
    return chosen


def missing_script(run: Run, file: Path, db_url: str, name: str, *, others_keys: bool) -> Path:
    """A dropped table and whatever went with it (indexes, keys, functions, rights), as SQL. Raises BackupError.

    `others_keys` False: without other tables' keys, which rows of today may contradict.
    """
    now, written, chosen = file.with_suffix(".now"), file.with_suffix(".table.sql"), file.with_suffix(".table")
    written.touch(mode=0o600)
    schemas = ["--schema=public", "--schema=private", "--no-password", f"--file={now}"]
    command = [programs.program("pg_dump"), "--format=custom", "--schema-only", *schemas]
    with run.program(command, programs.environment(db_url)) as process:
        _finish(run, process)
    there = {_entry(line) for line in _listed(now)}
    lines = (line for line in _chosen(_listed(file), whole_auth=False) if _is_gone(line, there, name))
    own = f" FK CONSTRAINT {name.replace('.', ' ')} "
    chosen.write_text("\n".join(one for one in lines if others_keys or " FK CONSTRAINT " not in one or own in one))
    with run.program(
        [*_command(), f"--use-list={chosen}", f"--file={written}", str(file)], programs.environment("")
    ) as p:
        _finish(run, p)
    return written


def _entry(line: str) -> str:
    """Type, schema and name; without the numbers, which are each archive's own."""
    return " ".join(line.split()[3:-1])


def _is_gone(line: str, there: set[str], name: str) -> bool:
    schema, _, table = name.partition(".")
    if " TABLE DATA " in line:
        return f" TABLE DATA {schema} {table} " in line
    if " SEQUENCE SET " in line:
        return f" SEQUENCE SET {schema} {table}_" in line
    return _entry(line) not in there


def _listed(file: Path) -> list[str]:
    listed = subprocess.run([programs.program("pg_restore"), "--list", str(file)], capture_output=True, text=True,
                            check=False)  # fmt: skip
    if listed.returncode != 0:
        raise BackupError("not_restorable", _reason(listed.stderr.encode()))
    return listed.stdout.splitlines()


def _chosen(lines: list[str], *, whole_auth: bool) -> Iterator[str]:
    for line in _accounts_first(lines):
        if line.startswith(";") or PROVIDERS.search(line) or any(entry in f"{line} " for entry in THERE_ALREADY):
            continue
        if not _is_auth(line) or _is_wanted_auth(line, whole_auth=whole_auth):
            yield line


def _accounts_first(lines: list[str]) -> list[str]:
    """Accounts before the rows that lean on them: where the sign-in service is there, so are its keys."""
    data = [line for line in lines if " TABLE DATA auth " in line]
    in_order = iter(sorted(data, key=lambda line: " TABLE DATA auth users " not in line))
    return [next(in_order) if line in data else line for line in lines]


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
        return words[6] in ACCOUNTS
    wanted = {*ACCOUNTS, *LEANED_ON}
    return " SCHEMA - auth " in line or " TYPE auth " in line or not wanted.isdisjoint(words)


def _reason(said: bytes) -> str:
    """The first error, without what follows it: details and context may quote a row."""
    lines = said.decode("utf-8", "replace").splitlines()
    # pg_restore writes `error:`, psql `ERROR:`.
    found = next((line for line in lines if ERROR.search(line)), lines[0] if lines else "")
    return ERROR.split(found, maxsplit=1)[-1].strip()[:200]
