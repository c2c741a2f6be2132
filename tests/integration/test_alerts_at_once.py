"""What happens in the very moment in which a worker prepares a message: what waited for it looks again."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import psycopg
import pytest

from tests.waiting import until

LEAD = """
    insert into leads (ref, source, created_at, phone, city, description, urgency)
    values (%s, 'tool', now(), '+14505550134', 'Laval', 'Refoulement', 'normal')
"""
# Nobody of the stack's own takes it up meanwhile.
LATER = "update alerts set due_at = now() + interval '1 hour' where lead_id is not null returning id, version"
RECIPIENT = "insert into recipients (full_name, phone) values ('Guillaume', '+15145550100') returning id"
PREPARE = "select private.prepare_attempt(%s, null, 0::smallint, 'sms', %s, null, %s, '+1', 'brevo', null)"
WAITS = "select from pg_stat_activity where wait_event_type = 'Lock' and query = %s"


@dataclass(frozen=True)
class Desk:
    """A lead's alert that waits, and somebody to tell."""

    db: psycopg.Connection
    url: str
    alert: uuid.UUID

    def while_prepared(self, statement: bytes) -> None:
        """The statement begins while a worker prepares the alert's message, and has to wait for it."""
        with psycopg.connect(self.url) as worker, psycopg.connect(self.url) as other, ThreadPoolExecutor() as beside:
            to, version = (
                worker.execute(RECIPIENT).fetchone(),
                worker.execute("select version from alerts where lead_id is not null").fetchone(),
            )
            assert to and version
            assert worker.execute(PREPARE, [self.alert, to[0], version[0]]).fetchone() != (None,)
            begun = beside.submit(other.execute, statement)
            until(lambda: self.db.execute(WAITS, [statement.decode()]).fetchone() is not None, "the wait")
            worker.commit()
            begun.result()
            other.commit()


@pytest.fixture
def desk(clean_db: psycopg.Connection, env: dict[str, str]) -> Desk:
    with clean_db.transaction():
        clean_db.execute(LEAD, [str(uuid.uuid4())])
        row = clean_db.execute(LATER).fetchone()
    assert row
    return Desk(clean_db, env["SUPABASE_DB_URL"], row[0])


def test_what_became_of_it_is_found_out_though_it_was_seen(desk: Desk) -> None:
    desk.while_prepared(f"select private.acknowledge('{desk.alert}', 'Guillaume')".encode())
    found = desk.db.execute("select state, due_at is not null from alerts where lead_id is not null").fetchall()
    assert found == [("acknowledged", True)]


def test_what_becomes_urgent_is_told_anew(desk: Desk) -> None:
    desk.while_prepared(b"update leads set urgency = 'urgent'")
    found = desk.db.execute("select kind, urgent from alerts where lead_id is not null order by created_at").fetchall()
    assert found == [("lead", False), ("urgent_lead", True)]


def test_what_is_put_right_is_told_to_whoever_was_being_told(desk: Desk) -> None:
    desk.while_prepared(b"update leads set phone = '+15145550177'")
    found = desk.db.execute("select state from alert_attempts order by at").fetchall()
    assert ("asked",) in found


def test_what_is_put_right_takes_the_words_from_a_worker_that_has_read_them(desk: Desk) -> None:
    read = desk.db.execute("select version from alerts where lead_id is not null").fetchone()
    desk.db.execute("update leads set phone = '+15145550177'")
    to = desk.db.execute(RECIPIENT).fetchone()
    assert read and to
    assert desk.db.execute(PREPARE, [desk.alert, to[0], read[0]]).fetchone() == (None,)
