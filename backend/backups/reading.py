"""Reads a restored database as the console would: through a throw-away PostgREST, signed in, then as nobody."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cache
from pathlib import Path

import httpx
import jwt
import psycopg

from backend.backups.errors import BackupError
from backend.backups.manifest import Manifest
from backend.backups.run import Run
from backend.db import query
from backend.postgres import npm, postgrest, programs
from backend.postgres.errors import PostgresError
from backend.postgres.ports import LOOPBACK, free_port

READY_WITHIN_S = 20.0
NEWEST = "/vapi_calls?select=created_at&order=created_at.desc&limit=1"
TODAY = "/rpc/today?p_limit=1"


class DataApi:
    """A PostgREST in front of one database, running or about to."""

    def __init__(self, run: Run, port: int, admin_port: int, secret: str) -> None:
        self._run = run
        self._url = f"http://{LOOPBACK}:{port}"
        self._ready = f"http://{LOOPBACK}:{admin_port}/ready"
        self._secret = secret
        # Loopback only: without TLS there is nothing to verify, and nothing to load for it.
        self._http = httpx.Client(verify=False, timeout=20, trust_env=False)

    def wait(self) -> None:
        """Until it answers. Raises BackupError."""
        deadline = time.monotonic() + READY_WITHIN_S
        while time.monotonic() < deadline:
            self._run.check()
            with suppress(httpx.HTTPError):
                if self._http.get(self._ready, timeout=2).status_code == 200:
                    return
            time.sleep(0.02)
        raise BackupError("no_room", "postgrest")

    def get(self, what: str, user_id: str | None) -> httpx.Response:
        """What that person is answered; None: what a stranger is."""
        headers = {}
        if user_id is not None:
            # As an owner comes in: with the code of their telephone shown.
            claims = {"role": "authenticated", "sub": user_id, "aud": "authenticated", "aal": "aal2",
                      "exp": int(time.time()) + 60}  # fmt: skip
            headers["Authorization"] = f"Bearer {jwt.encode(claims, self._secret, 'HS256')}"
        return self._http.get(f"{self._url}{what}", headers=headers)


@cache
def _program() -> Path:
    """Checked once a process: it is twenty megabytes to hash."""
    try:
        return npm.postgrest_program()
    except PostgresError as error:
        raise BackupError("no_room", str(error)[:200]) from None


@contextmanager
def data_api(run: Run, db_url: str) -> Iterator[DataApi]:
    """Start one, and do not wait; it is gone at the end. Raises BackupError."""
    program = _program()
    port, admin, secret = free_port(), free_port(), secrets.token_hex(32)
    settings = postgrest.settings(db_url, secret, port, admin)
    with run.program([str(program)], {**programs.environment(db_url), **settings}, stderr=-3):
        yield DataApi(run, port, admin, secret)


def somebody_can_sign_in(db_url: str) -> str:
    """Raises BackupError when nobody of the copy could, or when the sign-in's tables take no session."""
    with psycopg.connect(db_url) as conn, conn.transaction(force_rollback=True):
        person = _person(conn)
        try:
            conn.execute(query("copied_session"), {"user": person})
        except psycopg.Error as error:
            raise BackupError("nobody_signs_in", type(error).__name__) from None
    return "1"


def anonymous_is_refused(api: DataApi) -> str:
    """Raises BackupError when a stranger gets anything but a refusal, from the calls or from Aujourd'hui."""
    for what in (NEWEST, TODAY):
        answer = api.get(what, None)
        if answer.status_code not in (401, 403):
            raise BackupError("anonymous_reads", f"HTTP {answer.status_code}")
    return f"HTTP {answer.status_code}"


def signed_in_reads(api: DataApi, db_url: str, manifest: Manifest) -> str:
    """Raises BackupError when a person of the copy does not get the copy's newest call."""
    answer = _answer(api, NEWEST, db_url)
    found = [datetime.fromisoformat(row["created_at"]) for row in answer.json()]
    wanted = [datetime.fromisoformat(manifest.newest_call_at)] if manifest.newest_call_at else []
    if found != wanted:
        raise BackupError("no_signed_in_read", "vapi_calls")
    return manifest.newest_call_at or "0"


def today_is_read(api: DataApi, db_url: str) -> str:
    """Raises BackupError when Aujourd'hui does not answer that person."""
    waiting = _answer(api, TODAY, db_url).json()["waiting"]
    return str(waiting)


def _answer(api: DataApi, what: str, db_url: str) -> httpx.Response:
    with psycopg.connect(db_url) as conn:
        answer = api.get(what, _person(conn))
    if answer.status_code != 200:
        raise BackupError("no_signed_in_read", f"HTTP {answer.status_code}")
    return answer


def _person(conn: psycopg.Connection) -> str:
    row = conn.execute(query("copied_accounts").encode()).fetchone()
    if row is None:
        raise BackupError("nobody_signs_in", "auth.users")
    return str(row[0])
