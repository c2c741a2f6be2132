"""The page with its first screen already in it, when what that screen shows is read in time."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import Future
from typing import Any

from starlette.responses import StreamingResponse

from backend import observe
from backend.console.index_page import IndexPage

# HTML, safe as it is, of answers by name.
Draw = Callable[[Mapping[str, Any]], str]
_GZIP = zlib.MAX_WBITS | 16


class ServerRender:
    """Sends the beginning of the page at once, so that the browser fetches the program while the data are read."""

    def __init__(self, index: IndexPage, draw: Draw, needs: Sequence[str], patience_s: float) -> None:
        """`needs`: the names of the answers that `draw` uses; beyond `patience_s` the page goes out without them."""
        self._index = index
        self._draw = draw
        self._needs = needs
        self._patience_s = patience_s
        self._packer = zlib.compressobj(6, zlib.DEFLATED, _GZIP)
        self._packed = self._packer.compress(index.before.encode()) + self._packer.flush(zlib.Z_SYNC_FLUSH)

    def page(self, begun: Mapping[str, Future[Any]], *, gzip: bool) -> StreamingResponse:
        """The page, with what was begun for it."""
        headers = {"Vary": "Accept-Encoding, Cookie"} | ({"Content-Encoding": "gzip"} if gzip else {})
        return StreamingResponse(self._packed_parts(begun) if gzip else self._parts(begun), 200, headers, "text/html")

    async def _parts(self, begun: Mapping[str, Future[Any]]) -> AsyncIterator[bytes]:
        yield self._index.before.encode()
        yield (await self._sight(begun) + self._index.after).encode()

    async def _packed_parts(self, begun: Mapping[str, Future[Any]]) -> AsyncIterator[bytes]:
        # The beginning is the same for everybody, and packed once.
        yield self._packed
        packer = self._packer.copy()
        yield packer.compress((await self._sight(begun) + self._index.after).encode()) + packer.flush()

    async def _sight(self, begun: Mapping[str, Future[Any]]) -> str:
        if not all(name in begun for name in self._needs):
            return ""
        needed = [asyncio.wrap_future(begun[name]) for name in self._needs]
        for one in needed:
            one.add_done_callback(_look)
        done, late = await asyncio.wait(needed, timeout=self._patience_s)
        # Late or refused: the screen itself will say so.
        if late or any(one.cancelled() or one.exception() for one in done):
            return ""
        try:
            return self._draw({name: begun[name].result() for name in self._needs})
        except Exception as error:
            # A bug here must not cost the console.
            observe.report(error, part="first sight")
            return ""


def _look(answer: asyncio.Future[Any]) -> None:
    # An error that nobody looked at would be logged as lost.
    if not answer.cancelled():
        answer.exception()
