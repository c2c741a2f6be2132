"""One message of a made-up call, taken in by the restored database: it is not only read, it works."""

from __future__ import annotations

import asyncio
import time
import uuid

import psycopg
from psycopg_pool import PoolTimeout
from pydantic_core import to_json

from backend.backups.errors import BackupError
from backend.db import open_pool
from backend.intake.store import Receipt, receive


def is_applied(db_url: str) -> str:
    """Only for a database that is thrown away afterwards. Raises BackupError."""
    try:
        receipt = asyncio.run(_received(db_url))
    except (psycopg.Error, PoolTimeout) as error:
        raise BackupError("message_refused", type(error).__name__) from None
    if receipt.outcome != "applied":
        raise BackupError("message_refused", receipt.outcome)
    return receipt.type


async def _received(db_url: str) -> Receipt:
    call = {"id": str(uuid.uuid4()), "type": "inboundPhoneCall"}
    told = {"type": "status-update", "status": "in-progress", "timestamp": int(time.time() * 1000), "call": call}
    async with open_pool(db_url, program="backup", size=1) as pool:
        return await receive(pool, to_json({"message": told}))
