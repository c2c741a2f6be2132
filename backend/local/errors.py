"""What can go wrong while the stack starts, in words for the person who started it."""

from __future__ import annotations

from backend.postgres.errors import PostgresError


class StackError(PostgresError):
    """The stack cannot start or go on. The message is a French sentence that says what to do."""


class StopRequested(BaseException):
    """Someone asked the stack to stop: Ctrl-C, SIGTERM, or a closed terminal. No handler may swallow it."""
