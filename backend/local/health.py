"""Is it ready? Asked by doing what a client would do, never by waiting a while."""

from __future__ import annotations

import httpx
import psycopg

ANSWER_S = 2.0


def at_once() -> bool:
    """For a program that listens to nothing: running is being ready."""
    return True


def http_ok(url: str) -> bool:
    """True when something answers there, without an error of its own."""
    try:
        return httpx.get(url, timeout=ANSWER_S).status_code < 500
    except httpx.HTTPError:
        return False


def postgres_answers(db_url: str) -> bool:
    """True when a connection is accepted. Raises psycopg.OperationalError when the password is refused."""
    try:
        psycopg.connect(db_url, connect_timeout=int(ANSWER_S)).close()
    except psycopg.OperationalError as error:
        if "password authentication failed" in str(error):
            raise
        return False
    return True
