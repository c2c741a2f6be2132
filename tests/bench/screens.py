"""What each screen asks, as a signed-in person, on a small and on a large database, in turn."""

from __future__ import annotations

import statistics
import time
from typing import Any

import psycopg

from tests.bench.figure import Figure

ROUNDS = 25
SLOWER_WHEN_LARGE = 2.0
# Tables that grow with the calls: no screen may read one of them from end to end.
LARGE_TABLES = ("vapi_calls", "call_logs", "call_search", "leads", "appointments", "inbox")
_CALL = "select md5('call100')::uuid"
QUERIES = {
    "status_line": "select status_line()",
    "today": "select today()",
    "journal": "select * from call_journal()",
    "journal_page": f"select * from call_journal(p_before => now() - interval '5 days', p_before_id => ({_CALL}))",
    "journal_day": "select * from call_journal(p_from => now() - interval '1 day', p_to => now())",
    "journal_outcome": "select * from call_journal(p_outcomes => array['no_lead'])",
    "journal_caller": "select * from call_journal(p_caller => '+14502000500')",
    "journal_common_word": "select * from call_journal(p_text => 'refoulement')",
    "journal_rare_word": "select * from call_journal(p_text => 'insolite')",
    "call": f"select call_detail(({_CALL}))",
    "leads": "select lead_board()",
    "leads_text": "select lead_board(p_text => 'longueuil')",
    "second_chances": "select second_chances()",
    "week": "select week_appointments(now() - interval '3 days', now() + interval '4 days')",
    "calendar": "select booking_calendar()",
    "people": "select people()",
    "health": "select health()",
    "latency": "select latency()",
    "latency_month": "select latency((now() - interval '29 days')::date, now()::date)",
    "latency_year": "select latency((now() - interval '364 days')::date, now()::date)",
}


def at_scale(small: str, large: str) -> list[Figure]:
    """One figure a query: the ratio of medians, large over small; and how often a large table was read whole."""
    with _as_admin(small) as near, _as_admin(large) as far, psycopg.connect(large, autocommit=True) as watch:
        before = _whole_reads(watch)
        figures = [_one(name, sql, near, far) for name, sql in QUERIES.items()]
        far.close()
        whole = _whole_reads(watch) - before
    return [*figures, Figure("large_tables_read_whole", whole, "reads", "at most 0", 0)]


def _one(name: str, sql: str, near: psycopg.Connection, far: psycopg.Connection) -> Figure:
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS + 2):
        for conn, taken in zip((near, far), times, strict=True):
            started = time.perf_counter()
            conn.execute(sql.encode()).fetchall()
            taken.append((time.perf_counter() - started) * 1000)
    small, large = (statistics.median(taken[2:]) for taken in times)
    limit = SLOWER_WHEN_LARGE
    result = f"{large:.2f} ms at 1000000 calls, {small:.2f} ms at 1000; at most {limit}"
    return Figure(f"screen_{name}_large_over_small", large / small, "ratio", result, limit)


def _as_admin(url: str) -> psycopg.Connection[Any]:
    conn = psycopg.connect(url, autocommit=True)
    conn.execute("set role authenticated")
    claims = "json_build_object('sub', md5('admin')::uuid, 'aal', 'aal2')"
    conn.execute(f"select set_config('request.jwt.claims', {claims}::text, false)")
    return conn


def _whole_reads(conn: psycopg.Connection) -> int:
    conn.execute("select pg_stat_force_next_flush()")
    time.sleep(1)
    sql = "select coalesce(sum(seq_scan), 0) from pg_stat_user_tables where relname = any(%s)"
    row = conn.execute(sql, [list(LARGE_TABLES)]).fetchone()
    assert row is not None
    return int(row[0])
