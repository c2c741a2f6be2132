"""Postgres's own programs: where they are, which version, how they learn the database without showing a password."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from backend.postgres import place as postgres_place
from backend.postgres.place import PostgresPlace

# Copies of the programs are kept under this name where the unprivileged user cannot reach the wheel's own.
REACHABLE = Path(tempfile.gettempdir())
VARIABLES = {
    "host": "PGHOST", "hostaddr": "PGHOSTADDR", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD",
    "dbname": "PGDATABASE", "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT",
}  # fmt: skip


@cache
def place() -> PostgresPlace:
    """Where a scratch server is, and the user that it runs as."""
    return postgres_place.find_newest(REACHABLE, "scratch")


def program(name: str) -> str:
    """The path of `pg_dump` and its like."""
    return str(postgres_place.clients() / name)


@cache
def client_version() -> str:
    """`18.1`, of our pg_dump."""
    told = subprocess.run([program("pg_dump"), "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"\d+(\.\d+)?", told)
    return found.group(0) if found else "0"


def environment(db_url: str) -> Mapping[str, str]:
    """The database in variables: a command line is everybody's to read."""
    told = {VARIABLES[name]: str(value) for name, value in conninfo_to_dict(db_url).items() if name in VARIABLES}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, **told, "PGCONNECT_TIMEOUT": "10", "PGAPPNAME": "drain-backup", "LC_ALL": "C"}
