"""What gates, lights and figures stand on, table by table, and who writes it; and why a person's function may write one
of these. Whatever is added to the database and is not named here fails a test."""

from __future__ import annotations

from typing import Literal

# measured: by the program that measured, and by nobody's function. work: people ask, programs tell how it ended.
# decided: what people decide is the fact itself. record: what was said and agreed with customers. trail: each deed adds
# its own line, by one function.
By = Literal["measured", "work", "decided", "record", "trail"]

# Where a verdict, a light or a figure is made.
SHOWN_BY = (
    "private.gate_checks", "public.readiness", "public.status_line", "public.health", "public.watching",
    "public.probe_history", "public.latency", "public.privacy_overview", "public.load_history", "public.plan_b",
    "public.backup_board", "public.trials", "public.alert_setup",
)  # fmt: skip

JUDGED: dict[str, By] = {
    **dict.fromkeys((
        # The worker.
        "public.evidence", "public.check_ins", "public.probe_readings", "private.probes", "private.heartbeats",
        "private.reconciliations", "private.paul_drift", "private.paul_signs", "public.backup_stores",
        "private.latency_rollups", "private.latency_progress", "private.slow_calls", "private.addresses",
        # Each program, of itself; the console by way of the worker.
        "public.sentry_events", "private.secret_sightings", "private.webhook_requests",
        # `python -m backend.load record`, with the database's own login.
        "public.load_runs",
        # Vapi's own words, by the webhook and the reconciliation.
        "public.call_logs",
    ), "measured"),
    **dict.fromkeys((
        "public.alerts", "public.alert_attempts", "public.backups", "public.backup_proofs", "public.test_calls",
        "private.diversions", "public.purge_runs", "private.inbox", "private.measurements", "private.watch_lease",
        "public.privacy_requests",
    ), "work"),
    **dict.fromkeys((
        "public.duty_hours", "public.duty_weeks", "public.duty_exchanges", "public.alert_prices",
        "public.customer_texts",
        "public.accepted_risks", "public.rollout_moves", "public.recipients", "public.alert_rules",
        "public.alert_settings", "public.backup_settings", "public.trial_settings", "private.plan_b_settings",
        "public.privacy_settings", "public.providers", "public.retention_rules", "public.incidents", "public.profiles",
        "private.rollout_stages", "private.secret_limits",
    ), "decided"),
    **dict.fromkeys(("public.vapi_calls", "public.leads", "public.appointments"), "record"),
    "public.audit_log": "trail",
}  # fmt: skip

_CALLED_BACK = {
    "public.vapi_calls": "whether somebody called back, or it was a trial; a trial counts nowhere",
    "public.leads": "how far the customer's wish is",
    "public.appointments": "a visit that was agreed, or is not any more",
    # Triggers of these tables.
    "public.alerts": "one is raised for a call that is to be called back, or a visit: waiting, never delivered",
    "public.alert_attempts": "what a trial asks for is sent by the worker",
    "public.test_calls": "a trial meets its call: how it ended is judged by the worker",
}
_WRITTEN_DOWN = {
    "public.leads": "somebody rang a person directly, who writes it down: how far the customer's wish is",
    "public.alerts": _CALLED_BACK["public.alerts"],
    "public.alert_attempts": _CALLED_BACK["public.alert_attempts"],
}
_TO_CUSTOMERS = {"public.alerts": "a message to a customer is asked for, or looked at again: the worker sends it"}
_SENDS = {
    "public.alerts": "one more message is asked for, or somebody has seen it: seen is not delivered",
    "public.alert_attempts": "asked: the worker sends it, and Brevo tells whether it arrived",
}
# A trigger of the profiles.
_LEAVES = {
    "public.recipients": "who is suspended is told nothing more; back, they are told when somebody puts them on call",
    "public.alerts": "what waits for them is decided again, now",
}
_REQUEST = {"public.privacy_requests": "what is asked, and what a reader found; erased is told by the worker"}

# Function of people: table: why. The trail is not repeated: each adds its line.
MAY_WRITE: dict[str, dict[str, str]] = {
    **dict.fromkeys(
        (
            "assign_callback", "book_appointment", "change_appointment", "classify_call", "mark_called_back",
            "undo_called_back", "update_lead", "record_attempt", "restore_appointment", "move_appointment",
            "undo_attempt",
        ),
        _CALLED_BACK,
    ),
    **dict.fromkeys(("acknowledge_alerts", "alert_about", "resend_alerts", "send_test_alert"), _SENDS),
    **dict.fromkeys(
        (
            "add_loose_mention", "add_mention", "ask_privacy_request", "close_privacy_request", "erase_person",
            "export_person", "leave_out",
        ),
        _REQUEST,
    ),
    # The alert of a visit is raised as it is booked: a trigger of the same table.
    "assign_appointment": {table: _CALLED_BACK[table] for table in ("public.appointments", "public.alerts")},
    "create_lead": _WRITTEN_DOWN,
    "correct_person": _CALLED_BACK | _REQUEST,
    "accept_risk": {"public.accepted_risks": "the owner answers for it: amber, never green"},
    "withdraw_risk": {"public.accepted_risks": "answers for it no longer"},
    "move_stage": {"public.rollout_moves": "how far the line is open, as far as the gates let it"},
    "ask_backup_now": {"public.backups": "asked: the worker makes it"},
    "cancel_backup": {"public.backups": "not made", "public.backup_proofs": "not proven"},
    "prove_backup": {"public.backup_proofs": "asked: the worker restores and compares"},
    "ask_trial": {"public.test_calls": "asked: the worker dials it and judges it"},
    "divert_line": {"private.diversions": "asked: the worker sets the line, and judges an exercise"},
    "undo_diversion": {"private.diversions": "ended by hand: an exercise has failed then"},
    "purge_now": {"public.purge_runs": "asked: finished is told by the worker"},
    "retry_messages": {"private.inbox": "due again: applied by the worker"},
    "measure_now": {"private.measurements": "due now: measured by the worker"},
    "test_sentry": {"private.watch_lease": "asked: each program sends its own event"},
    "save_recipient": {"public.recipients": "who is told; what a number has proven follows the number"},
    "remove_recipient": {"public.recipients": "told nothing more", "public.alerts": _LEAVES["public.alerts"]},
    "save_on_call": {"public.recipients": "who is told first"},
    "save_duty_hours": {"public.duty_hours": "who answers at which hour; an hour that nobody covers is red"},
    "save_alert_prices": {"public.alert_prices": "what is reckoned where a provider told nothing; no gate reads it"},
    "save_duty_weeks": {"public.duty_weeks": "whose week it is; a week that nobody covers is red"},
    "save_exchange": {"public.duty_exchanges": "who does whose day"},
    "save_alert_rule": {"public.alert_rules": "what is told; the gate names what is switched off"},
    "save_alert_opening": {"public.alert_rules": "how a text begins; who is told, and when, stays"},
    "save_alert_settings": {"public.alert_settings": "delays, each with a ceiling"},
    "save_customer_text": {"public.customer_texts": "what customers are told; no gate counts it"} | _TO_CUSTOMERS,
    "save_customer_hours": {"public.alert_settings": "when customers are told nothing"} | _TO_CUSTOMERS,
    "announce_arrival": _TO_CUSTOMERS,
    "save_backup_settings": {"public.backup_settings": "how many copies are kept, each with a floor"},
    "save_trial_settings": {"public.trial_settings": "how often; never which line, nor which Vapi"},
    "save_plan_b_settings": {"private.plan_b_settings": "who is rung; the exercise of another phone proves nothing"},
    "save_privacy_settings": {"public.privacy_settings": "who answers; the notice's words have a floor"},
    "save_provider": {"public.providers": "when its papers were signed"},
    "save_retention": {"public.retention_rules": "how long, with a floor; suspended is seen by the gate"},
    "save_incident": {"public.incidents": "the register of incidents, never taken away from"},
    "note_visit": {"public.profiles": "when they were last here"} | _LEAVES,
    "set_role": {"public.profiles": "who may do what"} | _LEAVES,
    "set_suspended": {"public.profiles": "who is let in"} | _LEAVES,
}  # fmt: skip
