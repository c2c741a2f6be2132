"""Bodies that nobody has proven hold so many bytes together and no more; the slowest makes room, a call never does."""

from __future__ import annotations

import asyncio

import pytest
from starlette.requests import Request
from starlette.types import Message

from backend.webhook import body
from backend.webhook.body import ARRIVING, MOST_BYTES_TOGETHER, BodyTooSlow, read_body

PART = 64 * 1024


class Sender:
    """Sends a part each time it is let, and never the last one unless `whole`."""

    def __init__(self, parts: int, *, whole: bool = False) -> None:
        self._left = parts
        self._whole = whole

    async def receive(self) -> Message:
        if not self._left:
            if self._whole:
                return {"type": "http.request", "body": b"", "more_body": False}
            await asyncio.Event().wait()
        self._left -= 1
        await asyncio.sleep(0)
        return {"type": "http.request", "body": b"x" * PART, "more_body": True}

    def read(self) -> asyncio.Task[bytes]:
        scope = {"type": "http", "method": "POST", "headers": []}
        return asyncio.ensure_future(read_body(Request(scope, self.receive)))


def test_thirty_bodies_that_never_end_hold_no_more_than_the_ceiling_and_a_call_is_read() -> None:
    async def run() -> None:
        strangers = [Sender(75).read() for _ in range(30)]
        held = 0
        for _ in range(80):
            await asyncio.sleep(0)
            held = max(held, ARRIVING.held)
        await asyncio.sleep(0.05)
        assert 0 < max(held, ARRIVING.held) <= MOST_BYTES_TOGETHER
        real = await asyncio.wait_for(Sender(16, whole=True).read(), 2)
        assert len(real) == 16 * PART
        gone = [one for one in strangers if one.done()]
        assert len(gone) >= 23 and all(isinstance(one.exception(), BodyTooSlow) for one in gone)
        for one in strangers:
            one.cancel()
        await asyncio.gather(*strangers, return_exceptions=True)
        assert ARRIVING.held == 0

    asyncio.run(run())


def test_what_is_read_or_given_up_weighs_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "BODY_PATIENCE_S", 0.05)

    async def run() -> None:
        assert len(await Sender(3, whole=True).read()) == 3 * PART
        assert ARRIVING.held == 0
        with pytest.raises(BodyTooSlow):
            await Sender(3).read()
        assert ARRIVING.held == 0

    asyncio.run(run())
