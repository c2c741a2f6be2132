"""What speaks against Paul: failed trials, faults, no calls where some are usual, Vapi away."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from psycopg.types.json import Jsonb

from backend.db import Pool, query

TRIALS_IN_A_ROW = 2
TRIALS_WITHIN = timedelta(hours=24)
FAULTS_WITHIN = timedelta(hours=1)
LEAST_FAULTS, LEAST_FAULTY_SHARE = 3, 0.3
NO_CALLS_WITHIN = timedelta(hours=2)
LEAST_USUAL_CALLS = 3
# Comparisons with Vapi that failed since the last that did not, and for how long.
LEAST_FAILURES, FAILING_FOR = 3, timedelta(minutes=10)


@dataclass(frozen=True)
class PaulSign:
    """`n`: how many trials, faulty calls, calls that usually come, comparisons that failed."""

    sign: Literal["trials", "faults", "no_calls", "vapi_away"]
    n: int


def signs(facts: dict[str, Any]) -> list[PaulSign]:
    """The signs that show now."""
    trials, faults, calls, vapi = facts["trials"], facts["faults"], facts["calls"], facts["vapi"]
    found = []
    if trials == ["failed"] * TRIALS_IN_A_ROW:
        found.append(PaulSign("trials", TRIALS_IN_A_ROW))
    if faults["n"] >= LEAST_FAULTS and faults["n"] >= LEAST_FAULTY_SHARE * faults["ended"]:
        found.append(PaulSign("faults", faults["n"]))
    # A diverted line brings Paul no calls.
    if calls["usual"] >= LEAST_USUAL_CALLS and not calls["any"] and not calls["diverted"]:
        found.append(PaulSign("no_calls", round(calls["usual"])))
    if vapi["failures"] >= LEAST_FAILURES and vapi["away"] and _failing_for(vapi, facts["now"]) > FAILING_FOR:
        found.append(PaulSign("vapi_away", vapi["failures"]))
    return found


def _failing_for(vapi: dict[str, Any], now: str) -> timedelta:
    return datetime.fromisoformat(now) - datetime.fromisoformat(vapi["first_at"])


async def check_paul(pool: Pool) -> None:
    """Look, and keep the signs that show; one that is new is told of."""
    async with pool.connection() as conn:
        given = [TRIALS_IN_A_ROW, TRIALS_WITHIN, FAULTS_WITHIN, NO_CALLS_WITHIN]
        row = await (await conn.execute(query("paul_sign_facts"), given)).fetchone()
        facts = row["facts"] if row else None
        assert isinstance(facts, dict)
        await conn.execute(query("keep_paul_signs"), [Jsonb([asdict(one) for one in signs(facts)])])
