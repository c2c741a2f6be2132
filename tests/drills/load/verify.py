"""Compares what was sent with what is there: every message, call, lead and alert, and what Brevo really received."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import psycopg

from tests.drills.load.book import Book

# So many are named in a record; all are counted.
NAMED = 20
CALLS = """
    select c.vapi_call_id, c.status = 'ended' as ended,
        (select count(*) from call_logs g where g.call_id = c.id and g.kind = 'said') as lines,
        (select count(*) from call_logs g where g.call_id = c.id and g.kind = 'tool') as tools,
        (select count(*) from appointments p where p.call_id = c.id and p.status <> 'cancelled') as visits
    from vapi_calls c where c.vapi_call_id = any(%s)
"""
LEADS = """
    select l.phone, c.vapi_call_id, l.id::text from leads l left join vapi_calls c on c.id = l.call_id
    where l.phone = any(%s)
"""
KEYS = "select dedupe_key, applied_at is not null from private.inbox where dedupe_key = any(%s)"
# An alert that went along in another's words is told by that one's attempts.
ATTEMPTS = """
    select a.lead_id::text, t.id::text, t.alert_id::text from alerts a
    left join alert_attempts t on t.alert_id = coalesce(a.bundled_in, a.id)
    where a.lead_id = any(%s::uuid[]) and a.kind in ('lead', 'urgent_lead')
"""


@dataclass
class Verdict:
    """What is missing and what is there twice, by what it is."""

    lost: dict[str, int] = field(default_factory=dict)
    twice: dict[str, int] = field(default_factory=dict)
    # Ids only: no person's number.
    named: dict[str, list[str]] = field(default_factory=dict)

    def miss(self, what: str, ids: Iterable[str], *, twice: bool = False) -> None:
        """These are missing, or too many."""
        found = list(ids)
        counts = self.twice if twice else self.lost
        counts[what] = counts.get(what, 0) + len(found)
        if found:
            name = f"{what}, {'twice' if twice else 'lost'}"
            self.named[name] = [*self.named.get(name, []), *found][:NAMED]

    @property
    def total_lost(self) -> int:
        """Everything that is missing."""
        return sum(self.lost.values())

    @property
    def total_twice(self) -> int:
        """Everything that is there too often."""
        return sum(self.twice.values())

    def described(self) -> dict[str, Any]:
        """For the record."""
        return asdict(self)


def verify(db: psycopg.Connection, book: Book, received: Mapping[str, list[dict[str, Any]]]) -> Verdict:
    """Look at every message, call, lead and alert of the book; `received` is what the stand-in for Brevo has."""
    verdict = Verdict()
    _messages(db, book, verdict)
    _calls(db, book, verdict)
    leads = _leads(db, book, verdict)
    _alerts(db, leads, received, verdict)
    return verdict


def _messages(db: psycopg.Connection, book: Book, verdict: Verdict) -> None:
    keys = [key for call in book.calls.values() for key in call.keys]
    found: dict[str, bool] = dict(db.execute(KEYS, [keys]).fetchall())
    verdict.miss("event", (key for key in keys if key not in found))
    verdict.miss("event applied", (key for key, applied in found.items() if not applied))


def _calls(db: psycopg.Connection, book: Book, verdict: Verdict) -> None:
    rows = {row[0]: row for row in db.execute(CALLS, [list(book.calls)]).fetchall()}
    verdict.miss("call", (call_id for call_id in book.calls if call_id not in rows or not rows[call_id][1]))
    for place, what in ((2, "line"), (3, "tool call")):
        for call_id, row in rows.items():
            result = book.calls[call_id].lines if what == "line" else len(book.calls[call_id].tools)
            verdict.miss(what, [call_id] * (result - row[place]))
            verdict.miss(what, [call_id] * (row[place] - result), twice=True)
    # Nobody makes two visits of one call; one that was confirmed aloud is in the diary.
    verdict.miss("appointment", (call_id for call_id, row in rows.items() if book.calls[call_id].promised > row[4]))
    verdict.miss("appointment", (call_id for call_id, row in rows.items() if row[4] > 1), twice=True)


def _leads(db: psycopg.Connection, book: Book, verdict: Verdict) -> list[str]:
    expected = {call.lead_phone: call.call_id for call in book.calls.values() if call.lead_phone}
    rows = db.execute(LEADS, [list(expected)]).fetchall()
    often = Counter(row[0] for row in rows)
    verdict.miss("lead", (call_id for phone, call_id in expected.items() if not often[phone]))
    verdict.miss("lead", (expected[phone] for phone, times in often.items() for _ in range(times - 1)), twice=True)
    verdict.miss("lead of its call", (row[2] for row in rows if row[1] != expected[row[0]]))
    return [row[2] for row in rows]


def _alerts(
    db: psycopg.Connection, leads: list[str], received: Mapping[str, list[dict[str, Any]]], verdict: Verdict
) -> None:
    tags = Counter(tag for messages in received.values() for one in messages for tag in one["tags"])
    rows = db.execute(ATTEMPTS, [leads]).fetchall()
    result = {lead for lead, attempt, _ in rows if attempt and tags[attempt]}
    verdict.miss("alert", (lead for lead in leads if lead not in result))
    # To one person by one channel: the fallback by email is no second SMS.
    alert_of = {attempt: alert for _, attempt, alert in rows if attempt}
    heard = Counter(
        (alert_of[tag], one["channel"], one["recipient"])
        for messages in received.values()
        for one in messages
        for tag in one["tags"]
        if tag in alert_of
    )
    verdict.miss("alert", (key[0] for key, times in heard.items() for _ in range(times - 1)), twice=True)
