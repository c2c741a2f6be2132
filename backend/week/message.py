"""Monday's message: the week that ended, in a few lines, by the same way as the morning digest."""

from __future__ import annotations

from datetime import UTC, datetime

from backend.db import Pool, query
from backend.week import read, words
from backend.week.read import Week


async def raise_week(pool: Pool, now: datetime | None = None) -> None:
    """Raise the message once it is due; does nothing the second time."""
    async with pool.connection() as conn:
        row = await (await conn.execute(query("week_to_tell"), [now or datetime.now(UTC)])).fetchone()
        if row is None or row["told"] is None:
            return
        week = read.from_json(row["told"])
        await conn.execute(query("raise_week"), [week.monday, text(week)])


def text(week: Week) -> str:
    """The first line names nobody and may show on a locked screen; then a line a figure, with the week before."""
    now = week.figures
    head = f"{words.title(week)}: {now.calls} appels, {now.leads} clients potentiels, {now.booked} rendez-vous"
    return "\n".join([head, "", *(_line(one) for one in words.lines(week)), "", "Le détail est dans Ma semaine."])


def _line(one: words.Line) -> str:
    return f"{one.name}: {one.value} (semaine d’avant: {one.before}). {one.beside}."
