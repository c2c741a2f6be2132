"""The days that every screen is looked at on, and of which pictures are taken: nothing yet, a quiet one, a storm, and
one on which all goes wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import psycopg

from tests.emptying import empty_tables
from tests.rows import empty

# Beside the business rows, what these days write; the people and the settings stay.
WRITTEN = (
    "alerts",
    "alert_attempts",
    "recipients",
    "duty_hours",
    "duty_exchanges",
    "backups",
    "backup_proofs",
    "test_calls",
    "account_orders",
    "privacy_requests",
    "incidents",
    "private.diversions",
    "private.paul_signs",
    "private.settings_findings",
    "private.addresses",
)
RECIPIENT = "insert into recipients (full_name, phone, email, on_call_rank) values (%s, %s, %s, %s)"
# Of people who do not exist.
NAMES = [
    "Véro Lévesque", "Luc Gauthier", "Marie Roy", "Denis Pelletier", "Chantal Bouchard", "Réjean Côté", "Nathalie Cyr",
    "Yvon Lapointe", "Sophie Gagné", "Marc Tessier", "Line Paquet",
]  # fmt: skip
TOWNS = ["Sorel", "Saint-Bruno", "Longueuil", "Boucherville", "Varennes"]
PROBLEMS = [
    "Sous-sol inondé, l’eau monte", "Drain de cuisine bouché", "Toilette qui refoule", "Odeur d’égout au garage",
    "Drain français à inspecter", "Renvoi de plancher plein", "Évier lent depuis une semaine",
]  # fmt: skip
CALLS = """
    insert into vapi_calls (vapi_call_id, created_at, ended_at, status, outcome, needs_callback, caller_number,
        caller_name, cost_usd)
    select 'day-' || g, now() - g * %(step)s::interval, now() - g * %(step)s::interval, 'ended', %(outcome)s, %(owed)s,
        '+1450555' || (1000 + g), (%(names)s::text[])[1 + g %% cardinality(%(names)s)], 0.25
    from generate_series(1, %(n)s) g
"""
LEADS = """
    insert into leads (ref, source, created_at, call_id, name, city, phone, service, urgency, status, description)
    select 'DF-2026-' || (9000 + g), 'tool', c.created_at, c.id, c.caller_name,
        (%(towns)s::text[])[1 + g %% cardinality(%(towns)s)], c.caller_number, 'debouchage_drain',
        case when g %% 7 = 2 then 'urgent' else 'normal' end, 'new',
        (%(problems)s::text[])[1 + g %% cardinality(%(problems)s)]
    from generate_series(1, %(n)s) g join vapi_calls c on c.vapi_call_id = 'day-' || g
"""
# Of today, one every other hour from eight on.
VISITS = """
    insert into appointments (lead_id, starts_at, ends_at, busy, requested_at, confirmed)
    select l.id, v.at, v.at + interval '1 hour', tstzrange(v.at, v.at + interval '90 minutes'), now(), %(confirmed)s
    from (select id, row_number() over (order by ref) as place from leads) l,
        lateral (select private.local_day(now()) + interval '6 hours' + l.place * interval '2 hours' as at) v
    where l.place <= %(n)s
"""
# Of yesterday: the hours that calls have just come in are counted anew by the worker.
TURNS = """
    insert into private.latency_rollups (grain, starts_at, stage, n, over_800, over_1500, buckets, counts)
    select g, private.local_day(now()) - interval '12 hours', 'turn', %(n)s, %(slow)s, %(slow)s,
        array[%(bucket)s]::smallint[], array[%(n)s]::integer[]
    from unnest(array['hour', 'day']) g
"""
ALERT = """
    insert into alerts (kind, cause_key, urgent, lead_id, state, reason, due_at)
    select 'urgent_lead', 'day-' || l.ref, true, l.id, %(state)s, %(reason)s, null from leads l limit %(n)s
"""
COPY = """
    insert into backups (cause_key, reason, state, due_at, failure, finished_at, asked_at)
    values ('day', 'schedule', 'failed', null, 'store_away', now(), now())
"""
TRIAL = """
    insert into test_calls (to_number, to_name, is_whole, state, simulated, dialling_at, failed_step, failed_reason,
        ended_at, due_at)
    values ('+14502803222', 'la ligne', false, 'failed', true, now(), 'answered', 'no_answer', now(), null)
"""
INVITATION = """
    insert into account_orders (id, kind, email, full_name, role, state, reason, due_at)
    values (gen_random_uuid(), 'invite', 'sylvie@exemple.ca', 'Sylvie Roy', 'staff', 'failed', 'taken', null)
"""
REQUEST = """
    insert into privacy_requests (id, kind, full_name, received_on)
    values (gen_random_uuid(), 'access', 'Personne inventée', current_date - 40)
"""
DIVERTED = """
    insert into private.diversions
        (state, to_number, to_name, on_at, checked_at, is_diverted, simulated, hooks_before, due_at)
    values ('on', '+15145550100', 'Guillaume', now(), now(), true, true, '[]', now() + interval '1 day')
"""
FINDING = """
    insert into private.settings_findings (program, instance, findings) values ('webhook', 'day', %s)
    on conflict (program, instance) do update set findings = excluded.findings
"""
BROKEN = {
    "setting": "BREVO_API_KEY", "state": "broken", "found": "Brevo refuse la clé.",
    "means": "aucune alerte ne part", "remedy": "Mettez la clé de Brevo.", "stops": False,
}  # fmt: skip
Db = psycopg.Connection[Any]


def blank(db: Db) -> None:
    """Nobody has called, and nobody is to be told."""
    empty(db)
    empty_tables(db, *WRITTEN)


def quiet(db: Db) -> None:
    """Two people called; one is on call."""
    blank(db)
    people(db, 2)
    db.execute(VISITS, {"n": 1, "confirmed": True})
    db.execute(RECIPIENT, ["Guillaume", "+15145550100", "g@exemple.ca", 1])
    db.execute(TURNS, {"n": 10, "slow": 0, "bucket": 320})
    db.execute(ALERT, {"state": "delivered", "reason": None, "n": 1})
    db.execute("select private.note_delivery('sms', '+15145550100', now())")


def storm(db: Db) -> None:
    """Sixty people at once."""
    blank(db)
    people(db, 60)
    db.execute(VISITS, {"n": 5, "confirmed": True})
    db.execute(RECIPIENT, ["Guillaume", "+15145550100", "g@exemple.ca", 1])
    db.execute(TURNS, {"n": 600, "slow": 60, "bucket": 340})
    db.execute(ALERT, {"state": "waiting", "reason": "throttle", "n": 60})


def red(db: Db) -> None:
    """Whatever can go wrong has."""
    blank(db)
    people(db, 3, outcome="fault", owed=True)
    db.execute(VISITS, {"n": 2, "confirmed": False})
    db.execute(TURNS, {"n": 100, "slow": 90, "bucket": 390})
    trouble(db)


def trouble(db: Db) -> None:
    """No one is told, nothing is kept, the line is turned."""
    db.execute(ALERT, {"state": "failed", "reason": "hard_bounce", "n": 3})
    for statement in (COPY, TRIAL, INVITATION, REQUEST, DIVERTED):
        db.execute(statement)
    db.execute(FINDING, [json.dumps([BROKEN])])


def people(db: Db, n: int, outcome: str = "lead", *, owed: bool = False, step: str = "100 ms") -> None:
    """So many called, one each `step`, the last one a step ago, and left a lead."""
    made_of = {"n": n, "outcome": outcome, "owed": owed, "step": step, "names": NAMES, "towns": TOWNS,
               "problems": PROBLEMS}  # fmt: skip
    db.execute(CALLS, made_of)
    db.execute(LEADS, made_of)


DAYS: dict[str, Callable[[Db], None]] = {"empty": blank, "quiet": quiet, "storm": storm, "red": red}
