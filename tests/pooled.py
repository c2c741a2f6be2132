"""A pooler of the tests' own, of so many sessions; and whoever holds all that it has left."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import psycopg

from backend.postgres.ports import free_port, is_free
from tests.local_stack import ROOT, Stack

READY_WITHIN_S = 10.0


@contextmanager
def pooler(stack: Stack, size: int) -> Iterator[str]:
    """The database's address by way of it."""
    port = free_port()
    [database] = re.findall(r":(\d+)/", stack.db_url)
    command = [sys.executable, "-m", "backend.local.pooler", str(port), database, str(size)]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        give_up_at = time.monotonic() + READY_WITHIN_S
        while is_free(port) and time.monotonic() < give_up_at:
            time.sleep(0.05)
        yield re.sub(r":\d+/", f":{port}/", stack.env["POOLER_DB_URL"])
    finally:
        process.terminate()
        process.wait(10)


def hold_the_rest(held: ExitStack, db_url: str) -> str:
    """Take every session that is left, until `held` closes; returns what the pooler then says."""
    for _ in range(40):
        try:
            held.enter_context(psycopg.connect(db_url))
        except psycopg.OperationalError as error:
            return str(error)
    raise AssertionError("forty more sessions found a place")
