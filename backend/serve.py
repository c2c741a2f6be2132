"""Serving over HTTP, as every program of ours does: by uvicorn, which says nothing of itself and wakes seldom."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from types import FrameType
from typing import Any

import uvicorn
from starlette.types import ASGIApp

KEEP_ALIVE_S = 75
# How old the date in an answer may be.
TICK_S = 5.0
_handle_exit = uvicorn.Server.handle_exit


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
    uvicorn.Server.handle_exit = _told_to_end  # type: ignore[method-assign, assignment]


async def _main_loop(server: uvicorn.Server) -> None:
    loop, told = asyncio.get_running_loop(), asyncio.Event()
    server.wake = lambda: loop.call_soon_threadsafe(told.set)  # type: ignore[attr-defined]
    # Nought: at each tick the date of the answers is written anew, which uvicorn does at one tick in ten.
    while not await server.on_tick(0):
        with suppress(TimeoutError):
            await asyncio.wait_for(told.wait(), TICK_S)


def _told_to_end(server: uvicorn.Server, number: int, frame: FrameType | None) -> None:
    _handle_exit(server, number, frame)
    wake = getattr(server, "wake", None)
    if wake:
        wake()
