"""The reference: plain psycopg inserting the same bodies on the same Postgres, one commit each."""

from __future__ import annotations

import threading
import time

import psycopg

from tests.bench.load import Load


def insert_all(db_url: str, calls: list[list[bytes]], connections: int = 8) -> Load:
    """Insert every body once into a table of its own, from as many threads as connections."""
    with psycopg.connect(db_url, autocommit=True) as conn:
        conn.execute("drop table if exists bench_raw")
        conn.execute("create table bench_raw (id bigint generated always as identity primary key, body jsonb not null)")
    waiting = [body.decode() for call in reversed(calls) for body in call]
    answers: list[float] = []
    threads = [threading.Thread(target=_client, args=(db_url, waiting, answers)) for _ in range(connections)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - started
    with psycopg.connect(db_url, autocommit=True) as conn:
        conn.execute("drop table bench_raw")
    return Load(seconds, answers, 0)


def _client(db_url: str, waiting: list[str], answers: list[float]) -> None:
    with psycopg.connect(db_url, autocommit=True) as conn:
        while True:
            try:
                body = waiting.pop()
            except IndexError:
                return
            started = time.perf_counter()
            conn.execute("insert into bench_raw (body) values (%s)", [body])
            answers.append(time.perf_counter() - started)
