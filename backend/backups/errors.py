"""What can go wrong with a copy, by names that the screens know the words for."""

from __future__ import annotations

from typing import Literal

Failure = Literal[
    # Of a backup.
    "client_too_old", "no_public_key", "bad_public_key", "database_away", "dump_failed", "disk_full", "store_away",
    "not_read_back", "worker_died",
    # Of a proof.
    "no_private_key", "missing_file", "truncated", "altered", "wrong_key", "undecryptable", "not_restorable",
    "table_missing", "table_unknown", "rows_differ", "content_differs", "schema_differs", "rls_off",
    "anonymous_reads", "nobody_signs_in", "no_signed_in_read", "message_refused", "no_room",
    # Of either.
    "cancelled", "lost", "stopped", "unexpected",
]  # fmt: skip
# Trying again changes nothing: a person must first.
FOR_GOOD: tuple[Failure, ...] = ("client_too_old", "no_public_key", "bad_public_key", "cancelled")
# What a copy itself is guilty of; the rest is the world's, and is tried again.
OF_THE_COPY: tuple[Failure, ...] = (
    "missing_file", "truncated", "altered", "wrong_key", "undecryptable", "not_restorable", "table_missing",
    "table_unknown", "rows_differ", "content_differs", "schema_differs", "rls_off", "anonymous_reads",
    "nobody_signs_in", "no_signed_in_read", "message_refused", "no_private_key",
)  # fmt: skip


class BackupError(Exception):
    """`detail` is kept and shown to the administrator: it never holds a row's content, a key or an address."""

    def __init__(self, failure: Failure, detail: str = "") -> None:
        super().__init__(f"{failure}: {detail}" if detail else failure)
        self.failure = failure
        self.detail = detail
