"""The webhook's own connection: statements sent ahead, each a transaction of its own, and nobody left waiting."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator

import psycopg
import pytest

from backend.db import open_pool
from backend.intake.store import Delivery, pack
from backend.vapi.message import read
from backend.webhook.batcher import Batcher
from backend.webhook.pipeline import Outcome, Pipeline
from tests.one_call import OneCall

ECHO = "select $1, (select string_agg(x, '|') from unnest($2::text[]) x), null"
ONE_CALL = [OneCall().answered(), OneCall().said(9, "Allô")]
SLEEP = "select pg_sleep($1::float8), $2::text[]"
KEEP = "insert into pipeline_rows select $1::integer where cardinality($2::text[]) = 0 returning n::text"


@pytest.fixture
def url(db: psycopg.Connection, env: dict[str, str]) -> Iterator[str]:
    db.execute("create table pipeline_rows (n integer primary key)")
    yield env["SUPABASE_DB_URL"]
    db.execute("drop table pipeline_rows")


def with_pipeline(
    url: str, statement: str, use: Callable[[Pipeline], Awaitable[None]], patience_s: float = 5.0
) -> Pipeline:
    """Run something on a pipeline that is closed afterwards."""

    async def run() -> Pipeline:
        pipeline = await Pipeline.open(url, statement, patience_s)
        try:
            await use(pipeline)
        finally:
            await pipeline.close()
        return pipeline

    return asyncio.run(run())


def send(pipeline: Pipeline, text: str, *texts: str) -> asyncio.Future[Outcome]:
    """Send, and wait for the answer by a future."""
    future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
    pipeline.send(text, texts, future.set_result)
    return future


def test_answers_come_in_order_with_nulls_and_every_letter(url: str) -> None:
    async def use(pipeline: Pipeline) -> None:
        both = [send(pipeline, "un", "dégât d’eau", ""), send(pipeline, "deux", "x" * 9_000_000, "œ")]
        assert pipeline.under_way == 3, "the second is sent before the first is answered, and behind the preparing"
        assert await both[0] == [("un", "dégât d’eau|", None)]
        assert await both[1] == [("deux", "x" * 9_000_000 + "|œ", None)], "larger than any buffer"
        assert pipeline.under_way == 0

    with_pipeline(url, ECHO, use)


def test_a_statement_that_fails_undoes_no_other(url: str, db: psycopg.Connection) -> None:
    async def use(pipeline: Pipeline) -> None:
        answers = [send(pipeline, number) for number in ("1", "1", "2")]
        first, again, other = [await one for one in answers]
        assert (first, other) == ([("1",)], [("2",)])
        assert isinstance(again, psycopg.errors.UniqueViolation)
        assert "pipeline_rows_pkey" in str(again)

    assert with_pipeline(url, KEEP, use).broken, "closed"
    assert db.execute("select n from pipeline_rows order by n").fetchall() == [(1,), (2,)]


def test_a_lost_connection_tells_everybody_who_waits(url: str, db: psycopg.Connection) -> None:
    async def use(pipeline: Pipeline) -> None:
        answers = [send(pipeline, "20"), send(pipeline, "20")]
        await asyncio.sleep(0.3)
        sleeping = "select pg_terminate_backend(pid) from pg_stat_activity where query = %s"
        assert db.execute(sleeping, [SLEEP]).fetchall() == [(True,)]
        for answer in answers:
            assert isinstance(await answer, psycopg.OperationalError)
        assert pipeline.broken
        assert isinstance(await send(pipeline, "20"), psycopg.Error), "told at once, never left waiting"

    with_pipeline(url, SLEEP, use)


def test_a_database_that_says_nothing_counts_as_lost(url: str) -> None:
    async def use(pipeline: Pipeline) -> None:
        started = time.monotonic()
        assert isinstance(await send(pipeline, "20"), psycopg.OperationalError)
        assert time.monotonic() - started < 10
        assert pipeline.broken

    with_pipeline(url, SLEEP, use, patience_s=0.5)


def test_a_statement_that_cannot_be_prepared_breaks_it(url: str) -> None:
    async def use(pipeline: Pipeline) -> None:
        assert isinstance(await send(pipeline, "un"), psycopg.Error)
        assert pipeline.broken

    with_pipeline(url, "select * from no_such_table where x = $1 and y = $2", use)


def test_a_mistake_of_who_is_told_leaves_nobody_waiting(url: str) -> None:
    def wrong(outcome: Outcome) -> None:
        raise ValueError("a bug")

    async def use(pipeline: Pipeline) -> None:
        pipeline.send("un", (), wrong)
        behind = await asyncio.wait_for(send(pipeline, "deux"), 3)
        assert behind == [("deux", None, None)] or isinstance(behind, psycopg.Error)
        assert pipeline.broken, "not trusted again"

    with_pipeline(url, ECHO, use)


def test_who_waits_for_a_batcher_that_stops_is_told(url: str) -> None:
    async def run() -> list[BaseException | object]:
        async with open_pool(url, size=1) as pool:
            batcher = Batcher(pool)
            parcels = [await pack(pool, Delivery(read(body))) for body in ONE_CALL]
            waiting = [asyncio.create_task(batcher.store(parcel)) for parcel in parcels]
            await asyncio.sleep(0)
            await batcher.close()
            return await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 3)

    assert {type(result) for result in asyncio.run(run())} == {TimeoutError}


def test_what_comes_while_postgres_is_busy_gathers_until_it_is_as_many_as_before(
    url: str, db: psycopg.Connection
) -> None:
    """Read from the database: rows committed together were written by one transaction."""
    call = OneCall(call_id="019aa1c4-0000-7f11-8b0e-0000000000b4")

    async def run() -> None:
        async with open_pool(url, size=1) as pool, await psycopg.AsyncConnection.connect(url) as busy:
            await busy.execute("lock table private.inbox in share mode")
            batcher = Batcher(pool)
            parcels = [await pack(pool, Delivery(read(call.said(n, f"Phrase {n}")))) for n in range(8)]
            waiting = [asyncio.create_task(batcher.store(parcel)) for parcel in parcels[:4]]
            await asyncio.sleep(0.3)
            for parcel in parcels[4:]:
                waiting.append(asyncio.create_task(batcher.store(parcel)))
                await asyncio.sleep(0.02)
            await busy.rollback()
            await asyncio.gather(*waiting)
            await batcher.close()

    asyncio.run(run())
    together = "select count(*) from private.inbox where vapi_call_id = %s group by xmin::text order by 1"
    assert db.execute(together, [call.call_id]).fetchall() == [(4,), (4,)]
