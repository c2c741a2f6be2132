"""Ma semaine: each figure is what its rows come to, and Monday's message goes out once."""

from __future__ import annotations

import asyncio
import statistics
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import psycopg
import pytest

from backend import fr
from backend.db import open_pool
from backend.supabase.errors import ApiError
from backend.week import read as weeks
from backend.week.message import raise_week
from tests.alert_fixtures import raising_by_itself
from tests.emptying import delete
from tests.screens import signed_in
from tests.week_fixtures import live_through, monday_before

COUNTED = {
    "call": "calls", "lead": "leads", "booked": "booked", "owed": "owed", "missed": "missed", "unreached": "unreached",
    "lost": "lost", "paid": "billed",
}  # fmt: skip


@pytest.fixture
def base(clean_db: psycopg.Connection) -> Iterator[psycopg.Connection]:
    """Nobody is written to: what is looked at here is what is raised."""
    # By the rule of the morning's.
    with raising_by_itself(clean_db, "digest"):
        yield clean_db
    delete(clean_db, "delete from alerts where cause_key like 'week:%'")


@pytest.fixture
def monday(base: psycopg.Connection) -> date:
    """The last week that is over, lived through."""
    found = monday_before(datetime.now(UTC))
    live_through(base, found)
    return found


def test_each_figure_is_what_was_counted_by_hand(env: dict[str, str], monday: date) -> None:
    _, api = signed_in(env, "owner")
    found = weeks.read(api, monday)
    week = found.figures
    assert (week.calls, week.leads, week.booked) == (3, 4, 1)
    assert (week.owed, week.tried, week.within_15, week.within_60, week.median_s) == (5, 4, 1, 3, 2400)
    assert (week.missed, week.unreached, week.lost, week.reasons) == (2, 2, 1, {"too_expensive": 1})
    assert (week.billed, week.paid_usd) == (4, Decimal("2.50"))
    assert week.by_day == [0, 0, 3, 0, 0, 0, 0]
    assert found.is_over
    assert (found.before.calls, found.before.leads, found.before.paid_usd) == (1, 0, Decimal("0.10"))


def test_each_figure_is_counted_again_from_its_rows(env: dict[str, str], monday: date) -> None:
    _, api = signed_in(env, "owner")
    week = weeks.read(api, monday).figures
    rows = {figure: weeks.rows(api, monday, figure) for figure in COUNTED}
    assert {name: len(rows[figure]) for figure, name in COUNTED.items()} == {
        name: getattr(week, name) for name in COUNTED.values()
    }
    waits = [one.value for one in rows["owed"] if one.value is not None]
    assert (len(waits), statistics.median(waits)) == (week.tried, week.median_s)
    assert (sum(wait <= 900 for wait in waits), sum(wait <= 3600 for wait in waits)) == (week.within_15, week.within_60)
    assert Counter(one.why for one in rows["lost"]) == week.reasons
    assert round(sum(one.value or 0 for one in rows["paid"]), 2) == float(week.paid_usd)


def test_a_week_under_way_is_held_against_as_much_of_the_one_before(
    env: dict[str, str], base: psycopg.Connection
) -> None:
    base.execute(
        "insert into vapi_calls (vapi_call_id, created_at, status) values"
        " ('now', now() - interval '1 second', 'ended'), ('before', now() - interval '7 days 1 minute', 'ended'),"
        " ('later', now() - interval '7 days' + interval '1 minute', 'ended')"
    )
    _, api = signed_in(env, "owner")
    week = weeks.read(api)
    monday = fr.local(week.now).date() - timedelta(days=fr.local(week.now).weekday())
    # In the first minute of a Monday what came a minute before is of another week.
    if fr.local(week.now - timedelta(minutes=1)).date() >= monday:
        assert (week.is_over, week.monday) == (False, monday)
        assert (week.figures.calls, week.before.calls) == (1, 1)


@pytest.mark.parametrize("role", ["staff", "admin"])
def test_it_is_the_owners(env: dict[str, str], role: str, base: psycopg.Connection) -> None:
    _, api = signed_in(env, role)
    for ask in (lambda: weeks.read(api), lambda: weeks.rows(api, date(2026, 11, 23), "call")):
        with pytest.raises(ApiError) as refused:
            ask()
        assert refused.value.kind == "forbidden"


def raised(env: dict[str, str], now: datetime) -> None:
    async def once() -> None:
        async with open_pool(env["SUPABASE_DB_URL"], size=1) as pool:
            await raise_week(pool, now)

    asyncio.run(once())


def messages(db: psycopg.Connection) -> list[tuple[str, str]]:
    return db.execute("select cause_key, detail from alerts where cause_key like 'week:%'").fetchall()


def test_the_message_goes_out_once_on_monday_after_its_hour(env: dict[str, str], base: psycopg.Connection) -> None:
    # A Monday to come: the stack's own worker tells of no week that is still to be lived.
    monday = monday_before(datetime.now(UTC)) + timedelta(weeks=1)
    live_through(base, monday)
    eight = datetime.combine(monday + timedelta(weeks=1), datetime.min.time(), fr.ZONE) + timedelta(hours=8)
    for too_early in (eight - timedelta(hours=2), eight + timedelta(days=1)):
        raised(env, too_early)
        assert messages(base) == []
    for _ in range(2):
        raised(env, eight)
    [(cause, text)] = messages(base)
    assert cause == f"week:{monday}"
    assert text.startswith(f"Semaine du {'1er' if monday.day == 1 else monday.day} ")
    assert "3 appels, 4 clients potentiels, 1 rendez-vous" in text.partition("\n")[0]
    assert "Rappelés en 15 min: 1 sur 5 (semaine d’avant: –)" in text


def test_nobody_is_told_of_a_week_in_which_no_call_came(env: dict[str, str], base: psycopg.Connection) -> None:
    monday = monday_before(datetime.now(UTC)) + timedelta(weeks=2)
    raised(env, datetime.combine(monday, datetime.min.time(), fr.ZONE) + timedelta(hours=8))
    assert messages(base) == []
