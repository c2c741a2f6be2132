"""No table can hold words about a caller without an export handing them out and an erasure taking them away."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import sql

from backend.privacy import portable
from tests.everywhere import TABLES, holding
from tests.integration.test_privacy import Held, ask, erase, file, held, open_request
from tests.people import Caller
from tests.personal_columns import CALLERS, NOBODY, TEAM

__all__ = ["held"]
TEXTUAL = """
    select a.attname, format_type(a.atttypid, null), a.attgenerated <> '' from pg_attribute a
    where a.attrelid = %s::regclass and a.attnum > 0 and not a.attisdropped
      and (a.atttypid::regtype::text in ('json', 'jsonb', 'tsvector', 'bytea') or a.atttypid in (
        select t.oid from pg_type t where t.typcategory in ('S', 'A') and (t.typcategory = 'S' or t.typelem in (
            select e.oid from pg_type e where e.typcategory = 'S'))))
"""
# Which rows of each table follow from one call.
OF_THE_CALL = {
    "public.vapi_calls": "id = %(call)s", "public.call_search": "call_id = %(call)s",
    "public.call_logs": "call_id = %(call)s and kind <> 'turn'", "public.leads": "call_id = %(call)s",
    "public.lead_notes": "lead_id in (select id from leads where call_id = %(call)s)",
    "public.appointments": "call_id = %(call)s", "public.appointment_changes": "call_id = %(call)s",
    "private.statements": "call_id = %(call)s",
    "public.alerts": "call_id = %(call)s", "private.inbox": "vapi_call_id = %(vapi)s",
    "public.alert_attempts": "alert_id in (select id from alerts where call_id = %(call)s)",
    "private.brevo_events": "dedupe_key = 'marked'", "private.recording_links": "true",
}  # fmt: skip


@dataclass(frozen=True)
class Asking:
    """Somebody in charge, as what makes the files asks the database."""

    caller: Caller

    def rpc(self, function: str, params: dict[str, Any]) -> Any:
        """The answer, decoded."""
        return self.caller.rpc(function, **params).raise_for_status().json()


@dataclass(frozen=True)
class Column:
    """One that may hold words."""

    table: str
    name: str
    kind: str
    is_derived: bool

    @property
    def holds(self) -> str:
        """What was said of it."""
        return CALLERS[self.table].get(self.name, "not said")


def columns(db: psycopg.Connection, table: str) -> list[Column]:
    return [Column(table, *row) for row in db.execute(TEXTUAL, [table]).fetchall()]


def test_every_table_says_whom_it_speaks_of(db: psycopg.Connection) -> None:
    tables = [f"{schema}.{table}" for schema, table in db.execute(TABLES).fetchall()]
    assert [one for one in tables if one not in {*CALLERS, *TEAM, *NOBODY}] == []
    said = {table: [one.name for one in columns(db, table) if one.holds == "not said"] for table in CALLERS}
    assert {table: names for table, names in said.items() if names} == {}


@dataclass(frozen=True)
class Marked:
    """A word of its own in every column that may hold one."""

    held: Held
    words: dict[Column, str]


@pytest.fixture
def marked(held: Held, db: psycopg.Connection) -> Marked:
    row = db.execute("select id from vapi_calls where vapi_call_id = %s", [held.vapi_call_id]).fetchone()
    assert row is not None
    at = {"call": row[0], "vapi": held.vapi_call_id}
    _rows_of_rare_tables(db, at)
    words = {}
    # Nothing writes over a note, but for this.
    db.execute("alter table lead_notes disable trigger lead_notes_kept")
    for table, which in OF_THE_CALL.items():
        for number, one in enumerate(each for each in columns(db, table) if each.holds in ("exported", "copied")):
            word = f"{held.name} {table.partition('.')[2].replace('_', '')}{number}q"
            changed = db.execute(
                sql.SQL("update {} set {} = {} where " + which).format(
                    sql.Identifier(*table.split(".")), sql.Identifier(one.name), _value(one, word)
                ),
                at,
            )
            assert changed.rowcount > 0, f"{table} has no row of the call's"
            words[one] = word
    db.execute("alter table lead_notes enable trigger lead_notes_kept")
    return Marked(held, words)


def _value(one: Column, word: str) -> sql.Composable:
    if one.kind == "tsvector":
        return sql.SQL("to_tsvector('simple', {})").format(sql.Literal(word))
    return sql.Literal(json.dumps({"word": word}) if one.kind in ("json", "jsonb") else word)


def _rows_of_rare_tables(db: psycopg.Connection, at: dict[str, object]) -> None:
    """What no worker does by itself while we watch: a message sent, its receipt, a recording listened to."""
    # Its key is to be marked: one of them is enough.
    db.execute(
        "delete from private.statements where call_id = %(call)s and key > (select min(key) from private.statements"
        " where call_id = %(call)s)",
        at,
    )
    db.execute(
        "insert into lead_notes (lead_id, author, text) select l.id, p.user_id, 'x' from leads l, profiles p"
        " where l.call_id = %(call)s limit 1",
        at,
    )
    db.execute("update alerts set due_at = null, lease_until = null where call_id = %(call)s", at)
    db.execute(
        "with t as (insert into alert_attempts (alert_id, channel, state) select id, 'sms', 'failed' from alerts"
        " where call_id = %(call)s limit 1 returning id) insert into private.brevo_events (dedupe_key, channel,"
        " attempt_id, body) select 'marked', 'sms', id, '' from t",
        at,
    )
    db.execute(
        "insert into private.addresses (channel, address, unreachable_reason, unreachable_at)"
        " select 'sms', phone, 'hard_bounce', now() from leads where call_id = %(call)s and phone is not null"
        " on conflict (channel, address) do update set unreachable_reason = 'hard_bounce'",
        at,
    )
    db.execute(
        "insert into appointment_changes (call_id, tool_call_id, kind, requested_at)"
        " values (%(call)s, 'marked', 'asked', now())",
        at,
    )
    db.execute(
        "with r as (insert into recording_requests (id, call_id, asked_by, state) select gen_random_uuid(), %(call)s,"
        " user_id, 'ready' from profiles limit 1 returning id) insert into private.recording_links (request_id, url,"
        " expires_at) select id, '', now() + interval '1 hour' from r",
        at,
    )


def test_what_is_held_anywhere_is_exported_then_gone(marked: Marked, db: psycopg.Connection) -> None:
    held = marked.held
    request = open_request(held, phone=held.phone, name=held.name)
    # Marked, the call and its lead bear other names: a reader says that it is still the same person.
    [mine] = [one["id"] for one in file(held, request)["mentions"] if one["caller_number"] == held.phone]
    assert ask(held.owner, "add_mention", p_id=request, p_call_id=mine).status_code == 200
    db.execute(
        "insert into audit_log (request_id, actor, action, subject_type, subject_id, changes, result)"
        " select gen_random_uuid(), null, 'marked', 'call', id, %(word)s, %(word)s from vapi_calls"
        " where vapi_call_id = %(vapi)s",
        {"word": json.dumps({"word": f"{held.name} auditlog0q"}), "vapi": held.vapi_call_id},
    )
    # A table that was declared to speak of callers does so here: an empty one would prove nothing.
    speaking = {table for table, what in CALLERS.items() if {"exported", "copied", "number"} & set(what.values())}
    assert speaking <= set(holding(db, held.phone[-10:], held.name, held.name.split()[0])) | {"public.call_search"}
    api = Asking(held.owner)
    for written in (portable.json_bytes(api, UUID(request)).decode(), portable.csv_bytes(api, UUID(request)).decode()):
        assert [one for one, word in marked.words.items() if one.holds == "exported" and word not in written] == []
        assert held.phone in written
    erase(held, request)
    assert holding(db, held.phone[-10:], held.name, *(word.split()[-1] for word in marked.words.values())) == {}
    assert holding(db, "auditlog0q") == {}
