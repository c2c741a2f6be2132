"""Each foreign key has an index, or a reason to have none: without one, deleting what it names reads a whole table."""

from __future__ import annotations

import psycopg

WITHOUT_INDEX = """
    select k.conrelid::regclass::text || '.' || a.attname from pg_constraint k
    join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
    where k.contype = 'f' and k.connamespace in ('public'::regnamespace, 'private'::regnamespace)
      and not exists (select 1 from pg_index i where i.indrelid = k.conrelid and i.indkey[0] = k.conkey[1])
"""
PERSON = "a person of the team is deleted once in years, and an index would cost every write"
NEVER = "what it names is never deleted"
REASONS = {
    "vapi_calls.assigned_to": PERSON,
    "alert_attempts.asked_by": PERSON,
    "account_orders.asked_by": PERSON,
    "backups.asked_by": PERSON,
    "backup_proofs.asked_by": PERSON,
    "test_calls.asked_by": PERSON,
    "recording_requests.asked_by": PERSON,
    "privacy_requests.created_by": PERSON,
    "privacy_requests.closed_by": PERSON,
    "incidents.created_by": PERSON,
    "purge_runs.asked_by": PERSON,
    "accepted_risks.accepted_by": PERSON,
    "accepted_risks.withdrawn_by": PERSON,
    "rollout_moves.moved_by": PERSON,
    "private.diversions.asked_by": PERSON,
    "private.diversions.undo_asked_by": PERSON,
    "alerts.kind": NEVER,
    # Recipients are marked inactive, copies keep their row.
    "alerts.recipient_id": NEVER,
    "private.alert_links.recipient_id": NEVER,
    "private.backup_links.backup_id": NEVER,
    "private.diversions.trial_id": "a handful of rows in the life of the line",
}


def test_each_foreign_key_has_an_index_or_a_reason(db: psycopg.Connection) -> None:
    assert {row[0] for row in db.execute(WITHOUT_INDEX).fetchall()} == REASONS.keys()
