"""What can go wrong with Postgres's programs on this machine."""

from __future__ import annotations


class PostgresError(Exception):
    """A program is missing or did not start. The message is a French sentence that says what to do."""
