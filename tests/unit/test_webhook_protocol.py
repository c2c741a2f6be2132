"""Connections that make us wait are closed in time, make room for others, and cost no real request."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from typing import ClassVar

import httpx
import pytest
import uvicorn
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from backend.webhook.protocol import PatientProtocol

WITHIN_S = 0.4
MOST = 20
HALF = b"POST /vapi HTTP/1.1\r\nHost: x\r\nX-Signature: "


class Quick(PatientProtocol):
    """The same, sooner."""

    headers_within_s: ClassVar[float] = WITHIN_S
    most_connections: ClassVar[int] = MOST


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    while scope["type"] == "http" and (await receive()).get("more_body"):
        pass
    await PlainTextResponse("taken")(scope, receive, send)


@pytest.fixture
def server() -> Iterator[uvicorn.Server]:
    one = uvicorn.Server(uvicorn.Config(app, port=0, http=Quick, lifespan="off", log_level="warning"))
    thread = threading.Thread(target=lambda: asyncio.run(one.serve()), daemon=True)
    thread.start()
    while not one.started:
        time.sleep(0.01)
    yield one
    one.should_exit = True
    thread.join(10)


def port_of(server: uvicorn.Server) -> int:
    return int(server.servers[0].sockets[0].getsockname()[1])


def half_sent(server: uvicorn.Server, words: bytes = HALF) -> socket.socket:
    one = socket.create_connection(("127.0.0.1", port_of(server)), timeout=5)
    one.sendall(words)
    return one


def is_closed(one: socket.socket, within_s: float) -> bool:
    one.settimeout(within_s)
    try:
        return one.recv(100) == b""
    except TimeoutError:
        return False
    except ConnectionError:
        return True


def answer(one: socket.socket) -> bytes:
    said = b""
    while b"\r\n\r\n" not in said or not said.endswith(b"taken"):
        part = one.recv(1000)
        assert part, said
        said += part
    return said


@pytest.mark.parametrize("words", [HALF, b"", b"P"])
def test_headers_that_do_not_come_whole_end_the_connection(server: uvicorn.Server, words: bytes) -> None:
    one = half_sent(server, words)
    assert is_closed(one, WITHIN_S * 4)
    assert not server.server_state.connections


def test_dripping_headers_gains_no_time(server: uvicorn.Server) -> None:
    one, began = half_sent(server), time.monotonic()
    while not is_closed(one, 0.05) and time.monotonic() - began < 5:
        try:
            one.sendall(b"a")
        except OSError:
            break
    assert time.monotonic() - began < WITHIN_S * 4


def test_the_second_request_of_a_kept_connection_has_its_time_too(server: uvicorn.Server) -> None:
    one = half_sent(server, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert b"taken" in answer(one)
    time.sleep(WITHIN_S * 2)
    # Kept open without a word: that is uvicorn's own patience.
    one.sendall(b"GET / HTTP/1.1\r\n")
    assert is_closed(one, WITHIN_S * 4)


def test_beyond_the_ceiling_the_longest_waiting_makes_room_and_a_real_request_is_taken(server: uvicorn.Server) -> None:
    waiting = [half_sent(server) for _ in range(MOST * 3)]
    with httpx.Client(base_url=f"http://127.0.0.1:{port_of(server)}", timeout=5) as real:
        assert real.post("/vapi", content=b"x" * 100_000).text == "taken"
        assert len(server.server_state.connections) <= MOST
    assert is_closed(waiting[0], 1)
    for one in waiting:
        one.close()


def test_a_body_that_takes_its_time_is_not_cut_off_by_the_deadline_of_headers(server: uvicorn.Server) -> None:
    one = half_sent(server, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\na")
    time.sleep(WITHIN_S * 2)
    one.sendall(b"b")
    assert b"taken" in answer(one)
