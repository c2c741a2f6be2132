"""What raises an alert without a message having come: silence, a growing journal, an odd day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from psycopg.types.json import Jsonb

from backend.db import Pool, query
from backend.fr import ZONE

# Silence says something where at least so many calls usually come in that time.
WINDOW = timedelta(hours=2)
LEAST_USUAL_IN_WINDOW = 3
# What waits in the journal of the webhook is written to the database within seconds, unless something is wrong.
LONGEST_IN_JOURNAL = timedelta(minutes=5)
READING_HOLDS = timedelta(minutes=5)
# So many probes of the whole chain without success are no accident.
IN_A_ROW = 2
# A day is judged from this hour on, when enough of it has passed, and where so many calls are usual by then.
DAY_JUDGED_FROM = time(18)
LEAST_USUAL_OF_A_DAY = 8
QUIET, BUSY = 0.3, 2.5


@dataclass(frozen=True)
class Finding:
    """One alert to raise: once for its cause, however often it is found."""

    kind: str
    cause_key: str
    code: str
    values: dict[str, Any] = field(default_factory=dict)


def findings(facts: dict[str, Any]) -> list[Finding]:
    """What deserves an alert now. Each is raised once for its hour, or for its day."""
    now = datetime.fromisoformat(facts["now"])
    local = now.astimezone(ZONE)
    hour, day = f"{local:%Y-%m-%d-%H}", f"{local:%Y-%m-%d}"
    found = []
    if facts["usual_in_window"] >= LEAST_USUAL_IN_WINDOW and not facts["heard_in_window"]:
        hours = int(WINDOW.total_seconds() // 3600)
        found.append(Finding("no_webhook", f"no_webhook:{hour}", "no_message", {"hours": hours}))
    if _journal_waits(facts["journal"], now):
        minutes = int(LONGEST_IN_JOURNAL.total_seconds() // 60)
        found.append(Finding("journal", f"journal:{hour}", "journal_waits", {"minutes": minutes}))
    if broken := _broken_chain(facts["chain"]):
        found.append(Finding("no_webhook", f"chain:{hour}", "chain_broken", {"step": broken}))
    if facts["day"] and _is_odd(facts["day"]):
        counts = {"calls": facts["day"]["calls"], "usual": round(facts["day"]["usual"])}
        found.append(Finding("volume", f"volume:{day}", "odd_volume", counts))
    return found


def _journal_waits(reading: dict[str, Any] | None, now: datetime) -> bool:
    if not reading or reading["oldest_s"] is None or now - datetime.fromisoformat(reading["at"]) >= READING_HOLDS:
        return False
    return bool(reading["oldest_s"] > LONGEST_IN_JOURNAL.total_seconds())


def _broken_chain(probes: list[dict[str, Any]]) -> str | None:
    """Where it broke, once two probes in a row came to nothing: one alone may be a program that is starting anew."""
    if len(probes) < IN_A_ROW or any(one["ok"] for one in probes[:IN_A_ROW]):
        return None
    return str(probes[0]["detail"])


def _is_odd(day: dict[str, Any]) -> bool:
    calls, usual = day["calls"], day["usual"]
    return bool(usual >= LEAST_USUAL_OF_A_DAY and not usual * QUIET <= calls <= usual * BUSY)


async def check_silence(pool: Pool) -> None:
    """Look, and raise what is found."""
    async with pool.connection() as conn:
        row = await (await conn.execute(query("silence_facts"), [WINDOW, DAY_JUDGED_FROM])).fetchone()
        facts = row["facts"] if row else None
        assert isinstance(facts, dict)
        for one in findings(facts):
            await conn.execute(query("raise_finding"), [one.kind, one.cause_key, one.code, Jsonb(one.values)])
