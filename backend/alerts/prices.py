"""Asks the second provider what it took for what it carried: it knows some time afterwards."""

from __future__ import annotations

from backend.db import Pool, query
from backend.messaging import SendError
from backend.twilio.client import Twilio

BATCH = 20


async def note_prices(pool: Pool, twilio: Twilio | None) -> None:
    """Ask for each price that is due."""
    if twilio is None:
        return
    async with pool.connection() as conn:
        wanted = await (await conn.execute(query("claim_prices"), [BATCH])).fetchall()
    for row in wanted:
        try:
            price = await twilio.price("Calls" if row["channel"] == "call" else "Messages", str(row["provider_id"]))
        except SendError:
            # Asked again in a quarter of an hour; its state is shown where the providers' are.
            return
        if price:
            async with pool.connection() as conn:
                await conn.execute(query("note_price"), [price.amount, price.unit, row["id"]])
