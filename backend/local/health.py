"""Is it ready? Asked by doing what a client would do, never by waiting a while."""

from __future__ import annotations

from functools import cache

import httpx
import psycopg

ANSWER_S = 2.0


def at_once() -> bool:
    """For a program that listens to nothing: running is being ready."""
    return True


def http_ok(url: str) -> bool:
    """True when something answers there, without an error of its own."""
    try:
        return _client().get(url).status_code < 500
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


@cache
def _client() -> httpx.Client:
    # One for all: each new one reads every certificate authority, for longer than what it asks of takes to start.
    return httpx.Client(timeout=ANSWER_S)
