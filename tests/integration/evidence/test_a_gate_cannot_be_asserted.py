"""What a gate, a light or a figure stands on is written by the program that measured it. Read from the catalogue: every
table that they read, and every function that signed-in people may call and that writes one of these."""

from __future__ import annotations

import json
import uuid
from typing import Any

import psycopg
import pytest

from tests import catalogue
from tests.catalogue import Catalogue, Function
from tests.integration.evidence.judged import JUDGED, MAY_WRITE, SHOWN_BY
from tests.readiness_fixtures import World, gates_db, world

__all__ = ["gates_db", "world"]
ROLES = ("owner", "staff", "admin")
TRAIL = "public.audit_log"
# The fact itself is what somebody says: who answers for personal data. Nothing is measured there.
SAID_BY_PEOPLE = {("save_privacy_settings", "privacy.officer")}
# What somebody who wants a light green would send.
BOLD: dict[str, Any] = {
    "boolean": True, "integer": 1, "bigint": 1, "smallint": 1, "double precision": 1.0, "date": "2026-11-01",
    "timestamp with time zone": "2027-01-04T15:00:00Z", "uuid": None, "text": "f" * 32, "text[]": [], "uuid[]": [],
    "bigint[]": [1], "time without time zone": "07:00",
}  # fmt: skip
# Of a form, by the field's name; what is not here is given a word.
BOLD_FIELDS: dict[str, Any] = {
    "officer_email": "a@b.example", "officer_phone": "+15145550100", "phone": "+15145550100", "email": "a@b.example",
    "notice_words": "enregistr", "on_call_rank": 1, "starts": "00:00", "ends": "23:59", "weekdays": [1, 2, 3],
    "tested_at": "10:00",
    "away_from": None, "away_until": None, "enabled": True, "nightly_at": "02:30", "digest_at": "07:00", "hours": [8],
    "recipient_id": None, "daily_limit": 5, "keep_daily": 7, "keep_weekly": 5, "keep_monthly": 12,
    "proof_limit_hours": 26, "receipt_minutes": 3, "ack_minutes": 10, "throttle_count": 5, "throttle_minutes": 15,
    "unowned_minutes": 45,
    "happened_from": "2026-11-01", "happened_until": None, "aware_on": "2026-11-02", "persons": 1,
    "risk_is_serious": False, "period_is_estimate": False, "persons_is_estimate": False, "cai_notified_on": None,
    "persons_notified_on": None, "public_notice_on": None, "urgency": "urgent", "status": "won", "assigned_to": None,
}  # fmt: skip
# Lists of forms: as a whole, for one alone would be refused.
BOLD_LISTS = {
    "p_rungs": [{"after_minutes": 0, "way": "sms"}, {"after_minutes": 1, "way": "next"}],
    "p_prices": [{"provider": "brevo", "channel": "sms", "price": 0, "unit": "CAD"}],
    "p_hours": [{"weekday": 1, "starts": "00:00", "ends": "00:00"}],
}
WORDS = {
    "p_kind": ("lead", "call", "urgent_lead", "access", "backup"), "p_channel": ("sms",), "p_role": ("staff",),
    "p_gate": ("privacy", "sms"), "p_code": ("anonymous", "vapi"), "p_what": ("calls", "trail"),
    "p_outcome": ("answered",), "p_action": ("confirm",), "p_phone": ("+15145550100",), "p_email": ("c@d.example",),
    "p_to": ("+14502803222",),
}  # fmt: skip


@pytest.fixture(scope="module")
def found(gates_db: str) -> Catalogue:
    with psycopg.connect(gates_db) as conn:
        return catalogue.read(conn)


def judged_tables(found: Catalogue) -> set[str]:
    return set().union(*(found.reads(name) for name in SHOWN_BY))


def test_each_table_that_a_gate_a_light_or_a_figure_reads_says_who_writes_it(found: Catalogue) -> None:
    assert judged_tables(found) - JUDGED.keys() == set(), "a new table behind a gate: say who writes it"
    assert JUDGED.keys() - judged_tables(found) == set(), "no gate reads these any more"


def test_each_function_of_people_that_writes_one_of_these_says_why_it_may(found: Catalogue) -> None:
    judged = judged_tables(found)
    writes = {one.name.removeprefix("public."): found.writes(one.name) & judged for one in found.open}
    actual = {name: tables - {TRAIL} for name, tables in writes.items() if tables - {TRAIL}}
    missing = {name: sorted(tables - MAY_WRITE.get(name, {}).keys()) for name, tables in actual.items()}
    assert {name: tables for name, tables in missing.items() if tables} == {}
    stale = {name: sorted(tables.keys() - actual.get(name, set())) for name, tables in MAY_WRITE.items()}
    assert {name: tables for name, tables in stale.items() if tables} == {}


def test_nothing_that_a_program_measured_is_written_by_people(found: Catalogue) -> None:
    measured = {table for table, by in JUDGED.items() if by == "measured"}
    assert len(measured) > 10
    writes = {one.name: found.writes(one.name) & measured for one in found.open}
    assert {name: sorted(tables) for name, tables in writes.items() if tables} == {}


def test_no_signed_in_person_writes_a_judged_table_itself(found: Catalogue, world: World) -> None:
    for table in judged_tables(found):
        for right in ("insert", "update", "delete", "truncate"):
            for role in ("anon", "authenticated"):
                assert not world.do("select has_table_privilege(%s, %s, %s)", role, table, right)[0], (role, table)


def states(world: World) -> dict[str, str]:
    return {f"{g['gate']}.{c['code']}": c["state"] for g in world.readiness()["gates"] for c in g["checks"]}


def calls(one: Function) -> list[dict[str, Any]]:
    """Each way of asking for it that a person with a wish would try."""
    texts = [name for name, kind in one.arguments.items() if kind == "text"]
    most = max((len(WORDS.get(name, ("",))) for name in texts), default=1)
    return [{name: _value(one, name, kind, way) for name, kind in one.arguments.items()} for way in range(most)]


def _value(one: Function, name: str, kind: str, way: int) -> Any:
    if name == "p_request_id":
        return str(uuid.uuid4())
    if kind == "jsonb":
        form = {field: BOLD_FIELDS.get(field, "Un mot de plus") for field in one.fields[name]}
        return json.dumps(BOLD_LISTS.get(name, form))
    words = WORDS.get(name) if kind == "text" else None
    return words[way % len(words)] if words else BOLD[kind]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("role", ROLES)
def test_no_call_of_a_person_turns_what_was_not_measured_good(found: Catalogue, world: World, role: str) -> None:
    before = states(world)
    assert before["monitoring.sentry_console"] == "unmeasured" and "good" in before.values()
    turned, carried_out = set(), 0
    claims = json.dumps({"sub": str(world.people[role]), "aal": "aal2"})
    for one in found.open:
        name = one.name.removeprefix("public.")
        for given in calls(one):
            with world.conn.transaction(force_rollback=True):
                try:
                    with world.conn.transaction():
                        world.do("select set_config('request.jwt.claims', %s, true)", claims)
                        world.do("set local role authenticated")
                        named = ", ".join(f"{each} => %s::{kind}" for each, kind in one.arguments.items())
                        world.do(f"select {one.name}({named})", *given.values())
                        world.do("reset role")
                except psycopg.Error:
                    continue
                carried_out += 1
                after = states(world)
                turned |= {(name, code) for code in after if before[code] != "good" == after[code]}
    assert turned - SAID_BY_PEOPLE == set()
    assert carried_out > 10


def test_the_console_s_sentry_is_told_by_nobody_s_call(world: World) -> None:
    for role in ROLES:
        with pytest.raises(psycopg.errors.UndefinedFunction), world.conn.transaction():
            world.ask(role, "test_sentry", p_accepted=True, p_event_id="f" * 32, p_detail="HTTP 200")
    assert world.ask("admin", "test_sentry") == {"asked": True}
    assert world.check("monitoring", "sentry_console")["state"] == "unmeasured"


def test_the_console_s_latency_is_told_by_nobody_s_call(world: World) -> None:
    with pytest.raises(psycopg.errors.UndefinedFunction), world.conn.transaction():
        world.act("staff", "note_round_trip", p_ms=1.0)


def test_what_the_console_measured_is_kept_once_as_the_worker_read_it(world: World) -> None:
    told = "select private.keep_console_measures(%s, now() - interval '5 seconds', true, %s, 'HTTP 200')"
    for _ in range(2):
        world.do(told, 12.5, "a" * 32)
    assert world.do("select count(*), bool_and(accepted) from sentry_events where program = 'console'") == (1, True)
    assert world.do("select count(*) from private.probes where name = 'console_ms'")[0] == 1
    assert world.check("monitoring", "sentry_console")["state"] == "good"
