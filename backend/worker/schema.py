"""The worker's look at the database, once a day: is it still what is written?"""

from __future__ import annotations

import asyncio

from backend.backups.settings import BackupSettings
from backend.db import Pool, query
from backend.postgres.errors import PostgresError
from backend.schema.check import differences
from backend.schema.difference import to_detail

# The screen names the first few; `python -m backend.migrate --check` names all.
KEPT = 20


async def look_at_schema(pool: Pool) -> bool:
    """Compare and keep what was found. False where no Postgres can be started to compare with: nothing was measured."""
    settings = BackupSettings.load()
    try:
        found = await asyncio.to_thread(differences, settings.db_url, settings.BACKUP_WORK_DIR)
    except PostgresError:
        return False
    async with pool.connection() as conn:
        await conn.execute(query("note_schema"), [not found, len(found), to_detail(found[:KEPT])])
    return True
