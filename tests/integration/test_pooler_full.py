"""No session left in the pooler: calls are answered all the same, and the webhook, the status line and Santé say why.

The pooler is this file's own, so that the stack's programs lose nothing.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
from pydantic import TypeAdapter
from pydantic_core import to_json

from backend.db import open_pool, query
from backend.health import lights, status, watch_lights
from backend.health.probes import machine, web
from backend.health.probes.reading import Reading
from backend.health.read import Health
from backend.health.read import Measured as HealthMeasured
from backend.health.status import Measured, Status
from backend.health.watch_read import Watching
from backend.lights import Light
from backend.vapi.signature import sign
from tests.bench.webhook_process import SECRET, serving
from tests.local_stack import Stack
from tests.one_call import OneCall
from tests.people import sign_in
from tests.pooled import hold_the_rest, pooler

# The stack's own worker stands back: its readings are of another pooler.
NO_OTHER_WATCH = """
    insert into private.watch_lease (holder, lease_until, round_at)
    values ('nobody', now() + interval '1 hour', now()) on conflict (only_row) do update
    set holder = excluded.holder, lease_until = excluded.lease_until, round_at = excluded.round_at
"""
# The session of this webhook's batches, and not that of the stack's own, which was there before.
BATCHES = """
    select pg_terminate_backend(pid) from pg_stat_activity
    where query like '%%receive_event%%' and pid <> pg_backend_pid() and pid <> all(%s)
"""
SESSIONS = "select array_agg(pid) from pg_stat_activity"
ROOM = 6


@dataclass(frozen=True)
class Crowded:
    """A webhook that lost the session of its batches, behind a pooler without another."""

    url: str
    held: ExitStack


@pytest.fixture
def crowded(stack: Stack, clean_db: psycopg.Connection) -> Iterator[Crowded]:
    clean_db.execute(NO_OTHER_WATCH)
    before = clean_db.execute(SESSIONS).fetchone()
    with pooler(stack, ROOM) as pooled, serving(pooled) as url, ExitStack() as held:
        give_up_at = time.monotonic() + 60
        while readyz(url)["status"] != "degraded":
            assert time.monotonic() < give_up_at, "it never lost its session"
            hold_the_rest(held, pooled)
            clean_db.execute(BATCHES, before)
            hold_the_rest(held, pooled)
        yield Crowded(url, held)
    clean_db.execute("delete from private.watch_lease")


def readyz(url: str) -> Any:
    return httpx.get(f"{url}/readyz", timeout=20).json()


def asked_for_slots(url: str) -> str:
    body = OneCall(call_id=str(uuid4())).tool(5, str(uuid4()), "consulter_disponibilites", {})
    stamp = str(int(time.time()))
    headers = {"x-timestamp": stamp, "x-signature": sign(SECRET, body, stamp)}
    return str(httpx.post(f"{url}/vapi", content=body, headers=headers, timeout=20).json()["results"][0]["result"])


def test_the_webhook_says_why_and_still_gives_slots_and_takes_its_session_back(crowded: Crowded) -> None:
    told = readyz(crowded.url)
    assert (told["status"], told["why"]) == ("degraded", "pooler full")
    assert httpx.get(f"{crowded.url}/readyz", timeout=20).status_code == 200
    assert asked_for_slots(crowded.url).startswith("Plages libres: ")
    assert readyz(crowded.url)["journal"]["length"] == 0
    crowded.held.close()
    # Without a message that would need it: whoever looks is told of the room there is now.
    assert (readyz(crowded.url)["status"], readyz(crowded.url)["why"]) == ("ready", None)


def test_the_status_line_and_sante_turn_red(stack: Stack, clean_db: psycopg.Connection, crowded: Crowded) -> None:
    async def measured() -> list[Reading]:
        async with httpx.AsyncClient() as http:
            return await web.webhook(http, crowded.url)

    with pooler(stack, 1) as pooled:
        readings = [*asyncio.run(measured()), *asyncio.run(probed(pooled))]
    clean_db.execute(query("note_readings"), [to_json([one.as_row() for one in readings]).decode()])
    admin = sign_in(stack.env, "admin")
    line = by_name(status.lights(Measured(TypeAdapter(Status).validate_python(admin.rpc("status_line").json()), 12)))
    assert line["Base"].state == "bad" and "pooler plein" in line["Base"].text
    assert "agrandissez le pooler" in line["Base"].remedy
    health = TypeAdapter(Health).validate_python(admin.rpc("health").json())
    received = by_name(lights.lights(HealthMeasured(health, 12)))["Réception des appels"]
    assert received.state == "bad" and "pooler" in received.text
    watching = TypeAdapter(Watching).validate_python(admin.rpc("watching", p_probes=["pooler"]).json())
    room = dict(watch_lights.probes(watching))["pooler"]
    assert room.state == "bad" and "plus une seule de libre" in room.text


def test_a_pooler_with_room_is_measured_as_well(stack: Stack, clean_db: psycopg.Connection) -> None:
    with pooler(stack, 2) as pooled:
        [found] = asyncio.run(probed(pooled))
    assert found.ok and (found.value or 0) >= 1 and found.detail is None


async def probed(db_url: str) -> list[Reading]:
    async with open_pool(db_url, program="test", size=1) as pool:
        await pool.wait()
        return await machine.pooler(pool)


def by_name(lit: list[Light]) -> dict[str, Light]:
    return {light.name: light for light in lit}
