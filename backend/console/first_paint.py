"""The page with its first screen already in it, when that can be drawn in time."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from starlette.responses import StreamingResponse

from backend import observe
from backend.console.api import Api
from backend.console.index_page import IndexPage
from backend.person import Person
from backend.supabase.errors import ApiError

# HTML, safe as it is, of answers by name.
Draw = Callable[[Mapping[str, Any]], str]
_GZIP = zlib.MAX_WBITS | 16


@dataclass(frozen=True)
class Visitor:
    """Who asked for a page, before their browser has connected."""

    person: Person
    api: Api
    is_wide: bool


@dataclass(frozen=True)
class Begun:
    """What a first screen waits for, by name, and how it is drawn from that."""

    answers: Mapping[str, Future[Any]]
    draw: Draw


# By the path that was asked for, where it has a first screen.
Begin = Callable[[str, Visitor], Begun | None]


class ServerRender:
    """Sends the beginning of the page at once, so that the browser fetches the program while the data are read."""

    def __init__(self, index: IndexPage, patience_s: float) -> None:
        """Beyond `patience_s` the page goes out without its first screen."""
        self._index = index
        self._patience_s = patience_s
        self._packer = zlib.compressobj(6, zlib.DEFLATED, _GZIP)
        self._packed = self._packer.compress(index.before.encode()) + self._packer.flush(zlib.Z_SYNC_FLUSH)

    def page(self, begun: Begun, *, gzip: bool) -> StreamingResponse:
        """The page, with what was begun for it."""
        headers = {"Vary": "Accept-Encoding, Cookie"} | ({"Content-Encoding": "gzip"} if gzip else {})
        return StreamingResponse(self._packed_parts(begun) if gzip else self._parts(begun), 200, headers, "text/html")

    async def _parts(self, begun: Begun) -> AsyncIterator[bytes]:
        yield self._index.before.encode()
        yield (await self._sight(begun) + self._index.after).encode()

    async def _packed_parts(self, begun: Begun) -> AsyncIterator[bytes]:
        # The beginning is the same for everybody, and packed once.
        yield self._packed
        packer = self._packer.copy()
        yield packer.compress((await self._sight(begun) + self._index.after).encode()) + packer.flush()

    async def _sight(self, begun: Begun) -> str:
        needed = [asyncio.wrap_future(one) for one in begun.answers.values()]
        for one in needed:
            one.add_done_callback(_look)
        _, late = await asyncio.wait(needed, timeout=self._patience_s)
        if late:
            return ""
        try:
            return begun.draw({name: one.result() for name, one in begun.answers.items()})
        except ApiError:
            # The screen itself will say so.
            return ""
        except Exception as error:
            # A bug here must not cost the console.
            observe.report(error, part="first paint")
            return ""


def _look(answer: asyncio.Future[Any]) -> None:
    # An error that nobody looked at would be logged as lost.
    if not answer.cancelled():
        answer.exception()
