"""The local journal: fsynced, in order, shared by processes, and loud when its disk fails."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from backend.webhook.journal import Journal, JournalError

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_messages_come_back_in_the_order_they_came(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "folder" / "j.sqlite3")
    for number in range(5):
        journal.append(b"%d" % number, AT + timedelta(seconds=number))
    assert [entry.body for entry in journal.oldest(3)] == [b"0", b"1", b"2"]
    assert journal.waiting() == (5, AT)


def test_what_was_applied_is_forgotten_and_the_rest_survives_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "j.sqlite3"
    journal = Journal(path)
    journal.append(b"a", AT)
    journal.append(b"b", AT)
    journal.remove(journal.oldest(1)[0].id)
    assert [entry.body for entry in Journal(path).oldest(9)] == [b"b"]


def test_what_was_applied_is_in_no_file_any_more(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j.sqlite3")
    for number in range(3):
        journal.append(b"Zoe Canari %d " % number * 2000, AT)
    for entry in journal.oldest(9):
        assert b"Zoe Canari" in b"".join(file.read_bytes() for file in tmp_path.iterdir())
        journal.remove(entry.id)
    assert b"Canari" not in b"".join(file.read_bytes() for file in tmp_path.iterdir())


def test_every_append_is_synced_before_it_returns(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j.sqlite3")
    journal.append(b"a", AT)
    connection = journal._connection
    assert connection is not None
    assert connection.execute("pragma synchronous").fetchone() == (2,)
    assert (tmp_path / "j.sqlite3").stat().st_mode & 0o077 == 0


def test_a_full_disk_is_an_error_and_the_journal_works_again_afterwards(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j.sqlite3")
    journal.append(b"a", AT)
    assert journal._connection is not None
    # SQLite's own way to a full disk: no page more than those there are.
    journal._connection.execute("pragma max_page_count = 2")
    with pytest.raises(JournalError, match="full"):
        journal.append(b"x" * 100_000, AT)
    journal.append(b"b", AT)
    assert [entry.body for entry in journal.oldest(9)] == [b"a", b"b"]


def test_a_path_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(JournalError):
        Journal(tmp_path / "file" / "j.sqlite3").append(b"a", AT)


def test_a_damaged_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "j.sqlite3").write_bytes(b"this is no database" * 100)
    with pytest.raises(JournalError):
        Journal(tmp_path / "j.sqlite3").waiting()


def test_two_processes_share_one_journal(tmp_path: Path) -> None:
    path = tmp_path / "j.sqlite3"
    one, other = Journal(path), Journal(path)
    one.append(b"a", AT)
    other.append(b"b", AT)
    assert one.waiting()[0] == other.waiting()[0] == 2
    assert sqlite3.connect(path).execute("pragma journal_mode").fetchone() == ("wal",)
