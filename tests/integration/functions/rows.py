"""A small business of rows with ids of their own, for what functions are asked about; see `samples`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from uuid import UUID

import psycopg

from tests.readiness_fixtures import made

# One id a row, known before the row is made: the sample arguments are a plain table.
(
    CALL, SILENT_CALL, OLD_CALL, LEAD, CALLED_BACK, TRIED, VISIT, CANCELLED, ON_CALL, SECOND, ALERT, COPY, TRIED_COPY,
    PROOF, REQUEST, INCIDENT, INVITATION, SESSION, RECORDING,
) = (str(UUID(int=number)) for number in range(1001, 1020))  # fmt: skip
# Of `md5('third')`, as all people of these tests have theirs.
THIRD = "dd5c8bf5-1558-ffcb-e500-7071908e9524"
CODE = "0123456789ABCDEF0123"
FINGERPRINT = "ab" * 32
MESSAGE = 1001
PHONE, OTHER_PHONE, LINE = "+15145550134", "+15145550135", "+14502803222"
# Newer than what the business holds, and apart from each other.
DAY = date.today()


def day(ahead: int) -> str:
    """A date that is so many days away."""
    return (DAY + timedelta(days=ahead)).isoformat()


def moment(ahead: int, hour: int = 15) -> str:
    """An hour of such a day."""
    return f"{day(ahead)}T{hour:02}:00:00Z"


def _call(one: str, phone: str, name: str | None, ago: int) -> str:
    """An ended call that somebody should answer for, with a recording."""
    told = f"'{name}'" if name else "null"
    return (
        "insert into vapi_calls (id, vapi_call_id, created_at, ended_at, status, outcome, caller_number, caller_name,"
        f" has_recording, needs_callback) values ('{one}', 'sample-{one[-4:]}', now() - interval '{ago} hours',"
        f" now() - interval '{ago} hours', 'ended', 'no_lead', '{phone}', {told}, true, true)"
    )


def _lead(one: str, call: str | None, phone: str, name: str, status: str) -> str:
    came_of = f"'{call}'" if call else "null"
    back = "now(), md5('staff')::uuid" if status == "called_back" else "null, null"
    return (
        "insert into leads (id, ref, source, created_at, call_id, name, phone, status, called_back_at, called_back_by)"
        f" values ('{one}', 'DF-2026-{one[-4:]}', 'tool', now() - interval '2 hours', {came_of}, '{name}', '{phone}',"
        f" '{status}', {back})"
    )


def _visit(one: str, lead: str, ahead: int, status: str) -> str:
    starts = f"now() + interval '{ahead} days'"
    ends = f"{starts} + interval '1 hour'"
    return (
        "insert into appointments (id, lead_id, starts_at, ends_at, busy, status, confirmed, requested_at) values"
        f" ('{one}', '{lead}', {starts}, {ends}, tstzrange({starts}, {ends}), '{status}', false, now())"
    )


def _copy(one: str) -> str:
    return (
        "insert into backups (id, cause_key, reason, state, due_at, store, name, snapshot_at, size_bytes) values"
        f" ('{one}', 'sample:{one[-4:]}', 'schedule', 'stored', null, 's3', '{one[-4:]}.dump', now(), 1000)"
    )


BUSINESS = (
    _call(CALL, PHONE, "Jean Tremblay", 3),
    _call(SILENT_CALL, OTHER_PHONE, None, 2),
    _call(OLD_CALL, "+15145550136", "Marie Gagnon", 50),
    _lead(LEAD, CALL, PHONE, "Jean Tremblay", "new"),
    _lead(CALLED_BACK, None, "+15145550137", "Luc Roy", "called_back"),
    _lead(TRIED, None, "+15145550138", "Anne Côté", "new"),
    _visit(VISIT, LEAD, 9, "booked"),
    _visit(CANCELLED, TRIED, 11, "cancelled"),
    f"insert into call_attempts (lead_id, author, outcome) values ('{CALLED_BACK}', md5('staff')::uuid, 'reached')",
    "insert into call_attempts (lead_id, author, outcome, again_at)"
    f" values ('{TRIED}', md5('staff')::uuid, 'no_answer', now() + interval '1 day')",
    "insert into recipients (id, full_name, phone, email, on_call_rank) values"
    f" ('{ON_CALL}', 'Guillaume', '+15145550100', 'g@example.com', 1),"
    f" ('{SECOND}', 'Lucie', '+15145550101', 'l@example.com', 2)",
    "insert into alerts (id, kind, cause_key, urgent, call_id, state, due_at)"
    f" values ('{ALERT}', 'hung_up', 'sample', false, '{SILENT_CALL}', 'failed', null)",
    _copy(COPY),
    _copy(TRIED_COPY),
    "insert into backup_proofs (id, cause_key, backup_id, reason)"
    f" values ('{PROOF}', 'sample', '{TRIED_COPY}', 'weekly')",
    "insert into privacy_requests (id, kind, phone, full_name, received_on)"
    f" values ('{REQUEST}', 'access', '{PHONE}', 'Jean Tremblay', current_date - 2)",
    "insert into incidents (id, number, information, circumstances, happened_from, aware_on, risk_elements,"
    f" risk_is_serious, measures) values ('{INCIDENT}', 1, 'a', 'b', current_date - 9, current_date - 8, 'c', false,"
    " 'd')",
    "insert into account_orders (id, kind, email, full_name, role)"
    f" values ('{INVITATION}', 'invite', 'n@example.com', 'Nora Roy', 'staff')",
    f"insert into recording_requests (id, call_id, asked_by) values ('{RECORDING}', '{CALL}', md5('staff')::uuid)",
    f"insert into private.access_links (fingerprint) values ('{FINGERPRINT}')",
    f"insert into auth.sessions (id, user_id) values ('{SESSION}', md5('staff')::uuid)",
    "update trial_settings set vapi = 'simulated', daily_limit = 8",
    # What somebody wrote that belongs to no call, and names a person.
    "insert into private.inbox (id, dedupe_key, type, happened_at, body, applied_at, error) overriding system value"
    f" values ({MESSAGE}, 'sample', 'hang', now(), '{{\"words\": \"Jean Tremblay\"}}', null, 'unreadable')",
)
# Just before this function is asked, and not for the others.
_THIRD = (
    "insert into auth.users (id, email) values (md5('third')::uuid, 't@example.com');"
    "insert into profiles (user_id, email, full_name, role)"
    " values (md5('third')::uuid, 't@example.com', 'Third', 'staff')"
)
BEFORE = {
    "announce_arrival": "update customer_texts set enabled = true;"
    "update appointments set confirmed = true, starts_at = now(), ends_at = now() + interval '1 hour',"
    f" busy = tstzrange(now(), now() + interval '1 hour') where id = '{VISIT}';"
    "insert into probe_readings (probe, ok, value) values ('brevo_credits', true, 500)",
    "save_customer_text": "update customer_texts set words_fr = 'STOP', words_en = 'STOP' where kind = 'visit_on_way'",
    "undo_diversion": f"insert into private.diversions (to_number, to_name) values ('{PHONE}', 'Guillaume')",
    "withdraw_risk": "insert into accepted_risks (id, gate, reason, accepted_by, expires_at) values"
    " (gen_random_uuid(), 'load', 'Le banc a suffi', md5('owner')::uuid, now() + interval '9 days')",
    "reset_second_factor": f"{_THIRD};insert into auth.mfa_factors (id, user_id, factor_type, status, created_at,"
    " updated_at) values (gen_random_uuid(), md5('third')::uuid, 'totp', 'verified', now(), now())",
    "revoke_calendar_feed": "insert into private.calendar_feeds (user_id, fingerprint) select user_id,"
    " encode(sha256(role::bytea), 'hex') from profiles",
    "use_recovery_code": "insert into private.recovery_codes (user_id, code_sha256)"
    f" values (md5('staff')::uuid, private.recovery_code_hash('{CODE}'))",
    "move_stage": "insert into rollout_moves (stage, moved_by) values (1, md5('owner')::uuid)",
    **dict.fromkeys(("set_role", "set_suspended", "send_access_link"), _THIRD),
}


@contextmanager
def business(db_url: str, name: str) -> Iterator[str]:
    """A database under that name that holds all of it; gone at the end."""
    with made(db_url, name) as url:
        with psycopg.connect(url, options="-c timezone=UTC") as conn:
            for statement in BUSINESS:
                conn.execute(statement.encode())
        yield url
