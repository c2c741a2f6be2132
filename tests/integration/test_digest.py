"""The digest goes out once a day, and the watch raises what no message would."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from backend.alerts.digest import raise_digest
from backend.alerts.silence import check_silence
from backend.db import Pool, open_pool
from tests.alert_fixtures import raising_by_itself
from tests.emptying import delete, empty_alerts

DUE = "update alert_settings set digest_at = '00:00'"
# Never: the stack's own worker looks every minute, and would raise it when a test looks for something else.
NOT_DUE = "update alert_settings set digest_at = '24:00'"
USUAL = "update alert_settings set digest_at = '07:00'"


@pytest.fixture
def base(clean_db: psycopg.Connection) -> Iterator[psycopg.Connection]:
    """An empty base in which no digest is due."""
    clean_db.execute(NOT_DUE)
    # Nobody is written to: what is looked at here is what is raised. A digest of a moment ago goes too.
    delete(clean_db, "delete from recipients")
    empty_alerts(clean_db)
    with raising_by_itself(clean_db, "digest", "no_webhook", "journal"):
        yield clean_db
    clean_db.execute(USUAL)


def run(env: dict[str, str], act: Callable[[Pool], Coroutine[Any, Any, None]]) -> None:
    async def once() -> None:
        async with open_pool(env["SUPABASE_DB_URL"], size=1) as pool:
            await act(pool)

    asyncio.run(once())


def keys(db: psycopg.Connection) -> list[str]:
    return sorted(row[0].split(":")[0] for row in db.execute("select cause_key from alerts").fetchall())


def test_it_is_raised_once_a_day_and_not_before_its_hour(base: psycopg.Connection, env: dict[str, str]) -> None:
    run(env, raise_digest)
    assert keys(base) == []
    base.execute(DUE)
    run(env, raise_digest)
    run(env, raise_digest)
    assert keys(base) == ["digest"]


def test_an_sms_goes_with_it_when_something_needs_a_person(base: psycopg.Connection, env: dict[str, str]) -> None:
    base.execute(
        "insert into leads (ref, source, created_at, name, urgency) values ('X', 'console', now(), 'L', 'urgent')"
    )
    base.execute(DUE)
    run(env, raise_digest)
    assert keys(base) == ["digest", "digest-sms"]


def within_one_hour() -> None:
    """An alert of the hour is one as long as it is that hour: what follows must not straddle two."""
    now = datetime.now(UTC)
    if now.minute == 59 and now.second > 20:
        time.sleep(61 - now.second)


def test_a_journal_that_grows_is_raised_once_an_hour(base: psycopg.Connection, env: dict[str, str]) -> None:
    base.execute("insert into private.probes (name, ok, value) values ('journal_oldest_s', false, 400)")
    within_one_hour()
    for _ in range(3):
        run(env, check_silence)
    assert keys(base) == ["journal"]


def test_silence_is_raised_only_when_calls_are_expected(base: psycopg.Connection, env: dict[str, str]) -> None:
    run(env, check_silence)
    assert keys(base) == []
    base.execute(
        "insert into vapi_calls (vapi_call_id, created_at, status) select 'w' || w || '-' || n,"
        " now() - w * interval '7 days' - n * interval '10 minutes', 'ended'"
        " from generate_series(1, 4) w, generate_series(1, 4) n"
    )
    within_one_hour()
    run(env, check_silence)
    run(env, check_silence)
    assert keys(base) == ["no_webhook"]
