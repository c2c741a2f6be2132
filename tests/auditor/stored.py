"""What the tables hold of these calls, asked in SQL of its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import psycopg

CALLS = "select vapi_call_id, status from public.vapi_calls where vapi_call_id = any (%s)"
LINES = """
    select v.vapi_call_id, l.speaker, l.text from public.call_logs l, public.vapi_calls v
    where l.call_id = v.id and v.vapi_call_id = any (%s) and l.kind = 'said' order by l.at, l.id
"""
TOOLS = """
    select v.vapi_call_id, l.tool_call_id from public.call_logs l, public.vapi_calls v
    where l.call_id = v.id and v.vapi_call_id = any (%s) and l.kind = 'tool'
"""
LEADS = """
    select l.phone, l.urgency, l.id::text, (select v.vapi_call_id from public.vapi_calls v where v.id = l.call_id)
    from public.leads l where l.phone = any (%s)
"""
VISITS = """
    select v.vapi_call_id, count(*) from public.appointments a, public.vapi_calls v
    where a.call_id = v.id and v.vapi_call_id = any (%s) and a.status in ('booked', 'done') group by 1
"""
ALERTS = """
    select a.id::text, a.lead_id::text, a.urgent, a.state from public.alerts a
    where a.lead_id::text = any (%s) and a.kind in ('lead', 'urgent_lead')
"""
# All there are. Of an alert that went along in another's words, those of that one.
ATTEMPTS = """
    select t.id::text, a.lead_id::text, t.channel, t.address, t.state
    from public.alerts a join public.alert_attempts t on t.alert_id in (a.id, a.bundled_in)
"""


class Lead(NamedTuple):
    """A row of `leads`."""

    phone: str
    urgency: str
    id: str
    call: str | None


class Alert(NamedTuple):
    """A row of `alerts` about a lead."""

    id: str
    lead: str
    urgent: bool
    state: str


class Attempt(NamedTuple):
    """A row of `alert_attempts`; its id is the tag that Brevo keeps."""

    id: str
    lead: str | None
    channel: str
    address: str | None
    state: str


class Stored:
    """One reading of each table."""

    def __init__(self, db: psycopg.Connection[Any], calls: Iterable[str], phones: Iterable[str]) -> None:
        ids = list(calls)
        self.calls: dict[str, str] = dict(db.execute(CALLS, [ids]).fetchall())
        self.lines = _grouped(db.execute(LINES, [ids]).fetchall())
        self.tools = _grouped(db.execute(TOOLS, [ids]).fetchall())
        self.visits: dict[str, int] = dict(db.execute(VISITS, [ids]).fetchall())
        self.leads = [Lead(*row) for row in db.execute(LEADS, [list(phones)]).fetchall()]
        about = [one.id for one in self.leads]
        self.alerts = [Alert(*row) for row in db.execute(ALERTS, [about]).fetchall()]
        self.attempts = [Attempt(*row) for row in db.execute(ATTEMPTS).fetchall()]


def _grouped(rows: list[tuple[Any, ...]]) -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for call, *rest in rows:
        found.setdefault(call, []).append(tuple(rest))
    return found
