"""Québec's public holidays, written as closed days: those who work on one anyway open that day again."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

from backend import fr
from backend.db import Pool, query

# Well beyond what Paul may book: people plan their own closed days around them.
_AHEAD = timedelta(days=400)


def quebec(since: date, until: date) -> dict[date, str]:
    """The holidays from one day to another, by their French names."""
    # A large library, which only the worker needs, twice a day.
    import holidays

    found = holidays.country_holidays("CA", subdiv="QC", years=range(since.year, until.year + 1), language="fr")
    return {day: str(found[day]) for day in sorted(found) if since <= day <= until}


async def note_holidays(pool: Pool) -> None:
    """Those of the next thirteen months. What is written already stays, whatever people made of it."""
    today = fr.local(datetime.now(UTC)).date()
    coming = {day.isoformat(): name for day, name in quebec(today, today + _AHEAD).items()}
    async with pool.connection() as conn:
        await conn.execute(query("note_holidays"), [json.dumps(coming)])
