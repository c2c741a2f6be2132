"""Who calls again from the same number is one customer and one card, with what is known of that number."""

from __future__ import annotations

import asyncio
import json
import uuid
from datetime import timedelta
from typing import Any

import psycopg

from backend.db import open_pool
from backend.intake.store import receive
from tests.one_call import START, OneCall
from tests.people import sign_in
from tests.rows import empty

DAY_MS = 86_400_000


def later(body: bytes, days: int) -> bytes:
    """The same message, some days later."""
    fields = json.loads(body)
    fields["message"]["timestamp"] += days * DAY_MS
    fields["message"]["call"].pop("startedAt", None)
    return json.dumps(fields).encode()


def post(env: dict[str, str], *bodies: bytes) -> None:
    async def run() -> None:
        async with open_pool(env["SUPABASE_DB_URL"], size=1) as pool:
            for body in bodies:
                assert (await receive(pool, body)).outcome == "applied"

    asyncio.run(run())


def test_a_second_call_is_one_card_that_tells_of_the_first(db: psycopg.Connection, env: dict[str, str]) -> None:
    empty(db)
    first, second, other = OneCall(call_id="first"), OneCall(call_id="second"), OneCall("+14505550177", "other")
    post(
        env,
        first.lead(20, "t1", nom="Luc Roy", description="Drain lent", adresse="12, rue Xavier, Laval"),
        later(second.lead(20, "t2", nom="Luc Roy", description="Ça déborde", urgence="urgente"), 1),
        later(other.lead(20, "t3", nom="Anna Diaz", description="Évier"), 1),
    )
    staff = sign_in(env, "staff")
    cards: list[dict[str, Any]] = staff.rpc("today").json()["callbacks"]
    assert [(card["name"], card["description"]) for card in cards] == [
        ("Luc Roy", "Ça déborde"),
        ("Anna Diaz", "Évier"),
    ]
    known = cards[0]["history"]
    assert (known["answered"], known["customer_since"]) == (False, None)
    assert known["last_call_at"].startswith(str((START + timedelta(seconds=20)).date()))
    assert [(one["description"], one["address"]) for one in known["waiting"]] == [
        ("Drain lent", "12, rue Xavier, Laval")
    ]
    assert cards[1]["history"] is None
    staff.rpc("mark_called_back", p_request_id=str(uuid.uuid4()), p_kind="lead", p_id=cards[0]["id"])
    assert [card["name"] for card in staff.rpc("today").json()["callbacks"]] == ["Anna Diaz"]
    assert db.execute("select count(*) from leads where status = 'new'").fetchone() == (1,), "called back for both"


def test_a_customer_is_known_by_the_visits_that_were_made(db: psycopg.Connection, env: dict[str, str]) -> None:
    empty(db)
    again = OneCall(call_id="again")
    post(
        env,
        OneCall(call_id="first").booking(
            30, "t1", nom="Luc Roy", adresse="12 rue Xavier", debut="2026-11-24T10:00:00-05:00"
        ),
        later(again.lead(20, "t2", nom="Luc Roy", description="Encore"), 6),
    )
    db.execute("update appointments set status = 'done'")
    leads = sign_in(env, "staff").rpc("lead_board").json()["leads"]
    assert [lead["history"] and lead["history"]["last_visit_at"] for lead in leads] == [
        "2026-11-24T15:00:00+00:00",
        "2026-11-24T15:00:00+00:00",
    ]
    assert leads[0]["history"]["answered"], "a visit is more than a call back"
