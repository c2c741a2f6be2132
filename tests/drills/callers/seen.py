"""What our programs made of a caller: the rows that people's screens and messages come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from tests.drills.callers.play import Played
from tests.emptying import empty_tables

Row = dict[str, Any]

_CALLS = "select id, vapi_call_id, to_jsonb(c) from vapi_calls c where vapi_call_id = any (%s) order by created_at"
_LEADS = """
    select call_id, to_jsonb(l) || jsonb_build_object('called_again', private.called_again(l)) from leads l
    where call_id = any (%s) order by created_at, id"""
_VISITS = """
    select l.call_id, a.call_id, a.starts_at, to_jsonb(a) from appointments a join leads l on l.id = a.lead_id
    where l.call_id = any (%(calls)s) or a.call_id = any (%(calls)s) order by a.starts_at"""
_ALERTS = """
    select coalesce(l.call_id, a.call_id), private.alert_case(a.id) from alerts a left join leads l on l.id = a.lead_id
    where a.call_id = any (%(calls)s) or l.call_id = any (%(calls)s) order by a.created_at"""
_EMPTY = (
    "vapi_calls",
    "leads",
    "appointments",
    "call_logs",
    "call_search",
    "alerts",
    "private.inbox",
)


@dataclass(frozen=True)
class Seen:
    """The rows of one caller's calls. An alert's row is what its words are made of."""

    calls: list[Row]
    leads: list[Row]
    visits: list[tuple[datetime, Row]]
    alerts: list[Row]


def look(db: psycopg.Connection[Any], played: Sequence[Played]) -> list[Seen]:
    """What is there of each of them."""
    owner = {call.call_id: n for n, one in enumerate(played) for call in one.caller.calls}
    found = [Seen([], [], [], []) for _ in played]
    by_id: dict[Any, int] = {}
    for row_id, call_id, call in db.execute(_CALLS, [list(owner)]).fetchall():
        by_id[row_id] = owner[call_id]
        found[owner[call_id]].calls.append(call)
    asked = {"calls": list(by_id)}
    for call_id, lead in db.execute(_LEADS, [list(by_id)]).fetchall():
        found[by_id[call_id]].leads.append(lead)
    for of_lead, of_call, starts_at, visit in db.execute(_VISITS, asked).fetchall():
        found[by_id.get(of_call, by_id.get(of_lead, 0))].visits.append((starts_at, visit))
    for call_id, case in db.execute(_ALERTS, asked).fetchall():
        found[by_id[call_id]].alerts.append(case)
    return found


def empty(db: psycopg.Connection[Any]) -> None:
    """Take all of them away."""
    empty_tables(db, *_EMPTY, numbers_anew=True)
