"""The whole chain proven by a signed message of the console's own: it is measured, and it is nobody's call."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest
from pydantic import SecretStr

from backend.alerts.silence import check_silence
from backend.db import open_pool
from backend.health.chain import ChainWatch
from backend.health.probes.chain import message
from backend.health.probes.reader import EMAIL
from backend.intake.store import receive
from backend.settings.worker import WorkerSettings
from backend.supabase.auth_admin import AuthAdmin
from tests.alert_fixtures import raising_by_itself
from tests.chain import STAYS, begun, prove, run, settings_of
from tests.emptying import empty_alerts
from tests.people import Caller, sign_in
from tests.rights_expected import CALLERS, READERS
from tests.waiting import until

STEPS = ["chain_webhook", "chain_alert", "chain_read", "chain"]
# What each screen of business reads, and whoever counts.
SCREENS = ("today", "call_journal", "lead_board", "lead_table", "alert_list", "status_line", "latency", "my_week")
CLOCKS = ("now", "since", "worker_at", "database_probe", "journal", "pooler", "rolled_at", "checked_at")


@pytest.fixture(autouse=True)
def no_other_news(db: psycopg.Connection) -> None:
    """Nothing that others left to be sent."""
    empty_alerts(db)


@pytest.fixture
def settings(env: dict[str, str]) -> WorkerSettings:
    return settings_of(env)


@pytest.fixture
def due(db: psycopg.Connection) -> Iterator[psycopg.Connection]:
    """The stack's next probe is due; afterwards it never is, as the tests' stack has it."""
    db.execute("delete from private.chain_probes")
    yield db
    db.execute("insert into private.chain_probes (vapi_call_id, begun_at) values ('probe:held', 'infinity')")


def reader(settings: WorkerSettings, env: dict[str, str]) -> Caller:
    """As the worker signs it in."""

    async def signed_in() -> str:
        async with httpx.AsyncClient() as http:
            link = await AuthAdmin(http, settings.SUPABASE_URL, env["SUPABASE_SECRET_KEY"]).invite(EMAIL)
            given = {"type": link.kind, "token_hash": link.proof}
            headers = {"apikey": env["SUPABASE_PUBLISHABLE_KEY"]}
            answer = await http.post(f"{settings.SUPABASE_URL}/auth/v1/verify", json=given, headers=headers)
            return str(answer.raise_for_status().json()["access_token"])

    return Caller(settings.SUPABASE_URL, env["SUPABASE_PUBLISHABLE_KEY"], asyncio.run(signed_in()))


def shown(people: list[Caller]) -> list[Any]:
    """What all the screens show, without the hour at which they were asked."""
    found = []
    for one in people:
        for function in SCREENS:
            found.append((function, timeless(one.rpc(function).json())))
    return found


def shown_at_rest(people: list[Caller]) -> list[Any]:
    """That once what came before has settled: a test may have stopped something."""

    def twice() -> list[Any] | None:
        first = shown(people)
        time.sleep(1)
        return first if first == shown(people) else None

    return until(twice, "screens at rest")


def timeless(told: Any) -> Any:
    """That without its clocks, at whatever depth."""
    if isinstance(told, list):
        return [timeless(one) for one in told]
    if isinstance(told, dict):
        return {name: timeless(value) for name, value in told.items() if name not in CLOCKS}
    return told


def test_each_step_is_timed_and_nothing_stays(due: psycopg.Connection, settings: WorkerSettings) -> None:
    sent = due.execute("select count(*) from alert_attempts").fetchone()
    [before] = due.execute("select coalesce(max(id), 0) from probe_readings").fetchone() or (0,)
    run(settings, lambda pool, chain: ChainWatch(pool, chain).keep())
    asked = "select probe, ok, value from probe_readings where probe like 'chain%%' and id > %s order by id"
    # The stack's own worker may have been first: then it is its probe that is read.
    deadline = time.monotonic() + 20
    while len(found := due.execute(asked, [before]).fetchall()) < len(STEPS) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert [(name, ok) for name, ok, _ in found] == [(name, True) for name in STEPS]
    *steps, whole = [ms for _, _, ms in found]
    assert all(ms > 0 for ms in steps) and whole == pytest.approx(sum(steps))
    assert due.execute(STAYS).fetchone() == (0, 0, 0)
    assert due.execute("select count(*) from alert_attempts").fetchone() == sent
    # Within five minutes no other is begun, by whichever worker.
    assert due.execute("select private.begin_chain_probe('probe:too-soon')").fetchone() == (False,)


def test_while_it_lasts_no_screen_and_no_figure_knows_of_it(
    clean_db: psycopg.Connection, settings: WorkerSettings, env: dict[str, str]
) -> None:
    people = [sign_in(env, role) for role in ("owner", "staff")]
    facts = "select private.silence_facts('2 hours', '00:00') - 'now' - 'journal', private.digest_facts() is null"
    before, counted = shown_at_rest(people), clean_db.execute(facts).fetchone()
    [began] = clean_db.execute("select clock_timestamp()").fetchone() or ()
    with begun(clean_db) as call_id:
        assert prove(settings, call_id)["chain"].ok
        assert clean_db.execute(STAYS).fetchone() == (1, 1, 1)
        assert shown(people) == before
        assert clean_db.execute(facts).fetchone() == counted
        for table in ("vapi_calls", "alerts"):
            assert people[0].table("GET", table).json() == []
        time.sleep(1.5)
        # The webhook writes its figures each second, those of an earlier test too: of this request there is none.
        of_this = "select count(*) from private.webhook_requests where at >= %s and route = 'vapi'"
        assert clean_db.execute(of_this, [began]).fetchone() == (0,)


def test_its_reader_reads_probes_and_nothing_else(
    clean_db: psycopg.Connection, settings: WorkerSettings, env: dict[str, str]
) -> None:
    with begun(clean_db) as call_id:
        assert prove(settings, call_id)["chain_read"].ok
        account = reader(settings, env)
        clean_db.execute("insert into vapi_calls (vapi_call_id, created_at) values ('somebody', now())")
        assert len(account.rpc("call_journal").json()) == 1
    assert account.rpc("call_journal").json() == []
    assert [table for table in READERS if account.table("GET", table, "limit=1").json() != []] == []
    asked = "select coalesce(proargnames[1:pronargs], '{}') from pg_proc where proname = %s"
    for function in CALLERS.keys() - {"call_journal"}:
        [names] = clean_db.execute(asked, [function]).fetchone() or ([],)
        assert account.rpc(function, **dict.fromkeys(names)).status_code == 403, function


@pytest.mark.parametrize(
    ("changed", "detail"),
    [
        ({"VAPI_WEBHOOK_SECRET": SecretStr("another")}, "HTTP 401"),
        ({"WEBHOOK_URL": "http://127.0.0.1:9"}, "ConnectError"),
    ],
)
def test_where_it_breaks_is_named_and_what_lies_behind_is_not_measured(
    db: psycopg.Connection, settings: WorkerSettings, changed: dict[str, Any], detail: str
) -> None:
    with begun(db) as call_id:
        found = prove(settings.model_copy(update=changed), call_id)
    assert list(found) == ["chain_webhook", "chain"]
    assert (found["chain_webhook"].ok, found["chain_webhook"].detail) == (False, detail)
    assert (found["chain"].ok, found["chain"].detail) == (False, "webhook")


def test_without_the_key_of_the_accounts_the_chain_is_not_measured_and_never_good(
    db: psycopg.Connection, settings: WorkerSettings
) -> None:
    with begun(db) as call_id:
        found = prove(settings.model_copy(update={"SUPABASE_SECRET_KEY": None}), call_id)
    assert found["chain_alert"].ok
    assert (found["chain"].ok, found["chain"].value, found["chain"].detail) == (False, None, "not_set")


def test_an_api_that_is_away_breaks_it_at_the_reading(db: psycopg.Connection, settings: WorkerSettings) -> None:
    with begun(db) as call_id:
        found = prove(settings.model_copy(update={"SUPABASE_URL": "http://127.0.0.1:9"}), call_id)
    assert (found["chain_read"].ok, found["chain"].detail) == (False, "read")


def test_one_that_waited_in_the_journal_is_gone_with_the_next(
    due: psycopg.Connection, settings: WorkerSettings
) -> None:
    with begun(due) as call_id:
        due.execute("insert into private.chain_probes (vapi_call_id, begun_at) values ('probe:held', 'infinity')")

        async def late() -> None:
            async with open_pool(settings.db_url, size=1) as pool:
                sent = due.execute("select now()").fetchone() or (None,)
                await receive(pool, message(call_id, sent[0]), via="journal")

        asyncio.run(late())
        assert (due.execute(STAYS).fetchone() or (0,))[0] == 1
        due.execute("delete from private.chain_probes where vapi_call_id = 'probe:held'")
        due.execute("select private.begin_chain_probe('probe:next')")
        assert due.execute(STAYS).fetchone() == (0, 0, 0)


def test_one_that_failed_wakes_nobody_and_the_second_in_a_row_does(
    clean_db: psycopg.Connection, env: dict[str, str]
) -> None:
    failing = "insert into probe_readings (probe, ok, detail) values ('chain', false, 'alert')"
    raised = "select kind, detail from alerts where cause_key like 'chain:%'"

    async def look() -> None:
        async with open_pool(env["SUPABASE_DB_URL"], size=1) as pool:
            await check_silence(pool)

    with raising_by_itself(clean_db, "no_webhook"):
        clean_db.execute(failing)
        asyncio.run(look())
        assert clean_db.execute(raised).fetchall() == []
        clean_db.execute(failing)
        asyncio.run(look())
        assert clean_db.execute(raised).fetchall() == [("no_webhook", 'chain_broken {"step": "alert"}')]
        empty_alerts(clean_db)
        clean_db.execute("insert into probe_readings (probe, ok, value) values ('chain', true, 300)")
        asyncio.run(look())
        assert clean_db.execute(raised).fetchall() == []
