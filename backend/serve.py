"""Serving over HTTP, as every program of ours does: by uvicorn, which says nothing of itself and wakes seldom."""

from __future__ import annotations

import asyncio
import signal
import threading
from contextlib import suppress
from types import FrameType
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.server import HANDLED_SIGNALS

KEEP_ALIVE_S = 75
# How old the date in an answer may be.
TICK_S = 5.0


def serve(app: ASGIApp, host: str, port: int, *, ends_within_s: int, **options: Any) -> None:
    """Serve until stopped; requests under way are given `ends_within_s`. `options` are uvicorn's own."""
    wake_seldom()
    uvicorn.run(
        app, host=host, port=port, access_log=False, log_level="warning", timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=ends_within_s, server_header=False, **options,
    )  # fmt: skip


def wake_seldom() -> None:
    """For every server of this process that has not begun to serve.

    uvicorn wakes ten times a second to look whether it was told to end, though nobody is there. Here it is woken by
    being told, and else seldom, to write the date.
    """
    uvicorn.Server.main_loop = _main_loop  # type: ignore[method-assign, assignment]


async def _main_loop(server: uvicorn.Server) -> None:
    told = asyncio.Event()
    _wake_on_signals(asyncio.get_running_loop(), told)
    # Nought: at each tick the date of the answers is written anew, which uvicorn does at one tick in ten.
    while not await server.on_tick(0):
        with suppress(TimeoutError):
            await asyncio.wait_for(told.wait(), TICK_S)


def _wake_on_signals(loop: asyncio.AbstractEventLoop, told: asyncio.Event) -> None:
    """After uvicorn's own handlers, which are there by now and are taken away at the end."""
    if threading.current_thread() is not threading.main_thread():
        return
    for number in HANDLED_SIGNALS:
        plain = signal.getsignal(number)

        def handle(number: int, frame: FrameType | None, plain: Any = plain) -> None:
            if callable(plain):
                plain(number, frame)
            loop.call_soon_threadsafe(told.set)

        signal.signal(number, handle)
