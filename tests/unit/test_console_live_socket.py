"""A websocket ends with the session that opened it, and loses no message before."""

from __future__ import annotations

import asyncio

import pytest
from starlette.types import Message, Receive, Scope, Send

from backend.console import live_socket
from backend.console.live_socket import LiveSocket


class Browser:
    """The other end: what it sends, and what it was sent."""

    def __init__(self) -> None:
        self.outgoing: asyncio.Queue[Message] = asyncio.Queue()
        self.received: list[Message] = []

    async def receive(self) -> Message:
        return await self.outgoing.get()

    async def send(self, message: Message) -> None:
        self.received.append(message)


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    while (message := await receive())["type"] != "websocket.disconnect":
        await send({"type": "websocket.send", "text": message["text"]})
    await send({"type": "websocket.send", "text": "too late"})


def texts(browser: Browser) -> list[str]:
    return [message["text"] for message in browser.received if message["type"] == "websocket.send"]


def test_a_message_after_the_end_is_not_delivered_and_the_socket_closes() -> None:
    async def story() -> None:
        browser, alive = Browser(), [True]
        talk = asyncio.create_task(LiveSocket(browser.receive, browser.send, lambda: alive[0]).run(echo, {}))
        await browser.outgoing.put({"type": "websocket.receive", "text": "one"})
        while not browser.received:
            await asyncio.sleep(0)
        alive[0] = False
        await browser.outgoing.put({"type": "websocket.receive", "text": "two"})
        await asyncio.wait_for(talk, 2)
        assert texts(browser) == ["one"]
        assert browser.received[-1]["type"] == "websocket.close"

    asyncio.run(story())


def test_a_silent_page_is_closed_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_socket, "CHECK_EVERY_S", 0.01)

    async def story() -> None:
        browser, alive = Browser(), [True]
        talk = asyncio.create_task(LiveSocket(browser.receive, browser.send, lambda: alive[0]).run(echo, {}))
        await asyncio.sleep(0.05)
        await browser.outgoing.put({"type": "websocket.receive", "text": "still here"})
        await asyncio.sleep(0.05)
        alive[0] = False
        await asyncio.wait_for(talk, 2)
        assert texts(browser) == ["still here"]
        assert [message["type"] for message in browser.received] == ["websocket.send", "websocket.close"]

    asyncio.run(story())


def test_what_is_said_without_being_asked_is_not_delivered_after_the_end() -> None:
    async def story() -> None:
        browser, alive, ended = Browser(), [True], asyncio.Event()

        async def speak(scope: Scope, receive: Receive, send: Send) -> None:
            await send({"type": "websocket.send", "text": "one"})
            await ended.wait()
            await send({"type": "websocket.send", "text": "two"})
            await send({"type": "websocket.send", "text": "three"})

        talk = asyncio.create_task(LiveSocket(browser.receive, browser.send, lambda: alive[0]).run(speak, {}))
        while not browser.received:
            await asyncio.sleep(0)
        alive[0] = False
        ended.set()
        await asyncio.wait_for(talk, 2)
        assert texts(browser) == ["one"]
        assert [message["type"] for message in browser.received] == ["websocket.send", "websocket.close"]

    asyncio.run(story())


def unread() -> bool:
    raise OSError("the sessions cannot be read")


@pytest.mark.parametrize("speaks", [True, False], ids=["to it", "from it"])
def test_a_session_that_cannot_be_read_closes_the_socket_so_that_the_page_connects_again(speaks: bool) -> None:
    """Streamlit goes on without the part of it that heard of the trouble."""

    async def story() -> None:
        browser = Browser()

        async def talk(scope: Scope, receive: Receive, send: Send) -> None:
            for _ in range(2):
                with pytest.raises(OSError, match="cannot be read"):
                    await (send({"type": "websocket.send", "text": "one"}) if speaks else receive())

        for _ in range(2):
            await browser.outgoing.put({"type": "websocket.receive", "text": "two"})
        await asyncio.wait_for(LiveSocket(browser.receive, browser.send, unread).run(talk, {}), 2)
        assert [(message["type"], message.get("code")) for message in browser.received] == [("websocket.close", 1011)]

    asyncio.run(story())
