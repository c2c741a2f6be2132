"""`make drill-pooler`: two webhooks, two workers and migrations behind the smallest pooler, while people call.

Twenty messages a second for a minute, and four questions a second about free slots. Prints a table; ends with 1 when a
message went to a journal, a slot was not given, or a migration found no session. SECONDS shortens it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import uuid4

import httpx
import psycopg

from backend.local.pooler.__main__ import SIZE
from backend.postgres.ports import free_port
from backend.vapi.signature import sign
from tests.local_stack import ROOT, Stack, command, start
from tests.one_call import OneCall
from tests.outage import Outcome, send_through

HOME = ROOT / ".local" / "drill-pooler"
SECONDS = float(os.environ.get("SECONDS") or 60)
WEBHOOKS = WORKERS = 2
PER_SECOND = 20.0
MESSAGES_A_CALL = 11
SLOTS_PER_SECOND = 4.0
READY_WITHIN_S = 120.0
HELD = """
    select count(*) from pg_stat_activity where datname = current_database() and backend_type = 'client backend'
        and application_name like any (array['drain-%', 'Supavisor']) and pid <> pg_backend_pid()
"""
JOURNALED = "select count(*) from private.webhook_requests where outcome = 'journaled'"


@dataclass
class Seen:
    """What was counted beside the messages."""

    slots: list[float] = field(default_factory=list)
    not_given: int = 0
    migrations: int = 0
    migrations_refused: list[str] = field(default_factory=list)
    sessions: int = 0


def main() -> int:
    """On a fresh stack of its own, whose own webhook and worker stand back."""
    stack = start(HOME, "--no-console", "--no-demo", "--fresh")
    try:
        for program in ("webhook", "worker"):
            assert stack.command("kill", program, "--held", "7200").returncode == 0
        with tempfile.TemporaryDirectory() as folder, _programs(stack, Path(folder)) as urls:
            return _tell(*_under_load(stack, urls), _journaled(stack))
    finally:
        command(HOME, "down", "--wipe")


@contextmanager
def _programs(stack: Stack, folder: Path) -> Iterator[Sequence[str]]:
    """The addresses of the webhooks, once each of them answers."""
    own = {**os.environ, **stack.env, "DRAIN_ENVIRONMENT_ONLY": "1", "SUPABASE_DB_URL": stack.env["POOLER_DB_URL"]}
    urls = [f"http://127.0.0.1:{free_port()}" for _ in range(WEBHOOKS)]
    with ExitStack() as running:
        for number, url in enumerate(urls):
            journal = str(folder / f"journal-{number}.sqlite3")
            running.enter_context(_program("webhook", {**own, "WEBHOOK_URL": url, "JOURNAL_PATH": journal}))
        for _ in range(WORKERS):
            running.enter_context(_program("worker", {**own, "WEBHOOK_URL": urls[0]}))
        give_up_at = time.monotonic() + READY_WITHIN_S
        while not all(_is_ready(url) for url in urls):
            assert time.monotonic() < give_up_at, "a webhook never was ready"
            time.sleep(0.2)
        yield urls


@contextmanager
def _program(name: str, env: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-m", f"backend.{name}"], cwd=ROOT, env=env)
    try:
        yield
        assert process.poll() is None, f"{name} ended by itself"
    finally:
        process.terminate()
        process.wait(20)


def _is_ready(url: str) -> bool:
    try:
        return bool(httpx.get(f"{url}/readyz", timeout=5).json()["status"] == "ready")
    except httpx.HTTPError:
        return False


def _under_load(stack: Stack, urls: Sequence[str]) -> tuple[list[Outcome], Seen]:
    seen, over = Seen(), threading.Event()
    calls = round(SECONDS * PER_SECOND / WEBHOOKS / MESSAGES_A_CALL)
    behind = [replace(stack, env={**stack.env, "WEBHOOK_URL": url}) for url in urls]
    with ThreadPoolExecutor(WEBHOOKS + 3) as pool:
        beside = [pool.submit(act, stack, urls, seen, over) for act in (_ask_for_slots, _migrate, _count_sessions)]
        sent = [
            pool.submit(send_through, one, calls, PER_SECOND / WEBHOOKS, lambda: None, first=number * calls)
            for number, one in enumerate(behind)
        ]
        try:
            outcomes = [one.result() for one in sent]
        finally:
            over.set()
        for one in beside:
            one.result()
    return outcomes, seen


def _ask_for_slots(stack: Stack, urls: Sequence[str], seen: Seen, over: threading.Event) -> None:
    with httpx.Client(timeout=20) as http:
        while not over.wait(1 / SLOTS_PER_SECOND):
            body = OneCall(call_id=str(uuid4())).tool(5, str(uuid4()), "consulter_disponibilites", {})
            stamp = str(int(time.time()))
            headers = {"x-timestamp": stamp, "x-signature": sign(stack.env["VAPI_WEBHOOK_SECRET"], body, stamp)}
            started = time.monotonic()
            answer = http.post(f"{urls[len(seen.slots) % len(urls)]}/vapi", content=body, headers=headers)
            seen.slots.append(time.monotonic() - started)
            seen.not_given += "Plages libres: " not in answer.text


def _migrate(stack: Stack, _urls: Sequence[str], seen: Seen, over: threading.Event) -> None:
    own = {**os.environ, "DRAIN_ENVIRONMENT_ONLY": "1", "SUPABASE_DB_URL": stack.env["POOLER_DB_URL"]}
    while not over.wait(1):
        done = subprocess.run([sys.executable, "-m", "backend.migrate", "--without-backup"], cwd=ROOT, env=own,
                              text=True, capture_output=True, timeout=120, check=False)  # fmt: skip
        seen.migrations += 1
        if done.returncode:
            seen.migrations_refused.append(done.stderr.strip())


def _count_sessions(stack: Stack, _urls: Sequence[str], seen: Seen, over: threading.Event) -> None:
    with psycopg.connect(stack.db_url, autocommit=True) as conn:
        while not over.wait(0.05):
            row = conn.execute(HELD).fetchone()
            seen.sessions = max(seen.sessions, int(row[0]) if row else 0)


def _journaled(stack: Stack) -> int:
    # The webhooks write their figures every second.
    time.sleep(2.5)
    with psycopg.connect(stack.db_url) as conn:
        row = conn.execute(JOURNALED).fetchone()
        return int(row[0]) if row else -1


def _tell(outcomes: Sequence[Outcome], seen: Seen, journaled: int) -> int:
    total = {name: sum(getattr(one, name) for one in outcomes) for name in ("sent", "lost", "applied_twice", "refused")}
    slots = sorted(seen.slots)
    rows: dict[str, tuple[float, bool]] = {
        "messages sent": (total["sent"], total["sent"] > 0),
        "to a journal": (journaled, journaled == 0),
        "lost": (total["lost"], total["lost"] == 0),
        "applied twice": (total["applied_twice"], total["applied_twice"] == 0),
        "refused": (total["refused"], total["refused"] == 0),
        "slots asked for": (len(slots), bool(slots)),
        "slots not given": (seen.not_given, seen.not_given == 0),
        "slots, slowest s": (slots[-1] if slots else 0, True),
        "migrations": (seen.migrations, seen.migrations > 0),
        "migrations refused": (len(seen.migrations_refused), not seen.migrations_refused),
        f"sessions at most, of {SIZE}": (seen.sessions, 0 < seen.sessions <= SIZE),
    }
    for name, (value, holds) in rows.items():
        print(f"{name:<26}{value:>10.4g}{'' if holds else '  MISSED'}")
    print(*set(seen.migrations_refused), sep="\n", end="")
    return 0 if all(one.harmless for one in outcomes) and all(holds for _, holds in rows.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
