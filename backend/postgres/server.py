"""The embedded Postgres: made once, started like any other program, cleaned up after a crash."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from backend.postgres.errors import PostgresError
from backend.postgres.os_user import become
from backend.postgres.place import PostgresPlace
from backend.postgres.ports import LOOPBACK

# A builtin locale: the same order and the same lower() on every machine, whatever is installed there.
LOCALE = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8")
SETTINGS = {
    "listen_addresses": LOOPBACK,
    # TCP only: the path of a socket may be too long, and everyone has the URL anyway.
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    # Said aloud although they are the defaults: what was answered 200 must survive a crash.
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A refused statement may hold a name or a phone number; its sender gets the error.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
HBA = f"# Written by the embedded stack.\nhost all all {LOOPBACK}/32 scram-sha-256\n"
ORPHANS_LEAVE_S = 2.0


def initialise(place: PostgresPlace, password: str, superuser: str = "postgres") -> None:
    """Make the database cluster, unless it is there. A cluster begun and not finished is made again.

    Raises PostgresError for one that another version made.
    """
    if place.is_initialised:
        _refuse_other_version(place)
        return
    place.wipe()
    place.make()
    with tempfile.NamedTemporaryFile("w", prefix="drain-", encoding="utf-8") as secret:
        secret.write(password)
        secret.flush()
        if place.user:
            os.chown(secret.name, place.user.uid, place.user.gid)
        _initdb(place, secret.name, superuser)
    (place.data / "pg_hba.conf").write_text(HBA, encoding="utf-8")


def command(place: PostgresPlace, port: int) -> list[str]:
    """How to start it. Everything that matters is on the command line; no secret is."""
    options = (f"-c{name}={value}" for name, value in {**SETTINGS, "port": str(port)}.items())
    return [str(place.bin / "postgres"), "-D", str(place.data), *options]


def clear_leftovers(place: PostgresPlace) -> None:
    """After a crash: wait for the backends to notice, stop the slow ones, remove the stale pid file.

    Postgres does not start while a backend of the dead server still holds the shared memory.
    """
    end_leftovers(place.data)
    (place.data / "postmaster.pid").unlink(missing_ok=True)


def end_leftovers(data: Path) -> None:
    """Wait for the processes of this data folder to end, then make them."""
    deadline = time.monotonic() + ORPHANS_LEAVE_S
    while any(_processes_of(data)):
        late = time.monotonic() > deadline
        for process in _processes_of(data):
            process.send_signal(signal.SIGKILL if late else signal.SIGQUIT)
        time.sleep(0.05)


def _processes_of(data: Path) -> Iterator[psutil.Process]:
    # Every process of a server works in its data folder: a name that nothing else bears.
    for process in psutil.process_iter(["name", "cwd"]):
        if process.info["name"] == "postgres" and process.info["cwd"] == str(data):
            yield process


def _refuse_other_version(place: PostgresPlace) -> None:
    told = subprocess.run([str(place.bin / "postgres"), "--version"], capture_output=True, text=True, cwd="/",
                          check=False, **become(place.user)).stdout  # fmt: skip
    ours = told.rpartition(" ")[2].partition(".")[0].strip()
    theirs = (place.data / "PG_VERSION").read_text(encoding="ascii").strip()
    if ours != theirs:
        raise PostgresError(
            f"La base embarquée vient de Postgres {theirs}, et celui d’ici est le {ours}. "
            "Relancez avec « --fresh » pour l’effacer et recommencer (python -m backend.local run --fresh)."
        )


def _initdb(place: PostgresPlace, password_file: str, superuser: str) -> None:
    arguments = ["-D", str(place.data), "-U", superuser, "--auth=scram-sha-256", f"--pwfile={password_file}", *LOCALE]
    made = subprocess.run([str(place.bin / "initdb"), *arguments], capture_output=True, text=True, cwd="/",
                          check=False, **become(place.user))  # fmt: skip
    if made.returncode:
        place.wipe()
        # What it does about it comes last; why, before.
        said = [line for line in made.stderr.splitlines() if re.search(r"fatal|error|panic", line, re.IGNORECASE)]
        reason = (said or made.stderr.strip().splitlines() or ["raison inconnue"])[-1]
        raise PostgresError(f"Postgres n’a pas pu créer sa base dans {place.data} : {reason}")
