"""Keeps a checked run in the database that lasts."""

from __future__ import annotations

import psycopg

from backend.db import conninfo, query, settle_now
from backend.load.run import LoadRun


def record(db_url: str, run: LoadRun) -> int:
    """Keep it and return the row's number; the same run again is the same row. Raises psycopg.Error."""
    with psycopg.connect(conninfo(db_url, "load"), autocommit=True) as conn:
        settle_now(conn)
        row = conn.execute(query("record_load_run").encode(), [run.model_dump_json()]).fetchone()
    assert row is not None
    return int(row[0])
