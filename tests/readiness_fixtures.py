"""A database of its own for the gates: no worker measures there, and each test's measurements go away with it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from backend.local.hosted import TEMPLATE
from backend.migrate import migrate
from tests import hosted_database

NAME = "gates_test"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
MINUTE, HOUR, DAY = 1, 60, 24 * 60


@dataclass(frozen=True)
class World:
    """The state of the business as far as the gates look at it. `ago` is in minutes everywhere."""

    conn: psycopg.Connection
    people: dict[str, UUID]

    def do(self, statement: str, *values: object) -> Any:
        """Carry out one statement; its first row, if it has any."""
        cursor = self.conn.execute(statement.encode(), values or None)
        return cursor.fetchone() if cursor.description else None

    def readiness(self) -> dict[str, Any]:
        answer: dict[str, Any] = self.do("select private.readiness()")[0]
        return answer

    def gate(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = next(one for one in self.readiness()["gates"] if one["gate"] == name)
        return found

    def check(self, gate: str, code: str) -> dict[str, Any]:
        found: dict[str, Any] = next(one for one in self.gate(gate)["checks"] if one["code"] == code)
        return found

    def act(self, role: str, function: str, **params: object) -> Any:
        """Call a function as the person of that role; the database's refusal comes up as an exception."""
        names = ", ".join(f"{name} => %s" for name in params)
        claims = json.dumps({"sub": str(self.people[role]), "aal": "aal2"})
        with self.conn.transaction():
            self.do("select set_config('request.jwt.claims', %s, true)", claims)
            self.do("set local role authenticated")
            return self.do(f"select public.{function}({names})", *params.values())[0]

    def ask(self, role: str, function: str, **params: object) -> Any:
        """The same, for what is asked for once."""
        done = self.act(role, function, p_request_id=uuid4(), **params)
        self.do("reset role")
        return done

    def evidence(self, gate: str, code: str, ago: int = 1, ok: bool | None = True, **detail: object) -> None:
        self.do(
            "insert into evidence (gate, code, measured_at, valid_for, n, ok, method, release, detail)"
            " values (%s, %s, now() - make_interval(mins => %s), '30 days', 3, %s, 'test', %s, %s)",
            gate, code, ago, ok, COMMIT, json.dumps(detail),
        )  # fmt: skip

    def calls(self, n: int, days_ago: int) -> None:
        """Customers' calls at noon of a day."""
        self.do(
            "insert into vapi_calls (vapi_call_id, created_at, status) select gen_random_uuid()::text,"
            " private.local_day(now() - make_interval(days => %s)) + interval '12 hours', 'ended'"
            " from generate_series(1, %s)",
            days_ago, n,
        )  # fmt: skip


def secrets(world: World, ago: int = 0) -> None:
    running(world)
    world.evidence("secrets", "history", ago)
    world.evidence("secrets", "anonymous", ago)
    for program, setting in (("webhook", "VAPI_WEBHOOK_SECRET"), ("worker", "BREVO_API_KEY")):
        world.do(
            "insert into private.secret_sightings values (%s, %s, 'f', now() - interval '9 days',"
            " now() - make_interval(mins => %s), null)",
            program, setting, min(ago, HOUR),
        )  # fmt: skip


def paul(world: World, ago: int = 0) -> None:
    world.do(
        "insert into test_calls (to_number, to_name, is_whole, state, simulated, asked_at, ended_at)"
        " select '+14502803222', 'la ligne', true, 'passed', false, at, at from generate_series(1, 10) n,"
        " lateral (select now() - make_interval(mins => %s + n::int)) x(at)",
        ago,
    )  # fmt: skip
    world.do(
        "insert into private.reconciliations (kind, since, started_at, finished_at, simulated, gap, extra, missed)"
        " select 'recent', at, at, at, false, 0, 0, 0 from (select now() - make_interval(mins => %s)) x(at)",
        ago,
    )  # fmt: skip


def monitoring(world: World, ago: int = 0) -> None:
    world.do(
        "insert into sentry_events (program, at, accepted, event_id)"
        " select p, now() - make_interval(mins => %s), true, md5(p)"
        " from unnest(array['console', 'webhook', 'worker']) p",
        ago,
    )  # fmt: skip
    world.do(
        "insert into check_ins (job, at, ok) select job, now() - make_interval(mins => %s), true"
        " from private.expected_jobs()",
        ago,
    )  # fmt: skip
    world.do(
        "insert into private.webhook_requests (at, route, message_type, status, outcome, ms)"
        " values (now() - interval '1 minute', '/vapi', 'hang', 200, 'applied', 3)"
    )


def guillaume(world: World) -> UUID:
    """The one on call."""
    world.do(
        "insert into recipients (full_name, phone, email, on_call_rank)"
        " values ('Guillaume', '+15145550100', 'g@example.com', 1) on conflict do nothing"
    )
    found: UUID = world.do("select id from recipients where phone = '+15145550100'")[0]
    return found


def sms(world: World, ago: int = 0) -> None:
    world.evidence("sms", "provider", ago + DAY)
    recipient = guillaume(world)
    alert = world.do(
        "insert into alerts (kind, cause_key, urgent, state, created_at, due_at)"
        " values ('test', gen_random_uuid()::text, false, 'delivered', now() - make_interval(mins => %s), null)"
        " returning id",
        ago,
    )  # fmt: skip
    for channel, address in (("sms", "+15145550100"), ("email", "g@example.com")):
        world.do(
            "insert into alert_attempts (alert_id, channel, recipient_id, address, state, delivered_at)"
            " values (%s, %s, %s, %s, 'delivered', now() - make_interval(mins => %s))",
            alert[0], channel, recipient, address, ago,
        )  # fmt: skip


def backups(world: World, ago: int = 0) -> None:
    copy = world.do(
        "insert into backups (cause_key, reason, state, due_at, store, snapshot_at, size_bytes)"
        " values ('night', 'schedule', 'stored', null, 's3', now() - make_interval(mins => %s), 1000) returning id",
        ago,
    )  # fmt: skip
    for cause, reason in (("a", "after"), ("b", "hand")):
        world.do(
            "insert into backup_proofs (cause_key, backup_id, reason, state, due_at, finished_at, seconds)"
            " values (%s, %s, %s, 'proven', null, now() - make_interval(mins => %s), 12)",
            cause, copy[0], reason, ago,
        )  # fmt: skip
    world.evidence("backups", "away", ago, store="s3", place="elsewhere")


def quality(world: World, ago: int = 0) -> None:
    running(world)
    for code in ("types", "lint", "tests"):
        world.evidence("quality", code, ago, same_code=True)


RUN = """
    insert into load_runs (kind, started_at, finished_at, speed, real_hours, calls_per_day, calls, lost, twice, p95_ms,
        calls_at_once, events_per_second, held, release)
    select %s, at - make_interval(secs => %s * 3600), at, %s, %s, %s, 700, %s, 0, 80, %s, 60, %s,
        gen_random_uuid()::text
    from (select now() - make_interval(mins => %s)) x(at)
"""


def load(world: World, ago: int = 0, speed: float = 1.0, hours: float = 48.2, lost: int = 0) -> None:
    world.do(RUN, "soak", hours, speed, hours, 50, lost, 3, lost == 0, ago)


def capacity(world: World, ago: int = 0, calls_per_day: int = 900, at_once: int = 12) -> None:
    world.do(RUN, "ramp", 0.2, 1.0, 0.2, calls_per_day, 0, at_once, True, ago)


def plan_b(world: World, ago: int = 0) -> None:
    guillaume(world)
    world.do(
        "insert into private.diversions (is_exercise, to_number, to_name, state, simulated, passed, asked_at, off_at,"
        " due_at) select true, '+15145550100', 'Guillaume', 'off', false, true, at, at, null"
        " from (select now() - make_interval(mins => %s)) x(at)",
        ago,
    )  # fmt: skip


def privacy(world: World, ago: int = 0) -> None:
    world.do("update privacy_settings set officer_name = 'Guillaume', officer_email = 'g@example.com'")
    world.do("insert into purge_runs (finished_at) values (now() - make_interval(mins => %s))", ago)
    world.do(
        "with c as (insert into vapi_calls (vapi_call_id, created_at, status, is_test) select gen_random_uuid()::text,"
        " now() - make_interval(mins => %s), 'ended', true from generate_series(1, 10) returning id, created_at)"
        " insert into call_logs (call_id, kind, speaker, at, text, source)"
        " select id, 'said', 'paul', created_at, 'Bonjour, ici Paul. Cet appel est enregistré.', 'report' from c",
        ago,
    )  # fmt: skip


def running(world: World) -> None:
    world.do(
        "insert into private.heartbeats (program, instance, at, release) values ('worker', 'one', now(), %s)"
        " on conflict (program, instance) do update set at = now()",
        COMMIT[:9],
    )  # fmt: skip


Arrange = Callable[..., None]
# Each gate: what makes it good, and after how many minutes that is worth nothing any more.
GREEN: dict[str, tuple[Arrange, int]] = {
    "secrets": (secrets, 31 * DAY),
    "paul": (paul, 7 * DAY + HOUR),
    "monitoring": (monitoring, 8 * DAY),
    "sms": (sms, 7 * DAY - HOUR),
    "backups": (backups, 27 * HOUR),
    "quality": (quality, 31 * DAY),
    "load": (load, 31 * DAY),
    "capacity": (capacity, 31 * DAY),
    "plan_b": (plan_b, 31 * DAY),
    "privacy": (privacy, 27 * HOUR),
}


@contextmanager
def made(db_url: str, name: str, template: str | None = None) -> Iterator[str]:
    """A database under that name: migrated, or a copy of another; gone at the end."""
    url = hosted_database.create(db_url, name, template or TEMPLATE)
    try:
        if template is None:
            _fill(url)
        yield url
    finally:
        with psycopg.connect(db_url, autocommit=True) as admin:
            admin.execute(f"drop database if exists {name} with (force)".encode())


def _fill(url: str) -> None:
    migrate(url)
    with psycopg.connect(url, autocommit=True) as conn:
        for role in ("owner", "staff", "admin"):
            conn.execute(
                "insert into auth.users (id, email) values (md5(%s)::uuid, %s)", [role, f"{role}@test.example"]
            )
            conn.execute(
                "insert into profiles (user_id, email, full_name, role) values (md5(%s)::uuid, %s, %s, %s)",
                [role, f"{role}@test.example", role.title(), role],
            )


@pytest.fixture(scope="module")
def gates_db(env: dict[str, str]) -> Iterator[str]:
    """One for the file."""
    with made(env["SUPABASE_DB_URL"], NAME) as url:
        yield url


def world_on(conn: psycopg.Connection) -> World:
    """The world behind that connection."""
    people: dict[str, UUID] = dict(conn.execute("select role, user_id from profiles").fetchall())
    return World(conn, people)


@pytest.fixture
def world(gates_db: str) -> Iterator[World]:
    """In a transaction that is taken back: the clock stands still, and nothing stays."""
    with psycopg.connect(gates_db, options="-c timezone=UTC") as conn, conn.transaction(force_rollback=True):
        yield world_on(conn)
