"""`python -m backend.worker`: work until stopped."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket

from backend import observe
from backend.doctor.start import Start, at_start, refuse
from backend.settings.base import BadSetting
from backend.settings.worker import WorkerSettings
from backend.worker.run import run


def main() -> int:
    """Run until SIGTERM or Ctrl-C; EX_CONFIG and a plain sentence when the settings are not fit."""
    try:
        settings = WorkerSettings.load()
    except BadSetting as error:
        refuse("worker", error)
    observe.start(settings, "worker")
    at_start(Start("worker", socket.gethostname(), settings.RELEASE), settings.db_url)()
    with contextlib.suppress(KeyboardInterrupt, asyncio.CancelledError):
        asyncio.run(_until_told(settings))
    return 0


async def _until_told(settings: WorkerSettings) -> None:
    task = asyncio.create_task(run(settings))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    await task


if __name__ == "__main__":
    raise SystemExit(main())
