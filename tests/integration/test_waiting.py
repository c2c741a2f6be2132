"""Who waits for a call, when a screen does not hold them all: everybody is counted, and who waits longest is there."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from tests.emptying import delete
from tests.people import Caller, sign_in
from tests.rows import empty

# The newest are urgent in part: a list that keeps the newest would hold none of the oldest.
MANY = """
    insert into leads (ref, source, created_at, name, phone, urgency)
    select 'M-' || n, 'console', now() - n * interval '1 hour', 'Cliente ' || n, '+1450555' || lpad(n::text, 4, '0'),
        case when n % 10 = 0 then 'urgent' else 'normal' end
    from generate_series(1, 130) n
"""


@pytest.fixture
def owner(env: dict[str, str], db: psycopg.Connection) -> Caller:
    empty(db)
    db.execute(MANY)
    return sign_in(env, "owner")


def today(caller: Caller, limit: int) -> dict[str, Any]:
    found: dict[str, Any] = caller.rpc("today", p_limit=limit).json()
    return found


def refs(day: dict[str, Any]) -> list[str]:
    return [one["ref"] for one in day["callbacks"]]


def test_of_130_people_the_urgent_and_then_those_who_wait_longest_are_shown(owner: Caller) -> None:
    urgent = [f"M-{n}" for n in range(130, 0, -10)]
    others = [f"M-{n}" for n in range(130, 0, -1) if n % 10]
    day = today(owner, 100)
    assert day["waiting"] == 130
    assert refs(day) == [*urgent, *others][:100]
    assert refs(today(owner, 200)) == [*urgent, *others]


def test_since_when_the_first_of_all_waits_is_said_though_their_card_is_not_shown(
    owner: Caller, db: psycopg.Connection
) -> None:
    db.execute("update leads set urgency = 'low' where ref = 'M-129'")
    delete(db, "delete from leads where ref = 'M-130'")
    day = today(owner, 3)
    assert "M-129" not in refs(day)
    [since] = db.execute("select to_jsonb(created_at) from leads where ref = 'M-129'").fetchone() or [None]
    assert day["waiting_since"][:19] == str(since)[:19]
