"""What has had its time goes at night, and nothing else; the preview tells the same beforehand; incidents stay."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from backend.db import open_pool
from backend.privacy.purge import purge_due
from tests.emptying import empty_tables
from tests.everywhere import holding
from tests.people import Caller, sign_in
from tests.rows import empty
from tests.vapi_standin import VapiStandin, in_stack

INCIDENT = {
    "information": "Noms et numéros", "circumstances": "Un téléphone perdu", "happened_from": "2026-11-01",
    "aware_on": "2026-11-02", "persons": 12, "persons_is_estimate": True, "risk_elements": "Faible",
    "risk_is_serious": False, "measures": "Accès retiré",
}  # fmt: skip
FIELDS = ("information", "circumstances", "happened_from", "aware_on", "risk_elements", "risk_is_serious", "measures")


@pytest.fixture
def owner(env: dict[str, str]) -> Caller:
    return sign_in(env, "owner")


@pytest.fixture
def old(env: dict[str, str], db: psycopg.Connection) -> Iterator[VapiStandin]:
    """Two calls with everything that follows from them; the tests make one of them old."""
    empty(db)
    empty_tables(db, "alerts", "purge_runs", "privacy_requests", "private.vapi_erasures", "private.erased_calls")
    db.execute("update private.reconciliation_plan set due_at = now() + interval '1 day'")
    rules = db.execute("select keep_days, enabled, what from retention_rules").fetchall()
    vapi = in_stack(env)
    vapi.reset()
    vapi.play("lead_only", seed=21)
    vapi.play("lead_only", seed=34)
    yield vapi
    vapi.reset()
    empty(db)
    for rule in rules:
        db.execute("update retention_rules set keep_days = %s, enabled = %s where what = %s", rule)
    db.execute("update private.purge_plan set due_at = now() + interval '10 years', lease_until = null")


def ask(caller: Caller, function: str, **params: object) -> Any:
    return caller.rpc(function, p_request_id=str(uuid.uuid4()), **params)


def age(db: psycopg.Connection, days: int) -> tuple[str, str, str]:
    """Make the first of the two calls that old, with all that belongs to it; its id, name and number."""
    row = db.execute(
        "select c.id::text, l.name, l.phone, c.vapi_call_id from vapi_calls c join leads l on l.call_id = c.id"
        " order by c.id limit 1"
    ).fetchone()
    assert row is not None
    by = f"{days} days"
    for change in (
        "update vapi_calls set created_at = created_at - %s::interval where id = %s",
        "update leads set created_at = created_at - %s::interval where call_id = %s",
        "update leads set updated_at = updated_at - %s::interval where call_id = %s",
        "update alerts a set created_at = created_at - %s::interval, due_at = null where call_id = %s",
    ):
        db.execute(change, [by, row[0]])
    db.execute(
        "update private.inbox set received_at = received_at - %s::interval where vapi_call_id = %s", [by, row[3]]
    )
    return row[0], row[1], row[2]


def purge(env: dict[str, str], db: psycopg.Connection) -> dict[str, int]:
    """Tonight's, now; what it took away."""
    before = db.execute("select coalesce(max(id), 0) from purge_runs").fetchone()
    db.execute("update private.purge_plan set due_at = now(), lease_until = null")

    async def run() -> None:
        async with open_pool(env["SUPABASE_DB_URL"], size=1) as pool:
            await purge_due(pool)

    # Ours or the stack's own worker, whichever comes first.
    asyncio.run(run())
    for _ in range(600):
        row = db.execute(
            "select removed, error from purge_runs where finished_at is not null and id > %s", before
        ).fetchone()
        if row:
            assert row[1] is None
            removed: dict[str, int] = row[0]
            return removed
        time.sleep(0.1)
    raise AssertionError("no purge")


def preview(owner: Caller, db: psycopg.Connection) -> dict[str, int]:
    db.execute("update private.purge_plan set due_at = now() + interval '1 minute', lease_until = null")
    result = owner.rpc("retention").json()
    return {rule["what"]: rule["next"]["count"] for rule in result["rules"] if rule["next"]["count"]}


def test_nothing_young_is_purged(old: VapiStandin, env: dict[str, str], db: psycopg.Connection, owner: Caller) -> None:
    figures = "select (select count(*) from call_logs), (select count(*) from private.inbox)"
    counts = db.execute(figures).fetchone()
    assert preview(owner, db) == {}
    assert purge(env, db) == {}
    assert db.execute(figures).fetchone() == counts


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (40, {"recordings"}),
        (100, {"recordings", "messages"}),
        (600, {"recordings", "messages", "conversations", "alerts"}),
        (800, {"recordings", "messages", "conversations", "alerts", "callers", "leads"}),
    ],
)
def test_the_preview_is_what_the_night_takes(
    old: VapiStandin, env: dict[str, str], db: psycopg.Connection, owner: Caller, days: int, expected: set[str]
) -> None:
    age(db, days)
    announced = preview(owner, db)
    removed = purge(env, db)
    assert removed == announced
    assert set(removed) == expected
    assert preview(owner, db) == {}
    assert purge(env, db) == {}


def test_after_its_time_nothing_of_the_person_is_left_but_the_figures_are(
    old: VapiStandin, env: dict[str, str], db: psycopg.Connection
) -> None:
    call, name, phone = age(db, 800)
    turns = db.execute("select count(turn_ms) from call_logs where call_id = %s", [call]).fetchone()
    purge(env, db)
    assert holding(db, name, phone[-10:]) == {}
    assert db.execute("select count(turn_ms) from call_logs where call_id = %s", [call]).fetchone() == turns
    kept = db.execute("select outcome, cost_usd is not null from vapi_calls where id = %s", [call]).fetchone()
    assert kept == ("lead", True)
    assert db.execute("select count(*) from leads").fetchone() == (1,)


def test_a_rule_that_is_off_takes_nothing(
    old: VapiStandin, env: dict[str, str], db: psycopg.Connection, owner: Caller
) -> None:
    age(db, 100)
    for what in ("recordings", "messages"):
        assert ask(owner, "save_retention", p_what=what, p_keep_days=90, p_enabled=False).status_code == 200
    assert purge(env, db) == {}


def test_a_job_that_was_won_outlives_a_lead_that_was_not(
    old: VapiStandin, env: dict[str, str], db: psycopg.Connection
) -> None:
    age(db, 800)
    db.execute("update leads set status = 'won' where updated_at < now() - interval '700 days'")
    assert "leads" not in purge(env, db)
    assert db.execute("select count(*) from leads").fetchone() == (2,)


def test_no_period_is_shorter_than_the_law_or_the_provider_allows(owner: Caller) -> None:
    for what, days in (("incidents", 1000), ("trail", 30), ("recordings", 2), ("messages", 0), ("leads", 100_000)):
        refused = ask(owner, "save_retention", p_what=what, p_keep_days=days, p_enabled=True)
        assert refused.json()["code"] == "DF422"


@pytest.mark.parametrize("missing", FIELDS)
def test_an_incident_without_one_of_its_fields_is_refused(owner: Caller, missing: str) -> None:
    fields = {name: value for name, value in INCIDENT.items() if name != missing}
    assert ask(owner, "save_incident", p_id=None, p_fields=fields).json()["code"] == "DF422"


def test_an_incident_is_kept_five_years_whoever_asks(
    old: VapiStandin, owner: Caller, db: psycopg.Connection, env: dict[str, str]
) -> None:
    saved = ask(owner, "save_incident", p_id=None, p_fields=INCIDENT).json()
    noticed = {"cai_notified_on": "2026-11-03"}
    changed = ask(owner, "save_incident", p_id=saved["id"], p_fields=noticed, p_version=1).json()
    assert changed["version"] == 2
    late = ask(owner, "save_incident", p_id=saved["id"], p_fields={"persons": 3}, p_version=1)
    assert late.json()["code"] == "DF409"
    for attempt in ("delete from incidents", "truncate incidents"):
        with pytest.raises(psycopg.errors.RaiseException, match="five years"):
            db.execute(attempt)
    db.execute("update incidents set happened_from = '2010-01-01', aware_on = '2010-01-02'")
    assert purge(env, db) == {"incidents": 1}


def test_the_trail_ages_but_never_before_two_years(
    old: VapiStandin, db: psycopg.Connection, env: dict[str, str]
) -> None:
    for days in (3000, 800, 10):
        db.execute(
            "insert into audit_log (request_id, at, actor, action, subject_type, result)"
            " values (gen_random_uuid(), now() - %s * interval '1 day', null, 'aged', 'test', '{}')",
            [days],
        )
    assert purge(env, db).get("trail") == 1
    assert db.execute("select count(*) from audit_log where action = 'aged'").fetchone() == (2,)
    for mode, attempt in (
        ("purging", "delete from audit_log where action = 'aged' and at > now() - interval '20 days'"),
        ("redacting", "update audit_log set actor = gen_random_uuid() where action = 'aged'"),
    ):
        with pytest.raises(psycopg.errors.RaiseException, match="append-only"), db.transaction():
            db.execute("select set_config(%s, 'on', true)", [f"drain.{mode}"])
            db.execute(attempt)


def test_the_notice_is_looked_for_in_the_first_words_alone(
    old: VapiStandin, db: psycopg.Connection, owner: Caller
) -> None:
    assert owner.rpc("privacy_registers").json()["notice"]["heard"] == 2
    db.execute(
        "update call_logs set text = 'Bonjour' where id in (select distinct on (call_id) id from call_logs"
        " where kind = 'said' and speaker = 'paul' order by call_id, at, id limit 1)"
    )
    result = owner.rpc("privacy_registers").json()["notice"]
    assert (result["calls"], result["heard"], len(result["without"])) == (2, 1, 1)
