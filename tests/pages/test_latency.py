"""Latence: the answer first, each figure with what it rests on, honest about what is not measured."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from streamlit.testing.v1 import AppTest

from backend.db import open_pool
from backend.latency.store import roll_up
from tests.screens import screen, words


def latence() -> None:
    from pages import latency

    latency.render()


def call_with(db: psycopg.Connection, *turns: int, name: str = "Luc Roy", hours_ago: int = 24) -> str:
    """A call of yesterday, with Paul's delays."""
    at = datetime.now(UTC) - timedelta(hours=hours_ago)
    row = db.execute(
        "insert into vapi_calls (vapi_call_id, status, caller_name, created_at, ended_at, reported_at)"
        " values (gen_random_uuid(), 'ended', %s, %s, %s, %s) returning id",
        [name, at, at, at],
    ).fetchone()
    assert row is not None
    for place, ms in enumerate(turns):
        db.execute(
            "insert into call_logs (call_id, at, kind, speaker, source, turn_ms, model_ms)"
            " values (%s, %s, 'said', 'paul', 'report', %s, %s)",
            [row[0], at + timedelta(seconds=9 * place), ms, ms // 2],
        )
    db.execute("insert into private.latency_stale (hour) values (date_trunc('hour', %s::timestamptz))", [at])
    return str(row[0])


@pytest.fixture
def count(env: dict[str, str], db: psycopg.Connection) -> Callable[[], None]:
    """What the worker does each minute."""

    async def once() -> None:
        async with open_pool(env["SUPABASE_DB_URL"], size=1) as pool:
            await roll_up(pool)

    return lambda: asyncio.run(once())


def seen(test: AppTest) -> str:
    assert not test.exception
    return words(test)


@pytest.mark.parametrize("role", ["owner", "staff", "admin"])
def test_nothing_measured_says_so(role: str, become: Callable[[str], None], count: Callable[[], None]) -> None:
    become(role)
    count()
    shown = seen(screen(latence))
    assert "Aucun tour de parole n’a été mesuré dans cette période." in shown
    assert "Alerte remise → livrée" in shown and "non mesuré" in shown


def test_few_turns_are_counts_and_claim_no_percentile(
    become: Callable[[str], None], db: psycopg.Connection, count: Callable[[], None]
) -> None:
    become("owner")
    call_with(db, 700, 900, 1600, 2200)
    count()
    shown = seen(screen(latence))
    assert "Une fois sur deux, Paul répond en 1,2 s ou moins." in shown or "1,3 s" in shown
    assert "3 sur 4 tours à plus de 800 ms" in shown and "2 sur 4 tours à plus de 1,5 s" in shown
    assert "trop peu" in shown
    assert "4 tours de parole · 1 appel · source: rapports de fin d’appel de Vapi" in shown


def test_slow_calls_come_with_their_wait_and_lead_to_the_call(
    become: Callable[[str], None], db: psycopg.Connection, count: Callable[[], None]
) -> None:
    become("owner")
    call_with(db, 700, 800)
    slow = call_with(db, 900, 7400, name="Ève Côté")
    count()
    test = screen(latence)
    shown = seen(test)
    assert shown.index("7,4 s") < shown.index("800 ms Luc Roy")
    assert "Ève Côté" in shown and "1 sur 2 à plus de 1,5 s" in shown
    assert any(slow in str(link.proto) for link in test.get("page_link"))


def test_seconds_that_were_converted_are_said(
    become: Callable[[str], None], db: psycopg.Connection, count: Callable[[], None]
) -> None:
    become("owner")
    call_with(db, 900, 1000)
    db.execute("update vapi_calls set latency_unit_suspect = true")
    count()
    assert "Dans un appel, Vapi a donné des secondes au lieu de millisecondes" in seen(screen(latence))


def test_figures_that_stand_still_say_so(
    become: Callable[[str], None], db: psycopg.Connection, count: Callable[[], None]
) -> None:
    become("owner")
    count()
    db.execute("update private.latency_progress set rolled_at = now() - interval '3 hours'")
    assert "le service de fond ne compte plus" in seen(screen(latence))
    count()
    assert "le service de fond ne compte plus" not in seen(screen(latence))


def test_what_each_line_of_a_plot_is_stands_beside_it(
    become: Callable[[str], None], count: Callable[[], None], db: psycopg.Connection
) -> None:
    become("owner")
    call_with(db, 700, 800, hours_ago=24)
    call_with(db, 700, 800, hours_ago=49)
    count()
    told = seen(screen(latence))
    assert told.count("Trait plein: une fois sur deux (p50). Pointillé: neuf fois sur dix (p90).") == 2
