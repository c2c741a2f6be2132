"""Keeps what a program found at its start where Santé reads it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

import psycopg

from backend.db import conninfo, query
from backend.doctor.finding import Finding


def keep(db_url: str, program: str, instance: str, release: str, findings: Sequence[Finding]) -> None:
    """In place of what the same program found there before. Raises psycopg.Error."""
    told = json.dumps([asdict(one) for one in findings])
    with psycopg.connect(conninfo(db_url, program), autocommit=True) as conn:
        conn.execute(query("note_settings_findings"), [program, instance, release, told])
