"""Backups in the worker: long, blocking work in a thread of its own, beside the loops that carry alerts."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from backend.backups.settings import BackupSettings
from backend.backups.work import BackupWorker
from backend.worker.proof_message import is_applied


class Backups:
    """Owned by the worker's loop. The thread lives as long as the worker: what it starts dies with it."""

    def __init__(self, settings: BackupSettings) -> None:
        self._stop = threading.Event()
        self._keeper = BackupWorker(settings, self._stop, is_applied)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="backups")

    async def work(self) -> None:
        """Do everything that is due."""
        while await self._in_thread(self._keeper.work_one):
            pass
        await self._in_thread(self._keeper.housekeeping)

    async def look_at_store(self) -> None:
        """How much room there is; which copies may go."""
        await self._in_thread(self._keeper.look_at_store)

    def close(self) -> None:
        """The worker ends: what goes on is stopped, told of and due again, within seconds."""
        self._stop.set()
        self._thread.submit(self._keeper.close)
        self._thread.shutdown(wait=True)

    async def _in_thread(self, act: Callable[[], bool | None]) -> bool:
        return bool(await asyncio.get_running_loop().run_in_executor(self._thread, act))
