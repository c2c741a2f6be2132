"""A week of which each figure is known, counted by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import psycopg

from backend import fr

# Ten in the morning of the week's Wednesday: far from midnight, whatever the season.
CALLS = """
    insert into vapi_calls (vapi_call_id, created_at, status, outcome, needs_callback, caller_number, called_back_at,
        cost_usd, classification, is_test)
    select x.name, x.at, 'ended', x.outcome, x.owed, x.phone, x.at + x.after, x.cost, x.mark, x.test
    from (values
        ('w-1', %(at)s::timestamptz, 'no_lead', true, '+14505550131', null::interval, 0.25, null, false),
        ('w-2', %(at)s + interval '1 hour', 'no_lead', false, '+14505550132', interval '50 minutes', 0.50, null, false),
        ('w-3', %(at)s + interval '2 hours', 'lead', false, '+14505550133', null, 0.75, null, false),
        ('w-4', %(at)s + interval '3 hours', 'no_lead', false, '+14505550134', null, 1.00, 'spam', false),
        ('w-5', %(at)s + interval '4 hours', 'test', false, '+14505550135', null, null, null, true),
        ('w-6', %(at)s - interval '7 days', 'lead', false, '+14505550136', null, 0.10, null, false)
    ) x (name, at, outcome, owed, phone, after, cost, mark, test)
"""
LEADS = """
    insert into leads (ref, source, created_at, name, phone, status, called_back_at, lost_reason)
    select x.ref, 'console', %(at)s, x.ref, x.phone, x.status, %(at)s + x.after, x.reason
    from (values
        ('S-1', '+14505550141', 'called_back', interval '10 minutes', null),
        ('S-2', '+14505550142', 'booked', null, null),
        ('S-3', '+14505550143', 'lost', interval '3 hours', 'too_expensive'),
        ('S-4', '+14505550144', 'new', null, null),
        ('S-5', '+14505550145', 'lost', null, 'spam')
    ) x (ref, phone, status, after, reason)
"""
TRIES = """
    insert into call_attempts (lead_id, at, author, outcome, again_at)
    select id, %(at)s + interval '30 minutes', gen_random_uuid(), 'no_answer', %(at)s + interval '2 hours' from leads
    where ref = 'S-4'
"""
VISITS = """
    insert into appointments (lead_id, starts_at, ends_at, busy, requested_at, status)
    select id, %(at)s + x.on_day, %(at)s + x.on_day + interval '1 hour',
        tstzrange(%(at)s + x.on_day, %(at)s + x.on_day + interval '1 hour'), %(at)s, x.status
    from leads, (values (interval '1 day', 'booked'), (interval '2 days', 'cancelled')) x (on_day, status)
    where ref = 'S-2'
"""


def monday_before(now: datetime) -> date:
    """The Monday of the last week that is over."""
    today = fr.local(now).date()
    return today - timedelta(days=today.weekday() + 7)


def live_through(db: psycopg.Connection, monday: date) -> None:
    """That week: 3 calls, 4 leads, 1 visit; 5 people waited, 4 were tried, after 10, 30, 50 minutes and 3 hours."""
    on_wednesday = datetime.combine(monday + timedelta(days=2), datetime.min.time(), fr.ZONE) + timedelta(hours=10)
    for statement in (CALLS, LEADS, TRIES, VISITS):
        db.execute(statement, {"at": on_wednesday.astimezone(UTC)})
