"""A model that gives the number that was dialled for the customer's: whoever calls it back reaches Paul."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from backend.db import open_pool
from backend.intake.store import Via, receive
from backend.replay.run import Outcome, replay
from tests.one_call import CALLER, OneCall
from tests.rows import empty, final_rows

LINE = "+14505550100"
TOLD: dict[str, Any] = {"nom": "Luc Roy", "telephone": "450 555-0100", "description": "Drain bouché"}
SHOWN, HIDDEN = OneCall(line=LINE), OneCall(caller=None, line=LINE)


def lead_and_answer(db: psycopg.Connection, url: str, body: bytes, via: Via = "webhook") -> tuple[dict[str, Any], str]:
    async def run() -> dict[str, Any] | None:
        async with open_pool(url, size=1) as pool:
            return (await receive(pool, body, via=via)).reply

    empty(db)
    reply = asyncio.run(run()) or {"results": [{"result": "(a report is answered nothing)"}]}
    [lead] = final_rows(db)["leads"]
    [answered] = reply["results"]
    return lead, answered["result"] if "result" in answered else answered["error"]


BOOKING = {"debut": "2026-11-24T10:00:00-05:00", "adresse": "45 rue Bellevue"}
SAYING: dict[str, Callable[[OneCall], bytes]] = {
    "demand": lambda call: call.lead(30, "t", **TOLD),
    "booking": lambda call: call.booking(30, "t", **TOLD, **BOOKING),
    "move": lambda call: call.tool(30, "t", "deplacer_rendez_vous", TOLD | {"debut": BOOKING["debut"]}),
    "cancel": lambda call: call.tool(30, "t", "annuler_rendez_vous", TOLD),
    "report": lambda call: call.report(60, TOLD),
}


@pytest.mark.parametrize("said", SAYING)
def test_it_is_never_the_number_to_call(db: psycopg.Connection, env: dict[str, str], said: str) -> None:
    url = env["SUPABASE_DB_URL"]
    lead, answer = lead_and_answer(db, url, SAYING[said](SHOWN))
    assert lead["phone"] == CALLER
    assert ("saisi le numéro" in answer) is (said in ("demand", "booking"))
    # Read again by what is run before an upgrade.
    assert replay(db, since=datetime(2026, 1, 1, tzinfo=UTC), apply=False) == Outcome(calls=1)
    lead, answer = lead_and_answer(db, url, SAYING[said](HIDDEN))
    assert lead["phone"] is None
    assert "rappel" not in answer or "numéro" in answer


@pytest.mark.parametrize("said", ["demand", "booking"])
def test_nobody_is_promised_a_call_there(db: psycopg.Connection, env: dict[str, str], said: str) -> None:
    lead, answer = lead_and_answer(db, env["SUPABASE_DB_URL"], SAYING[said](HIDDEN), "journal")
    assert lead["phone"] is None
    assert "numéro" in answer
