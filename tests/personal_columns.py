"""Where words about people may be kept, table by table: what an export and an erasure must reach.

A table of the database that is not named here fails a test. Whoever adds one says what it holds: about callers, column
by column, and then erases and exports it; about the team; or nothing about anybody.
"""

from __future__ import annotations

from typing import Literal

# exported: handed to the person, and erased. copied: erased; repeats what is exported, or is of no use to anybody.
# number: the person's own number. ours: words of the program, or an identifier, which tell nothing about anybody.
Holds = Literal["exported", "copied", "number", "ours"]

CALLERS: dict[str, dict[str, Holds]] = {
    "public.vapi_calls": {
        "vapi_call_id": "ours", "type": "ours", "status": "ours", "caller_number": "number", "caller_name": "exported",
        "line_number": "ours", "ended_reason": "ours", "ended_category": "ours", "outcome": "ours",
        "summary": "exported", "success_evaluation": "exported", "structured_data": "exported",
        "classification": "ours",
    },
    "public.call_attempts": {"outcome": "ours"},
    "public.call_search": {"words": "copied", "who": "copied", "everything": "ours"},
    "public.call_logs": {
        "kind": "ours", "speaker": "ours", "text": "exported", "source": "ours", "tool_call_id": "ours",
        "tool_name": "ours",
    },
    "public.leads": {
        "ref": "ours", "source": "ours", "name": "exported", "phone": "number", "address": "exported",
        "city": "exported", "postal_code": "exported", "service": "exported", "description": "exported",
        "client_type": "exported", "urgency": "ours", "status": "ours", "lost_reason": "exported", "note": "exported",
        "find": "ours",
    },
    "public.lead_notes": {"text": "exported"},
    "public.appointments": {"service": "exported", "address": "exported", "status": "ours"},
    "public.appointment_changes": {"tool_call_id": "ours", "kind": "ours", "said": "exported"},
    "private.inbox": {
        "dedupe_key": "ours", "type": "ours", "vapi_call_id": "ours", "via": "ours", "body": "exported",
        "error": "copied",
    },
    "private.statements": {"key": "copied", "source": "ours", "facts": "exported", "note": "exported"},
    "public.alerts": {
        "kind": "ours", "cause_key": "ours", "detail": "exported", "state": "ours", "reason": "ours", "basis": "ours",
        "acknowledged_by": "ours", "acknowledged_via": "ours",
    },
    "public.alert_attempts": {
        "channel": "ours", "state": "ours", "provider": "ours", "provider_id": "ours", "provider_answer": "exported",
        "price_unit": "ours",
        # Of a recipient, who is of the team, or of the customer.
        "address": "number",
    },
    # Of a customer's number only what it refuses; a STOP outlives its erasure, by a digest.
    "private.addresses": {"channel": "ours", "address": "number", "unreachable_reason": "ours"},
    "private.brevo_events": {"dedupe_key": "ours", "channel": "ours", "body": "exported"},
    "public.recording_requests": {"state": "ours", "reason": "ours"},
    "private.recording_links": {"url": "copied"},
    "public.privacy_requests": {
        "kind": "ours", "phone": "number", "full_name": "copied", "state": "ours", "outcome": "ours",
        "certificate": "ours", "error": "ours",
    },
    "public.audit_log": {
        "action": "ours", "subject_type": "ours", "subject_id": "ours", "changes": "copied", "result": "copied",
        "asked": "ours",
    },
}  # fmt: skip

# The people of the company, who are taken out on the screens Équipe and Alertes; and what these people wrote.
TEAM = {
    "public.profiles", "public.account_orders", "public.recipients", "public.test_calls", "public.trial_settings",
    "public.privacy_settings", "public.incidents", "private.diversions", "public.accepted_risks",
    "private.former_people",
}  # fmt: skip

# Settings, figures, states, names of programs and of settings, digests: nothing about anybody.
NOBODY = {
    "public.opening_hours", "public.closed_days", "public.booking_settings", "private.webhook_requests",
    "private.probes",
    "private.heartbeats", "public.alert_rules", "public.alert_rungs", "public.alert_settings", "private.alert_links",
    "public.duty_hours", "public.duty_weeks", "public.duty_exchanges", "public.alert_prices", "public.customer_texts",
    "private.calendar_feeds",
    "public.backup_settings", "public.backups", "public.backup_proofs", "public.backup_stores",
    "private.backup_links", "private.reconciliation_plan", "private.reconciliations", "private.schema_migrations",
    "private.schema_parts", "private.access_links", "private.chain_probes", "private.chain_reader",
    "private.recovery_codes",
    "private.vapi_erasures", "private.erased_calls", "private.trail_links", "public.providers",
    "public.retention_rules",
    "private.purge_plan", "public.purge_runs", "private.latency_rollups", "private.slow_calls",
    "private.latency_stale", "private.latency_progress", "private.plan_b_settings", "private.paul_signs",
    "private.paul_drift", "public.evidence", "private.secret_salt", "private.secret_sightings",
    "private.secret_limits", "private.watch_lease", "private.measurements", "private.rollout_stages",
    "public.rollout_moves",
    "public.plan_b_exercises", "public.load_runs", "public.probe_readings", "public.check_ins",
    "public.sentry_events", "private.settings_findings",
}  # fmt: skip
