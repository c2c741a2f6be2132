"""Who may see and do what, tried on the Data API itself; the list of objects comes from the catalogue."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import psycopg
import pytest

from tests.people import ROLES, Caller, sign_in

TEAM = frozenset({"owner", "staff", "admin"})
NOBODY: frozenset[str] = frozenset()
# Who reads each table through the Data API. A table that is not listed here fails the test below.
READERS = {
    "profiles": TEAM,
    "vapi_calls": TEAM,
    "call_logs": TEAM,
    "call_attempts": TEAM,
    "call_search": TEAM,
    "leads": TEAM,
    "lead_notes": TEAM,
    "appointments": TEAM,
    "appointment_changes": TEAM,
    "opening_hours": TEAM,
    "closed_days": TEAM,
    "booking_settings": TEAM,
    "recipients": TEAM,
    "alert_rules": TEAM,
    "alert_rungs": TEAM,
    "alert_settings": TEAM,
    "alerts": TEAM,
    "alert_attempts": TEAM,
    "trial_settings": TEAM,
    "test_calls": TEAM,
    "recording_requests": TEAM,
    "audit_log": frozenset({"owner", "admin"}),
    "account_orders": frozenset({"owner", "admin"}),
    "privacy_requests": frozenset({"owner", "admin"}),
    "privacy_settings": frozenset({"owner", "admin"}),
    "incidents": frozenset({"owner", "admin"}),
    "providers": frozenset({"owner", "admin"}),
    "retention_rules": frozenset({"owner", "admin"}),
    "purge_runs": frozenset({"owner", "admin"}),
    "backups": frozenset({"owner", "admin"}),
    "backup_proofs": frozenset({"owner", "admin"}),
    "backup_settings": frozenset({"owner", "admin"}),
    "backup_stores": frozenset({"owner", "admin"}),
    "probe_readings": frozenset({"owner", "admin"}),
    "check_ins": frozenset({"owner", "admin"}),
    "sentry_events": frozenset({"owner", "admin"}),
    "evidence": frozenset({"owner", "admin"}),
    "accepted_risks": frozenset({"owner", "admin"}),
    "rollout_moves": frozenset({"owner", "admin"}),
    "load_runs": frozenset({"owner", "admin"}),
}
# Who may call each function; the others get 403.
CALLERS = {
    "create_lead": TEAM,
    "customer": TEAM,
    "update_lead": TEAM,
    "mark_called_back": TEAM,
    "undo_called_back": TEAM,
    "record_attempt": TEAM,
    "undo_attempt": TEAM,
    "classify_call": TEAM,
    "book_appointment": TEAM,
    "change_appointment": TEAM,
    "restore_appointment": TEAM,
    "closed_days": TEAM,
    "save_closed_day": frozenset({"owner", "admin"}),
    "assign_callback": TEAM,
    "retry_messages": frozenset({"admin"}),
    "settings_findings": frozenset({"admin"}),
    "alert_list": TEAM,
    "alert_ladder": TEAM,
    "alert_setup": TEAM,
    "resend_alerts": TEAM,
    "acknowledge_alerts": TEAM,
    "alert_about": TEAM,
    "send_test_alert": TEAM,
    "save_recipient": frozenset({"owner", "admin"}),
    "remove_recipient": frozenset({"owner", "admin"}),
    "save_on_call": frozenset({"owner", "admin"}),
    "save_alert_rule": frozenset({"owner", "admin"}),
    "save_ladder": frozenset({"owner", "admin"}),
    "save_alert_settings": frozenset({"owner", "admin"}),
    "ask_recording": TEAM,
    "recording_source": TEAM,
    "compare_with_vapi": frozenset({"staff", "admin"}),
    "trials": frozenset({"staff", "admin"}),
    "ask_trial": frozenset({"staff", "admin"}),
    "save_trial_settings": frozenset({"admin"}),
    "backup_board": frozenset({"owner", "admin"}),
    "ask_backup_now": frozenset({"admin"}),
    "prove_backup": frozenset({"admin"}),
    "cancel_backup": frozenset({"admin"}),
    "download_backup": frozenset({"admin"}),
    "backup_link": frozenset({"admin"}),
    "load_history": frozenset({"owner", "admin"}),
    "save_backup_settings": frozenset({"admin"}),
    "status_line": TEAM,
    "today": TEAM,
    "call_journal": TEAM,
    "call_detail": TEAM,
    "lead_board": TEAM,
    "lost_leads": TEAM,
    "second_chances": TEAM,
    "week_appointments": TEAM,
    "booking_calendar": TEAM,
    "people": TEAM,
    "log_export": TEAM,
    "still_unapplied": frozenset({"admin"}),
    "health": frozenset({"admin"}),
    "watching": frozenset({"admin"}),
    "probe_history": frozenset({"admin"}),
    "test_sentry": frozenset({"admin"}),
    "plan_b": frozenset({"owner", "admin"}),
    "divert_line": frozenset({"owner", "admin"}),
    "undo_diversion": frozenset({"owner", "admin"}),
    "save_plan_b_settings": frozenset({"owner", "admin"}),
    "readiness": frozenset({"owner", "admin"}),
    "accept_risk": frozenset({"owner"}),
    "withdraw_risk": frozenset({"owner"}),
    "move_stage": frozenset({"owner", "admin"}),
    "measure_now": frozenset({"owner", "admin"}),
    "latency": TEAM,
    "team": frozenset({"owner", "admin"}),
    "invite_person": frozenset({"owner", "admin"}),
    "drop_invitation": frozenset({"owner", "admin"}),
    "send_access_link": frozenset({"owner", "admin"}),
    "reset_second_factor": frozenset({"owner", "admin"}),
    "set_role": frozenset({"owner", "admin"}),
    "set_suspended": frozenset({"owner", "admin"}),
    "audit_trail": frozenset({"owner", "admin"}),
    "log_trail_export": frozenset({"owner", "admin"}),
    "note_visit": TEAM,
    "search_person": frozenset({"owner", "admin"}),
    "ask_privacy_request": frozenset({"owner", "admin"}),
    "privacy_file": frozenset({"owner", "admin"}),
    "add_mention": frozenset({"owner", "admin"}),
    "add_loose_mention": frozenset({"owner", "admin"}),
    "leave_out": frozenset({"owner", "admin"}),
    "export_person": frozenset({"owner", "admin"}),
    "export_messages": frozenset({"owner", "admin"}),
    "correct_person": frozenset({"owner", "admin"}),
    "close_privacy_request": frozenset({"owner", "admin"}),
    "privacy_requests_board": frozenset({"owner", "admin"}),
    "erase_person": frozenset({"owner", "admin"}),
    "privacy_registers": frozenset({"owner", "admin"}),
    "save_incident": frozenset({"owner", "admin"}),
    "log_incidents_export": frozenset({"owner", "admin"}),
    "save_privacy_settings": frozenset({"owner", "admin"}),
    "save_provider": frozenset({"owner", "admin"}),
    "retention": frozenset({"owner", "admin"}),
    "save_retention": frozenset({"owner", "admin"}),
    "purge_now": frozenset({"owner", "admin"}),
    "privacy_overview": frozenset({"owner", "admin"}),
    # Asked by the console for nobody yet: whoever does not hold the link, or the session's number, is refused.
    "link_is_ours": NOBODY,
    "leave_session": NOBODY,
}
EVERYONE = ("anonymous", *ROLES)


@pytest.fixture(scope="module")
def callers(env: dict[str, str]) -> dict[str, Caller]:
    return {role: sign_in(env, role) for role in EVERYONE}


@pytest.fixture
def audited(db: psycopg.Connection) -> Iterator[None]:
    """At least one row in the audit trail and among the copies, so that not seeing any means being refused."""
    if db.execute("select count(*) from audit_log").fetchone() == (0,):
        db.execute(
            "insert into audit_log (request_id, actor, action, subject_type, result)"
            " values (gen_random_uuid(), gen_random_uuid(), 'test', 'test', '{}')"
        )
    if db.execute("select count(*) from backups").fetchone() == (0,):
        db.execute("insert into backups (cause_key, reason, state, due_at) values ('test', 'hand', 'cancelled', null)")
        db.execute(
            "insert into backup_proofs (cause_key, backup_id, reason, state, due_at)"
            " select 'test', id, 'hand', 'cancelled', null from backups"
        )
        db.execute("insert into backup_stores (name, at, ok) values ('test', now(), true) on conflict do nothing")
    db.execute("insert into probe_readings (probe, ok) values ('test', true)")
    db.execute("insert into check_ins (job, ok) values ('probes', true)")
    db.execute("insert into sentry_events (program, accepted, detail) values ('worker', false, 'test')")
    yield


def names(db: psycopg.Connection, sql: str) -> set[str]:
    return {row[0] for row in db.execute(sql).fetchall()}


def test_every_table_and_function_has_an_expectation(db: psycopg.Connection) -> None:
    relations = (
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r','v','m','p')"
    )
    functions = "select proname from pg_proc where pronamespace = 'public'::regnamespace"
    assert names(db, relations) == set(READERS)
    assert names(db, functions) == set(CALLERS)


def test_row_level_security_is_on_everywhere(db: psycopg.Connection) -> None:
    without = """select relname from pg_class where relkind = 'r' and not relrowsecurity
                 and relnamespace in ('public'::regnamespace, 'private'::regnamespace)"""
    assert names(db, without) == set()


@pytest.mark.parametrize("role", EVERYONE)
@pytest.mark.parametrize("table", READERS)
def test_reading(callers: dict[str, Caller], audited: None, table: str, role: str) -> None:
    answer = callers[role].table("GET", table, "limit=1")
    if role in READERS[table]:
        assert answer.status_code == 200
    elif role == "anonymous":
        assert answer.status_code in (401, 403), answer.text
    else:
        assert (answer.status_code, answer.json()) == (200, [])


@pytest.mark.parametrize("role", EVERYONE)
@pytest.mark.parametrize("table", READERS)
def test_nobody_writes_a_table_directly(
    callers: dict[str, Caller], db: psycopg.Connection, table: str, role: str
) -> None:
    first = """select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped
               and attidentity = '' and attgenerated = '' limit 1"""
    row = db.execute(first, [f"public.{table}"]).fetchone()
    assert row is not None
    # A filter and a value: without them the request is turned away before anybody's rights are asked.
    nothing = f"{row[0]}=is.null"
    for method, query, body in (("POST", "", {}), ("PATCH", nothing, {row[0]: None}), ("DELETE", nothing, None)):
        answer = callers[role].table(method, table, query, json=body)
        assert answer.status_code == (401 if role == "anonymous" else 403), f"{method} {table}: {answer.text}"
        assert answer.json()["code"] == "42501", f"{method} {table}: {answer.text}"


@pytest.mark.parametrize("role", EVERYONE)
@pytest.mark.parametrize("function", CALLERS)
def test_calling(callers: dict[str, Caller], db: psycopg.Connection, function: str, role: str) -> None:
    answer = callers[role].rpc(function, **_arguments(db, function))
    if role in CALLERS[function]:
        assert answer.status_code not in (401, 403), answer.text
    else:
        assert answer.status_code in (401, 403), answer.text
        assert answer.json()["code"] == "42501"


@pytest.mark.parametrize("function", ["today", "second_chances"])
def test_a_limit_below_nothing_is_no_error(callers: dict[str, Caller], function: str) -> None:
    assert callers["staff"].rpc(function, p_limit=-1).status_code == 200


def _arguments(db: psycopg.Connection, function: str) -> dict[str, object]:
    arguments = db.execute(
        "select proargnames, proargtypes::regtype[]::text[] from pg_proc where proname = %s", [function]
    )
    row = arguments.fetchone()
    assert row is not None
    return {name: _harmless(kind) for name, kind in zip(row[0] or [], row[1], strict=False)}


def _harmless(kind: str) -> object:
    if kind == "uuid":
        return str(uuid.uuid4())
    return {"integer": 1, "jsonb": {}, "timestamp with time zone": "2026-11-23T12:00:00Z", "boolean": True}.get(kind)


@pytest.mark.parametrize("role", sorted(TEAM))
def test_a_suspended_person_sees_nothing_from_the_next_request_on(
    callers: dict[str, Caller], db: psycopg.Connection, audited: None, role: str
) -> None:
    assert callers[role].rpc("status_line").status_code == 200
    # No statement suspends the last owner: what would stop that one is tried elsewhere.
    db.execute("alter table profiles disable trigger user")
    try:
        db.execute("update profiles set suspended = true where role = %s", [role])
        for function in CALLERS:
            answer = callers[role].rpc(function, **_arguments(db, function))
            assert (answer.status_code, answer.json()["code"]) == (403, "42501"), function
        for table in READERS:
            rows = callers[role].table("GET", table, "limit=1").json()
            # That one is suspended is all that one still reads.
            assert rows == [] or (table == "profiles" and rows[0]["suspended"]), table
    finally:
        db.execute("update profiles set suspended = false")
        db.execute("alter table profiles enable trigger user")


def test_the_inbox_and_its_functions_are_out_of_reach(callers: dict[str, Caller]) -> None:
    for role in EVERYONE:
        for name in ("inbox", "webhook_requests", "probes", "heartbeats"):
            assert callers[role].table("GET", name).status_code in (401, 403, 404)
        assert callers[role].rpc("receive_event").status_code in (401, 403, 404)


def test_the_audit_trail_cannot_be_changed_even_by_its_owner(db: psycopg.Connection, audited: None) -> None:
    for attempt in ("delete from audit_log", "update audit_log set action = 'x'", "truncate audit_log"):
        with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
            db.execute(attempt)
