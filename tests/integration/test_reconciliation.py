"""Vapi's list of calls compared with ours: whatever the webhook missed comes in, and comes to the same rows."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

from backend.alerts import details
from backend.db import open_pool
from backend.intake.reconciled import take_in
from backend.local.standins.vapi.catalogue import SCENARIOS, scenario
from backend.local.standins.vapi.collect import collect
from backend.local.standins.vapi.delivery import signed
from backend.local.standins.vapi.placed import place
from backend.reconciliation.due import reconcile_due
from backend.reconciliation.run import Comparison, Reconciler
from backend.vapi.api import Vapi
from tests.alert_fixtures import raising_by_itself
from tests.emptying import delete, empty_tables
from tests.local_stack import Stack
from tests.people import sign_in
from tests.rows import empty, final_rows
from tests.vapi_standin import VapiStandin, in_stack
from tests.waiting import until

HELD_S = 300
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture
def vapi(stack: Stack, db: psycopg.Connection) -> Iterator[VapiStandin]:
    """The stand-in, with nothing listed; nothing of this leaks into other tests."""
    standin = in_stack(stack.env)
    standin.reset()
    forget_all(db)
    yield standin
    standin.reset()
    forget_all(db)


def forget_all(db: psycopg.Connection) -> None:
    empty(db)
    empty_tables(db, "private.reconciliations", "alerts")
    # The worker looks again in a long while only: what is compared is what the test compares.
    db.execute("update private.reconciliation_plan set due_at = now() + interval '1 day', lease_until = null")


def client(env: dict[str, str], http: httpx.AsyncClient) -> Vapi:
    return Vapi(http, env["VAPI_API_URL"], env["VAPI_API_KEY"], simulated=True)


def compare(env: dict[str, str], grace_s: float = 0.0, days: int = 14) -> Comparison:
    async def run() -> Comparison:
        async with open_pool(env["SUPABASE_DB_URL"], size=2) as pool, httpx.AsyncClient() as http:
            return await Reconciler(pool, client(env, http), partial(take_in, pool), grace_s).compare(
                datetime.now(UTC) - timedelta(days=days)
            )

    return asyncio.run(run())


def carry_out_due(env: dict[str, str]) -> None:
    async def run() -> None:
        async with open_pool(env["SUPABASE_DB_URL"], size=2) as pool, httpx.AsyncClient() as http:
            while await reconcile_due(pool, client(env, http), partial(take_in, pool)):
                pass

    asyncio.run(run())


def gap(db: psycopg.Connection) -> dict[str, Any]:
    row = db.execute("select private.gap_state()").fetchone()
    assert row is not None
    answer: dict[str, Any] = row[0]
    return answer


def thirty_calls(vapi: VapiStandin) -> list[str]:
    """Every scenario of the catalogue, and more of those that leave a lead: thirty calls, one after the other."""
    names = [*SCENARIOS, *("lead_only", "urgent_lead", "business_quote", "question", "hangup_before_lead", "spam")]
    names = [*names, "english_lead"][:30]
    return [vapi.play(name, seed)["call_id"] for seed, name in enumerate(names, 1)]


def deliver(env: dict[str, str], bodies: list[dict[str, Any]]) -> None:
    with httpx.Client() as http:
        for body in bodies:
            content = json.dumps(body, ensure_ascii=False).encode()
            headers = signed(env["VAPI_WEBHOOK_SECRET"], content)
            http.post(f"{env['WEBHOOK_URL']}/vapi", content=content, headers=headers, timeout=20).raise_for_status()


def comparable(rows: Rows) -> Rows:
    """Without the mark itself, and without what Vapi's call object does not keep or Paul was not told in time."""
    gone = {"vapi_calls": ("caught_up_at", "forwarded_at"), "appointments": ("confirmed",), "leads": ("status",)}
    kept = {
        table: [{name: value for name, value in row.items() if name not in gone.get(table, ())} for row in found]
        for table, found in rows.items()
    }
    return {**kept, "call_logs": [row for row in kept["call_logs"] if row["kind"] != "event"]}


def webhook_answers(env: dict[str, str]) -> bool:
    try:
        return httpx.get(f"{env['WEBHOOK_URL']}/healthz", timeout=2).is_success
    except httpx.HTTPError:
        return False


def test_thirty_calls_without_the_webhook_come_to_the_same_rows(
    stack: Stack, env: dict[str, str], db: psycopg.Connection, vapi: VapiStandin
) -> None:
    vapi.command(patience=0.0)
    stack.command("kill", "webhook", "--held", str(HELD_S))
    try:
        played = thirty_calls(vapi)
        assert db.execute("select count(*) from vapi_calls").fetchone() == (0,)
    finally:
        (stack.home / "hold-webhook").unlink(missing_ok=True)
    # Told faster than life, calls overlap that would not have: one after the other, as they began.
    lost = sorted(vapi.told(), key=lambda body: str(body["message"]["call"]["createdAt"]))
    done = compare(env)
    assert (done.error, done.found, done.caught_up) == (None, 30, 30)
    again = compare(env)
    assert (again.error, again.found) == (None, 0), "Écart is back at 0"
    assert set(again.ids) == set(played)
    caught_up = final_rows(db)
    marked = db.execute("select count(*) filter (where caught_up_at is not null), count(*) from vapi_calls").fetchone()
    assert marked == (28, 30), "all but the two trials, which owe the webhook nothing"

    until(lambda: webhook_answers(env), "the webhook is back")
    empty(db)
    deliver(env, lost)
    as_if_on = final_rows(db)
    assert comparable(caught_up) == comparable(as_if_on)
    assert len(as_if_on["leads"]) >= 12 and len(as_if_on["appointments"]) >= 4


def test_what_a_late_webhook_still_delivers_changes_nothing(
    env: dict[str, str], db: psycopg.Connection, vapi: VapiStandin
) -> None:
    vapi.command(lose=1.0)
    vapi.play("lead_only")
    compare(env)
    before = final_rows(db)
    deliver(env, [body for body in vapi.told() if body["message"]["type"] in ("tool-calls", "end-of-call-report")])
    assert final_rows(db) == before


def test_a_call_whose_messages_may_still_come_is_left_alone(
    env: dict[str, str], db: psycopg.Connection, vapi: VapiStandin
) -> None:
    vapi.command(lose=1.0)
    vapi.play("lead_only")
    assert compare(env, grace_s=120).found == 0
    assert compare(env, grace_s=0).found == 1


def test_a_lead_whose_tool_call_alone_was_lost_is_found(
    env: dict[str, str], db: psycopg.Connection, vapi: VapiStandin
) -> None:
    vapi.play("lead_booking")
    delete(db, "delete from private.inbox where type = 'tool-calls'")
    delete(db, "delete from appointments; delete from leads;")
    db.execute("update call_logs set answered_at = null, tool_ok = null where kind = 'tool'")
    assert compare(env).caught_up == 1
    row = db.execute("select count(*) from leads l join appointments a on a.lead_id = l.id").fetchone()
    assert row == (1,)
    assert compare(env).found == 0


def test_the_gap_its_age_and_what_is_here_alone(env: dict[str, str], db: psycopg.Connection, vapi: VapiStandin) -> None:
    vapi.play("wrong_number", 1)
    here_alone = vapi.play("spam", 2)["call_id"]
    vapi.forget(here_alone)
    db.execute("update vapi_calls set created_at = created_at - interval '10 minutes'")
    vapi.command(lose=1.0)
    vapi.play("question", 3)
    db.execute("update private.reconciliation_plan set due_at = now()")
    carry_out_due(env)
    state = gap(db)
    assert (state["gap"], state["extra"], state["error"], state["simulated"]) == (0, 1, None, True)
    row = db.execute("select extra_ids from private.reconciliations order by id desc limit 1").fetchone()
    extra = db.execute("select id from vapi_calls where vapi_call_id = %s", [here_alone]).fetchone()
    assert row is not None and extra is not None and row[0] == [extra[0]]


@pytest.mark.parametrize(("mode", "reason"), [("down", "failing"), ("429", "too_many"), ("cut", "silent")])
def test_a_vapi_that_does_not_answer_is_said_and_asked_again(
    env: dict[str, str], db: psycopg.Connection, vapi: VapiStandin, mode: str, reason: str
) -> None:
    vapi.command(mode=mode)
    db.execute("update private.reconciliation_plan set due_at = now() where kind = 'recent'")
    carry_out_due(env)
    state = gap(db)
    assert (state["gap"], state["at"], state["error"]) == (None, None, reason)
    assert db.execute(
        "select due_at < now() + interval '61 s' from private.reconciliation_plan where kind = 'recent'"
    ).fetchone() == (True,)


def test_a_missed_call_of_today_alerts_like_any_other_and_says_that_the_webhook_missed_it(
    env: dict[str, str], db: psycopg.Connection, vapi: VapiStandin
) -> None:
    vapi.command(lose=1.0)
    call = vapi.play("urgent_lead")["call_id"]
    db.execute("update private.reconciliation_plan set due_at = now() where kind = 'recent'")

    async def run() -> Comparison:
        async with open_pool(env["SUPABASE_DB_URL"], size=2) as pool, httpx.AsyncClient() as http:
            return await Reconciler(pool, client(env, http), partial(take_in, pool), 0.0).compare(
                datetime.now(UTC) - timedelta(hours=6)
            )

    assert asyncio.run(run()).missed == 1
    kinds = {row[0] for row in db.execute("select kind from alerts").fetchall()}
    assert "urgent_lead" in kinds
    via = db.execute("select distinct via from private.inbox where vapi_call_id = %s", [call]).fetchall()
    assert via == [("reconciliation",)]


def test_many_calls_are_read_page_by_page(env: dict[str, str], db: psycopg.Connection, vapi: VapiStandin) -> None:
    seen = [vapi.play("wrong_number", seed)["call_id"] for seed in range(1, 4)]
    now = datetime.now(UTC)
    for number in range(240):
        at = (now - timedelta(minutes=number // 2)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        call = {
            "id": f"call-{number}",
            "orgId": "de300000-0000-4000-8000-000000000000",
            "createdAt": at,
            "updatedAt": at,
        }
        body = {"message": {"type": "status-update", "call": {**call, "status": "in-progress"}}}
        httpx.post(f"{vapi.url}/_standin/keep", json=body, timeout=20).raise_for_status()
    done = compare(env, grace_s=10_000)
    assert set(seen) <= set(done.ids) and len(done.ids) == len(set(done.ids)) == 243
    assert done.requests == 3


def test_the_worker_by_itself_brings_in_what_was_missed_and_somebody_hears_of_it(
    env: dict[str, str], db: psycopg.Connection, vapi: VapiStandin
) -> None:
    at = datetime.now(UTC) - timedelta(minutes=20)
    result = collect(place(scenario("urgent_lead", Random(3), at), at, Random(3)))
    for posting in result:
        httpx.post(f"{vapi.url}/_standin/keep", json=posting.body, timeout=20).raise_for_status()
    staff = sign_in(env, "staff")
    with raising_by_itself(db, "no_webhook"):
        staff.rpc("compare_with_vapi", p_request_id=str(uuid4())).raise_for_status()
        until(lambda: db.execute("select 1 from vapi_calls where caught_up_at is not null").fetchone(), "it is fetched")
        until(lambda: (staff.rpc("status_line").json()["gap"] or {}).get("missed") == 1, "Écart is measured")
    line = staff.rpc("status_line").json()
    assert (line["gap"]["gap"], line["gap"]["simulated"], line["last_message_at"]) == (0, True, None)
    alerts: dict[str, str] = dict(db.execute("select kind, detail from alerts").fetchall())
    assert details.sentence(alerts["no_webhook"]) == "1 appel ne nous était pas parvenu: retrouvé chez Vapi et appliqué"
    assert "urgent_lead" in alerts
