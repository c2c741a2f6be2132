"""Past calls computed again by the code at hand: what differs is told, nothing is changed unasked, nobody is woken."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import psycopg
import pytest

from backend.db import open_pool
from backend.intake.store import receive
from backend.replay.__main__ import main
from backend.replay.run import Outcome, replay
from tests.emptying import delete, empty_alerts
from tests.one_call import CALL_ID, OneCall
from tests.payload_files import sequence
from tests.rows import final_rows

CALL = OneCall()
RIGHT, WRONG = "+14505550112", "+14505550199"


@pytest.fixture
def url(clean_db: psycopg.Connection, env: dict[str, str]) -> str:
    """Two calls, one of which older code misread."""

    async def run() -> None:
        async with open_pool(env["SUPABASE_DB_URL"], size=1) as pool:
            for body in (
                *sequence(),
                CALL.tool(15, "t0", "enregistrer_lead", "Bien sûr!"),
                CALL.lead(20, "t1", nom="Luc Roy", telephone="050 555", description="Bouché"),
                CALL.lead(30, "t2", nom="Luc Roy", telephone="450 555 0112", urgence="urgente"),
                CALL.ended(60),
                CALL.report(60, {"nom": "Luc Roy", "telephone": "450 555 0112", "ville": "Laval", "description": "?"}),
            ):
                assert (await receive(pool, body)).outcome != "failed"

    asyncio.run(run())
    return env["SUPABASE_DB_URL"]


def again(db: psycopg.Connection, *, apply: bool = False) -> Outcome:
    return replay(db, since=datetime(2026, 1, 1, tzinfo=UTC), apply=apply)


def misread(db: psycopg.Connection) -> None:
    db.execute("update leads set phone = %s, urgency = 'normal' where phone = %s", [WRONG, RIGHT])
    db.execute("update private.statements set facts = facts || jsonb_build_object('phone', %s::text, 'urgency', null)"
               " where key = 'tool:t2'", [WRONG])  # fmt: skip
    db.execute(
        "update vapi_calls set ended_category = 'unlisted', outcome = 'no_lead' where vapi_call_id = %s", [CALL_ID]
    )


def test_the_code_that_stored_them_finds_nothing_to_say(url: str, db: psycopg.Connection) -> None:
    before = final_rows(db)
    assert again(db) == Outcome(calls=2)
    assert again(db, apply=True) == Outcome(calls=2)
    assert final_rows(db) == before


def test_what_differs_is_told_and_nothing_is_changed(url: str, db: psycopg.Connection) -> None:
    misread(db)
    before = final_rows(db)
    told = [(one.vapi_call_id, one.kind, one.words) for one in again(db).differences]
    assert [(call, kind) for call, kind, _ in told] == [
        (CALL_ID, "lead"),
        (CALL_ID, "outcome"),
    ]
    assert told[0][2].endswith("change: phone, urgency") and "no_lead → lead" in told[1][2]
    assert final_rows(db) == before


def test_asked_to_it_writes_what_people_did_not_and_wakes_nobody(url: str, db: psycopg.Connection) -> None:
    good = final_rows(db)
    misread(db)
    empty_alerts(db)
    again(db, apply=True)
    assert final_rows(db) == good
    assert db.execute("select count(*) from alerts").fetchone() == (0,)
    misread(db)
    db.execute("update leads set version = 2 where phone = %s", [WRONG])
    again(db, apply=True)
    assert [lead["phone"] for lead in final_rows(db)["leads"] if lead["version"] == 2] == [WRONG]


def test_messages_that_had_their_time_leave_the_call_as_it_is(url: str, db: psycopg.Connection) -> None:
    before = final_rows(db)
    delete(db, "delete from private.inbox")
    assert again(db, apply=True) == Outcome(calls=2)
    assert final_rows(db) == before


def test_the_command_prints_no_name(
    url: str, db: psycopg.Connection, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    misread(db)
    monkeypatch.setenv("SUPABASE_DB_URL", url)
    assert main(["--since", "2026-11-01"]) == 0
    printed = capsys.readouterr().out.replace("\xa0", " ")
    assert "fiches: 1 différence" in printed and "2 appels recalculés" in printed and "rien n’est changé" in printed
    assert "Luc" not in printed and "0112" not in printed and "0199" not in printed
    assert main(["--call", "personne"]) == 0
    assert "0 appel recalculé" in capsys.readouterr().out.replace("\xa0", " ")
