"""`python -m backend.worker`: work until stopped."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys

from backend import observe
from backend.settings.base import BadSetting
from backend.settings.worker import WorkerSettings
from backend.worker.run import run


def main() -> int:
    """Run until SIGTERM or Ctrl-C; 1 and a plain sentence when the settings are not fit."""
    try:
        settings = WorkerSettings.load()
        settings.require_database()
    except (BadSetting, ValueError) as error:
        print(f"Le worker refuse de démarrer. {error}", file=sys.stderr)
        return 1
    observe.start(settings, "worker")
    with contextlib.suppress(KeyboardInterrupt, asyncio.CancelledError):
        asyncio.run(_until_told(settings))
    return 0


async def _until_told(settings: WorkerSettings) -> None:
    task = asyncio.create_task(run(settings))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    await task


if __name__ == "__main__":
    raise SystemExit(main())
